"""Histories of challenges, and what they should lead to: slow, in plain Python, from the contract's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from hypothesis import strategies as st

from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.challenges.running_challenges import BEGIN, body, trip

NAMES = UUID("0190aaaa-0000-7000-8000-000000000002")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(2)]
SLOTS = (0, 1, 2)
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
    """A rider's part in a challenge."""

    progress: int = 0
    completed: bool = False
    takes_part: bool = True


@dataclass
class Expected:
    """What a challenge should be."""

    spec: dict[str, Any]
    state: str = "draft"
    rules: dict[str, Any] | None = None
    joined: set[UUID] = field(default_factory=set)
    counted: set[UUID] = field(default_factory=set)
    """Trips that it had counted when it stopped."""
    parts: dict[UUID, Part] = field(default_factory=dict)


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
            challenge.spec = step.spec
            return 200
        was = challenge.state
        challenge.state = {"publish": "published", "pause": "paused", "close": "closed"}[step.name]
        if step.name == "publish":
            challenge.rules = challenge.spec
            self._count(challenge)
        elif was == "published":
            challenge.counted = {
                each.trip_id
                for each in self.trips.values()
                if each.counts and is_inside(each, challenge.rules)
            }
        return 200

    def _move(self, challenge: Expected, step: Step) -> int:
        if challenge.rules is None:
            return 404
        if challenge.state != "published":
            return 409
        if step.name == "leave":
            if challenge.rules["who"] == "all":
                return 409
            if step.rider_id not in challenge.joined:
                return 404
            if challenge.parts[step.rider_id].completed:
                return 409
            challenge.joined.remove(step.rider_id)
        elif challenge.rules["who"] == "joined":
            challenge.joined.add(step.rider_id)
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
            if part.takes_part:
                part.progress = sum(
                    value(each, rules["measure"])
                    for each in self.trips.values()
                    if each.rider_id == rider_id
                    and is_inside(each, rules)
                    and (challenge.state == "published" or each.trip_id in challenge.counted)
                )
            part.completed = part.takes_part and part.progress >= rules["target"]

    def points(self, rider_id: UUID) -> dict[int, int]:
        """What each challenge gives the rider, where that is not 0."""
        given = {}
        for slot, each in enumerate(self.challenges):
            if each.rules and each.rules["points"] and each.parts[rider_id].completed:
                given[slot] = each.rules["points"]
        return given


def is_inside(event: TripJudged, rules: Mapping[str, Any] | None) -> bool:
    """Whether a trip starts in a challenge's window."""
    return rules is not None and rules["from"] <= event.started_at < rules["to"]


def value(event: TripJudged, measure: str) -> int:
    """What a trip brings to a challenge."""
    if not event.counts:
        return 0
    brought = {"trips": 1, "distance_m": event.distance_m or 0, "energy_kcal": event.energy_kcal}
    return brought[measure]


def some_spec(luck: Random) -> dict[str, Any]:
    """A challenge of some hours, which begin and end when trips do start."""
    measure = luck.choice(sorted(TARGETS))
    first, last = luck.choice([(0, 6), (0, 6), (1, 6), (0, 4), (2, 3)])
    return {
        "measure": measure,
        "target": luck.choice(TARGETS[measure]),
        "who": luck.choice(["all", "all", "joined"]),
        "points": luck.choice([0, 100, 250]),
        "from": BEGIN + timedelta(hours=first),
        "to": BEGIN + timedelta(hours=last),
    }


def written(spec: dict[str, Any]) -> dict[str, Any]:
    """The challenge as an operator writes it."""
    rules = {name: spec[name] for name in ("measure", "target", "who", "points")}
    return body(**rules, starts_at=spec["from"].isoformat(), ends_at=spec["to"].isoformat())


def some_events(luck: Random) -> list[Heard[TripJudged]]:
    """All revisions of some trips: accepted, held, voided, restored, longer, shorter, earlier, later. Roughly
    in order."""
    found = []
    for number in range(luck.randint(4, 10)):
        rider_id = luck.choice(RIDERS)
        started_at = BEGIN + timedelta(hours=luck.randint(0, 6))
        for revision in range(1, luck.randint(1, 5) + 1):
            verdict = luck.choice(["accepted", "accepted", "accepted", "held", "rejected", "voided"])
            distance_m = luck.choice([None, 0, 2_999, 3_000, 6_000])
            if luck.random() < 0.4:
                started_at = BEGIN + timedelta(hours=luck.randint(0, 6))
            trip_id = uuid5(NAMES, f"trip {number}")
            found.append(trip(rider_id, trip_id, revision, distance_m, verdict, started_at))
    return sorted(found, key=lambda heard: heard.event.revision + 2 * luck.random())


class History(NamedTuple):
    """Three challenges as they are first written, and what happens then."""

    specs: list[dict[str, Any]]
    steps: list[Step]


def some_history(luck: Random) -> History:
    """Batches in which some events come late and some twice, with everything else in between."""
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
            steps.append(Step("rewrite", slot, spec=some_spec(luck)))
        else:
            steps.append(Step(name, slot, rider_id))
    return History([some_spec(luck) for _ in SLOTS], steps)


# By a seed, because what Hypothesis draws itself is mostly small, and too dull to complete a challenge.
histories = st.integers(0, 2**63).map(lambda seed: some_history(Random(seed)))
