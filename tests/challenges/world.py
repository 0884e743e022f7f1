"""Histories of challenges, and what they should lead to: slow, in plain Python, from the contract's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from hypothesis import strategies as st

from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.challenges.running_challenges import BEGIN, LATER, body, trip

NAMES = UUID("0190aaaa-0000-7000-8000-000000000002")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(2)]
SLOTS = (0, 1, 2)
AHEAD = datetime(2150, 1, 1, tzinfo=UTC)
"""The start of a trip that comes after every closing."""
TARGETS = {"trips": (1, 2, 3), "distance_m": (3_000, 6_000, 9_000), "energy_kcal": (159, 160, 318)}


class Step(NamedTuple):
    """What happens: `hear` a batch, or `rewrite`, `publish`, `pause`, `close`, `join` or `leave`."""

    name: str
    slot: int = 0
    rider_id: UUID = RIDERS[0]
    spec: dict[str, Any] | None = None
    batch: tuple[Heard[TripJudged], ...] = ()


@dataclass
class Part:
    """A rider's part in a challenge. `given`: its completion was said, which waits during a pause."""

    progress: int = 0
    completed: bool = False
    given: bool = False
    takes_part: bool = True


@dataclass
class Expected:
    """What a challenge should be."""

    spec: dict[str, Any]
    state: str = "draft"
    rules: dict[str, Any] | None = None
    joined: set[UUID] = field(default_factory=set)
    parts: dict[UUID, Part] = field(default_factory=dict)
    was_paused: bool = False

    @property
    def is_over(self) -> bool:
        """Whether its end has come: by the calendar, or because it was closed."""
        return self.state == "closed" or (self.rules is not None and self.rules["to"] < LATER)


class World:
    """All trips that were heard of, in their newest revision, and three challenges."""

    def __init__(self, specs: Iterable[dict[str, Any]]) -> None:
        self.trips: dict[UUID, TripJudged] = {}
        self.challenges = [Expected(spec) for spec in specs]

    def take(self, step: Step) -> int:
        """Do it. Returns the status with which a door would answer."""
        if step.name == "hear":
            for heard in step.batch:
                known = self.trips.get(heard.event.trip_id)
                if known is None or known.revision < heard.event.revision:
                    self.trips[heard.event.trip_id] = heard.event
            for each in self.challenges:
                self._count(each)
            return 200
        challenge = self.challenges[step.slot]
        if step.name in ("join", "leave"):
            return self._move(challenge, step)
        return self._steer(challenge, step)

    def _steer(self, challenge: Expected, step: Step) -> int:
        allowed = {"pause": {"published"}}.get(step.name, {"draft", "published", "paused"})
        if challenge.state not in allowed:
            return 409
        if step.name == "rewrite":
            assert step.spec is not None
            if challenge.rules is not None and not is_in_favour(challenge.rules, step.spec):
                return 409
            challenge.spec = step.spec
            return 200
        challenge.state = {"publish": "published", "pause": "paused", "close": "closed"}[step.name]
        challenge.was_paused |= step.name == "pause"
        if step.name == "publish":
            challenge.rules = challenge.spec
        self._count(challenge)
        return 200

    def _move(self, challenge: Expected, step: Step) -> int:
        if challenge.rules is None:
            return 404
        if challenge.rules["who"] == "all":
            return 409
        if step.name == "leave" and step.rider_id not in challenge.joined:
            return 404
        if challenge.is_over or challenge.state != "published":
            return 409
        if step.name == "join":
            challenge.joined.add(step.rider_id)
        elif challenge.parts[step.rider_id].completed:
            return 409
        else:
            challenge.joined.remove(step.rider_id)
        self._count(challenge)
        return 204 if step.name == "leave" else 200

    def _count(self, challenge: Expected) -> None:
        """From the beginning, for everybody. Who does not take part has completed nothing."""
        rules = challenge.rules
        if rules is None:
            return
        for rider_id in RIDERS:
            part = challenge.parts.setdefault(rider_id, Part())
            part.takes_part = rules["who"] == "all" or rider_id in challenge.joined
            part.progress = sum(
                value(each, rules["measure"])
                for each in self.trips.values()
                if part.takes_part
                and each.rider_id == rider_id
                and is_inside(each, rules, challenge.state == "closed")
            )
            part.completed = part.takes_part and part.progress >= rules["target"]
            part.given = part.completed and (part.given or challenge.state != "paused")

    def points(self, rider_id: UUID) -> dict[int, int]:
        """What each challenge gives the rider, where that is not 0."""
        given = {}
        for slot, each in enumerate(self.challenges):
            if each.rules and each.rules["points"] and each.parts[rider_id].given:
                given[slot] = each.rules["points"]
        return given


