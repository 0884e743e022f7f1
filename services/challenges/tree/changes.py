"""What a new version may change of a challenge that is published or paused: only what is in riders' favour.
Then counting all entries anew takes no completion, reward or point away. Pure."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from services.challenges.tree.refusals import instant_of
from services.challenges.tree.shape import Path
from shared.http.bodies import pointer_to

Stored = Mapping[str, Any]
"""A body as it was stored, whose defaults may be left out."""
Difference = tuple[Path, Any, Any]

ABSENT = object()
"""The value of a field that one of two bodies does not have."""
WORDS = ("name", "description")
"""What may change as one likes: it promises nothing."""
LOWER = frozenset({"/goal/need", "/goal/trips_min", "/goal/percent", "/goal/target_min", "/who/member_min"})
HIGHER = frozenset({"/who/size_max", "/reward/points", "/reward/tickets/count", "/levels/*/points"})
TARGETS = frozenset({"/goal/target", "/goal/steps/*/target", "/levels/*/target"})
ADDED = frozenset({"/reward/badge_id", "/reward/tickets", "/levels/*/badge_id"})


def not_in_favour(in_force: Stored, written: Stored, now: datetime) -> list[str]:
    """The pointers to what `written` changes of the body in force and may not change at `now`, sorted. Empty:
    it may take its place."""
    before, after = _filled(in_force), _filled(written)
    _fill_goals(before, after)
    found = _differences((), before, after)
    return sorted(pointer_to(each[0]) for each in found if not _is_in_favour(each, before, now))


def differences(in_force: Stored, written: Stored) -> list[str]:
    """The pointers to the deepest places in which `written` differs from the body in force, sorted."""
    before, after = _filled(in_force, without=()), _filled(written, without=())
    _fill_goals(before, after)
    return sorted(pointer_to(path) for path, _, _ in _differences((), before, after))


def _filled(body: Stored, without: Collection[str] = WORDS) -> dict[str, Any]:
    """The body without its words, with its defaults, and with instants instead of their texts."""
    filled: dict[str, Any] = {"period": "once", "where": {}, "holdout_percent": 0}
    filled |= {name: value for name, value in body.items() if name not in without}
    if "reward" in filled:
        filled["reward"] = {"points": 0, **filled["reward"]}
    for name in ("starts_at", "ends_at"):
        filled[name] = instant_of(filled[name])
    goal = filled["goal"] = dict(filled["goal"])
    if "steps" in goal:
        goal["steps"] = [{"where": {}, **step} for step in goal["steps"]]
    return filled


def _fill_goals(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Fill in the freezes of goals and steps. The kind in force tells whether there are any: where there are
    none, a default of another kind is no difference besides the kind."""
    pairs = [(before["goal"], after["goal"])]
    pairs += zip(before["goal"].get("steps", ()), after["goal"].get("steps", ()), strict=False)
    for old, new in pairs:
        if old["kind"] == "streak":
            old.setdefault("freezes", 0)
            new.setdefault("freezes", 0)
        elif new.get("freezes") == 0:
            del new["freezes"]


def _differences(path: Path, before: Any, after: Any) -> Iterator[Difference]:
    """The deepest places that differ, with both values."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before.keys() | after.keys():
            yield from _differences((*path, name), before.get(name, ABSENT), after.get(name, ABSENT))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences((*path, place), old, new)
    elif before != after:
        yield path, before, after


def _is_in_favour(difference: Difference, in_force: Stored, now: datetime) -> bool:
    path, before, after = difference
    field = "".join(f"/{'*' if isinstance(part, int) else part}" for part in path)
    if before is ABSENT:
        return field in ADDED
    if after is ABSENT:
        return field == "/who/member_min"
    if field in TARGETS:
        return bool(after > before if in_force["goal"]["kind"] == "at_most" else after < before)
    if field == "/ends_at":
        return bool(now < before < after) and _may_go_on(in_force)
    return bool((field in LOWER and after < before) or (field in HIGHER and after > before))


def _may_go_on(in_force: Stored) -> bool:
    """Whether more time takes nothing away: periods that are added never do."""
    goal, who = in_force["goal"]["kind"], in_force["who"]
    is_taking = goal in ("at_most", "improve") or who["kind"] == "teams" or who.get("mode") == "versus"
    return in_force["period"] != "once" or not is_taking
