"""Histories of challenges, and what they should lead to: slow, in plain Python, from the contract's words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from hypothesis import strategies as st

from shared.events import Heard, TripJudged
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
            challenge.counted = {each.trip_id for each in self.trips.values() if each.counts}
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
            challenge.joined.remove(step.rider_id)
        elif challenge.rules["who"] == "joined":
            challenge.joined.add(step.rider_id)
        self._count(challenge)
        return 204 if step.name == "leave" else 200

    def _count(self, challenge: Expected) -> None:
        """From the beginning, for everybody. Of those who have left, what was completed stays so."""
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
                    and rules["from"] <= each.started_at < rules["to"]
                    and (challenge.state == "published" or each.trip_id in challenge.counted)
                )
                part.completed = part.progress >= rules["target"]

    def points(self, rider_id: UUID) -> dict[int, int]:
        """What each challenge gives the rider, where that is not 0."""
        given = {}
        for slot, each in enumerate(self.challenges):
            if each.rules and each.rules["points"] and each.parts[rider_id].completed:
                given[slot] = each.rules["points"]
        return given


def value(event: TripJudged, measure: str) -> int:
    """What a trip brings to a challenge."""
    if not event.counts:
        return 0
    brought = {"trips": 1, "distance_m": event.distance_m or 0, "energy_kcal": event.energy_kcal}
    return brought[measure]


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    """A challenge of some hours, which begin and end when trips do start."""
    measure = draw(st.sampled_from(sorted(TARGETS)))
    first = draw(st.integers(0, 2))
    return {
        "measure": measure,
        "target": draw(st.sampled_from(TARGETS[measure])),
        "who": draw(st.sampled_from(["all", "joined"])),
        "points": draw(st.sampled_from([0, 100, 250])),
        "from": BEGIN + timedelta(hours=first),
        "to": BEGIN + timedelta(hours=draw(st.integers(first + 1, 6))),
    }


def written(spec: dict[str, Any]) -> dict[str, Any]:
    """The challenge as an operator writes it."""
    rules = {name: spec[name] for name in ("measure", "target", "who", "points")}
    return body(**rules, starts_at=spec["from"].isoformat(), ends_at=spec["to"].isoformat())


@st.composite
def judged_trips(draw: st.DrawFn) -> list[Heard[TripJudged]]:
    """All revisions of some trips: accepted, held, voided, restored, longer, shorter."""
    found = []
    for number in range(draw(st.integers(2, 7))):
        rider_id = draw(st.sampled_from(RIDERS))
        started_at = BEGIN + timedelta(hours=draw(st.integers(0, 5)))
        for revision in range(1, draw(st.integers(1, 4)) + 1):
            verdict = draw(st.sampled_from(["accepted", "accepted", "held", "rejected", "voided"]))
            distance_m = draw(st.sampled_from([None, 0, 2_999, 3_000, 6_000]))
            trip_id = uuid5(NAMES, f"trip {number}")
            found.append(trip(rider_id, trip_id, revision, distance_m, verdict, started_at))
    return found


class History(NamedTuple):
    """Three challenges as they are first written, and what happens then."""

    specs: list[dict[str, Any]]
    steps: list[Step]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Revisions in any order, batches and repetition, with everything else in between."""
    events = st.sampled_from(draw(judged_trips()))
    slot, rider_id = st.sampled_from(SLOTS), st.sampled_from(RIDERS)
    steps = st.one_of(
        st.lists(events, min_size=1, max_size=6).map(lambda batch: Step("hear", batch=tuple(batch))),
        st.tuples(st.sampled_from(["publish", "publish", "pause", "close"]), slot).map(lambda to: Step(*to)),
        st.tuples(st.sampled_from(["join", "join", "leave"]), slot, rider_id).map(lambda to: Step(*to)),
        st.tuples(slot, specs()).map(lambda to: Step("rewrite", to[0], spec=to[1])),
    )
    drafts = draw(st.lists(specs(), min_size=len(SLOTS), max_size=len(SLOTS)))
    early = [Step("publish", each) for each in SLOTS if draw(st.booleans())]
    return History(drafts, early + draw(st.lists(steps, min_size=5, max_size=25)))