def is_in_favour(rules: Mapping[str, Any], spec: Mapping[str, Any]) -> bool:
    """Whether these rules may follow those in force. No end here may move: it has come, or is the last."""
    same = ("measure", "who", "from", "to")
    return (
        all(rules[name] == spec[name] for name in same)
        and spec["target"] <= rules["target"]
        and spec["points"] >= rules["points"]
    )


def is_inside(event: TripJudged, rules: Mapping[str, Any], is_closed: bool) -> bool:
    """Whether a trip starts in a challenge's window. A closing ends that, before what is yet to come."""
    ends_at = min(rules["to"], AHEAD) if is_closed else rules["to"]
    return bool(rules["from"] <= event.started_at < ends_at)


def value(event: TripJudged, measure: str) -> int:
    """What a trip brings to a challenge."""
    if not event.counts:
        return 0
    brought = {"trips": 1, "distance_m": event.distance_m or 0, "energy_kcal": event.energy_kcal}
    return brought[measure]


def some_spec(luck: Random) -> dict[str, Any]:
    """A challenge that begins and ends when trips do start. What riders join goes on, as do some for all."""
    measure = luck.choice(sorted(TARGETS))
    first, last = luck.choice([(0, 6), (0, 6), (1, 6), (0, 4), (2, 3)])
    who = luck.choice(["all", "all", "joined"])
    goes_on = luck.random() < (0.9 if who == "joined" else 0.4)
    return {
        "measure": measure,
        "target": luck.choice(TARGETS[measure]),
        "who": who,
        "points": luck.choice([0, 100, 250]),
        "from": BEGIN + timedelta(hours=first),
        "to": LATER if goes_on else BEGIN + timedelta(hours=last),
    }


def another_spec(luck: Random, before: dict[str, Any]) -> dict[str, Any]:
    """What an operator writes instead: something else, or a change in the riders' favour or against it."""
    if luck.random() < 0.3:
        return some_spec(luck)
    targets = TARGETS[before["measure"]]
    return before | {"target": luck.choice(targets), "points": luck.choice([0, 100, 250])}


def changes_of(spec: dict[str, Any]) -> dict[str, Any]:
    """In what the challenge differs from that of `body`."""
    rules = {name: spec[name] for name in ("measure", "target", "who", "points")}
    return {**rules, "starts_at": spec["from"].isoformat(), "ends_at": spec["to"].isoformat()}


def written(spec: dict[str, Any]) -> dict[str, Any]:
    """The challenge as an operator writes it."""
    return body(**changes_of(spec))


def some_start(luck: Random) -> datetime:
    """An hour of the first day, or one that has not come yet."""
    if luck.random() < 0.15:
        return AHEAD
    return BEGIN + timedelta(hours=luck.randint(0, 6))


def some_events(luck: Random) -> list[Heard[TripJudged]]:
    """All revisions of some trips: accepted, held, voided, restored, longer, shorter, earlier, later. Roughly
    in order."""
    found = []
    for number in range(luck.randint(4, 10)):
        rider_id = luck.choice(RIDERS)
        started_at = some_start(luck)
        for revision in range(1, luck.randint(1, 5) + 1):
            verdict = luck.choice(["accepted", "accepted", "accepted", "held", "rejected", "voided"])
            distance_m = luck.choice([None, 0, 2_999, 3_000, 6_000])
            if luck.random() < 0.4:
                started_at = some_start(luck)
            trip_id = uuid5(NAMES, f"trip {number}")
            found.append(trip(rider_id, trip_id, revision, distance_m, verdict, started_at))
    return sorted(found, key=lambda heard: heard.event.revision + 2 * luck.random())


class History(NamedTuple):
    """Three challenges as they are first written, and what happens then."""

    specs: list[dict[str, Any]]
    steps: list[Step]


def some_history(luck: Random) -> History:
    """Batches in which some events come late and some twice, with everything else in between."""
    first = [some_spec(luck) for _ in SLOTS]
    specs = list(first)
    events = some_events(luck)
    steps = [Step("publish", slot) for slot in SLOTS if luck.random() < 0.7]
    while events:
        slot, rider_id = luck.choice(SLOTS), luck.choice(RIDERS)
        name = luck.choice(
            ["hear"] * 6 + ["publish", "publish", "pause", "close", "join", "join", "leave", "rewrite"]
        )
        if name == "hear":
            size = luck.randint(1, 4)
            heard = [step for step in steps if step.batch]
            repeated = luck.choice(heard).batch if heard and luck.random() < 0.3 else ()
            steps.append(Step("hear", batch=(*events[:size], *repeated)))
            events = events[size:]
        elif name == "rewrite":
            specs[slot] = another_spec(luck, specs[slot])
            steps.append(Step("rewrite", slot, spec=specs[slot]))
        else:
            steps.append(Step(name, slot, rider_id))
    return History(first, steps)


# By a seed, because what Hypothesis draws itself is mostly small, and too dull to complete a challenge.
histories = st.integers(0, 2**63).map(lambda seed: some_history(Random(seed)))
