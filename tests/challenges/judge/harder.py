"""Every number of a challenge that can be turned so that it is harder, for the law that this adds nothing."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

from .facts import Challenge, Tree
from .results import Judged, Key

PathTo = tuple[str | int, ...]
UNBOUNDED = 10**9


class Knob(NamedTuple):
    """A number in a body, by its path, and the last that is still valid in the direction that is harder."""

    path: PathTo
    value: int
    last: int

    def turned(self, by: int) -> int:
        """The number, harder by so much, as far as it is valid."""
        return min(self.value + by, self.last) if self.last >= self.value else max(self.value - by, self.last)


def knobs_of_goal(goal: Tree) -> Iterator[Knob]:
    """Target, need, trips_min, percent, target_min up; the target of at_most down."""
    at_most = goal["kind"] == "at_most"
    if "target" in goal:
        yield Knob(("goal", "target"), goal["target"], 1 if at_most else UNBOUNDED)
    if at_most:
        # At most so many trips cannot ask for more trips.
        most = goal["target"] if goal["measure"] == "trips" else 1000
        yield Knob(("goal", "trips_min"), goal["trips_min"], most)
    if goal["kind"] == "improve":
        yield Knob(("goal", "percent"), goal["percent"], 500)
        yield Knob(("goal", "target_min"), goal["target_min"], goal["target_max"])
    if goal["kind"] == "steps":
        yield Knob(("goal", "need"), goal["need"], len(goal["steps"]))
        for i, step in enumerate(goal["steps"]):
            yield Knob(("goal", "steps", i, "target"), step["target"], UNBOUNDED)


def knobs_of(body: Tree) -> list[Knob]:
    """All numbers that can be made harder, by the words of the contract's law."""
    knobs = list(knobs_of_goal(body["goal"]))
    targets = [level["target"] for level in body.get("levels", ())]
    for i, (target, following) in enumerate(zip(targets, [*targets[1:], UNBOUNDED], strict=False)):
        knobs.append(Knob(("levels", i, "target"), target, following - 1))
    who = body["who"]
    if who["kind"] in ("teams", "city"):
        # None asked is less than any.
        knobs.append(Knob(("who", "member_min"), who.get("member_min", 0), UNBOUNDED))
    if who["kind"] == "teams":
        knobs.append(Knob(("who", "size_max"), who["size_max"], 2))
    return knobs


def turned(challenge: Challenge, knob: Knob, by: int) -> Challenge:
    """The same challenge with one number harder."""
    body: Any = deepcopy(dict(challenge.body))
    inner = body
    for name in knob.path[:-1]:
        inner = inner[name]
    inner[knob.path[-1]] = knob.turned(by)
    return replace(challenge, body=body)


def given(judged: Judged) -> set[tuple[Key, str, int]]:
    """What is completed and given: an entry, who (all of it, or a winner), and the level, 0 of all levels."""
    found = set()
    for key, entry in judged.entries.items():
        given_levels = [0] if entry.completed else []
        given_levels += range(1, (entry.level or 0) + 1)
        for who in ("entry", *entry.winners):
            found |= {(key, who, level) for level in given_levels}
    return found
