"""How limits are tried on the past: which trips are looked at together, and what is counted. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from services.trips.limits.rules import TYPES, Version
from services.trips.rules import KeptTrip
from services.trips.tellings.rules import Telling, last_place_at
from services.trips.verdicts.rules import Judgement, Span

KIND = "limits_trial"
TRIED_DAYS = 30
"""How far back limits are tried."""
LOT = 50
"""About so many trips are read at a time: reading them holds the event loop for some milliseconds."""
NO_TRIP = "no_trip"
"""Stands for the verdict on a ride of locks that is no trip by the one limits, and one by the other."""
CLEANING = frozenset({"accuracy_m_max", "window_s", "jump_mps", "jump_m", "bin_s"})
"""The limits by which a trace is cleaned, which is done while its points are there."""
COMPARING = frozenset(name for name in TYPES if name.startswith("same_")) | {
    "replay_days",
    "move_s",
    "move_m",
    "trim_s",
    "step_m",
}
"""The limits by which a trip's way is compared with those of earlier trips."""


def changed_names(before: Iterable[Version], after: Version) -> set[str]:
    """The names of the limits that are others in one version than in some of those before, for some vehicle
    type."""
    return {
        name
        for version in before
        for vehicle, limits in after.by_vehicle.items()
        for name in TYPES
        if getattr(limits, name) != getattr(version.by_vehicle[vehicle], name)
    }


class TriedRider(NamedTuple):
    """A rider, the rider's strikes, and how many trips are tried."""

    rider_id: UUID
    strikes: Sequence[datetime]
    trips: int


def lots(riders: Iterable[TriedRider], since: datetime, until: datetime) -> Iterator[dict[UUID, Span]]:
    """These riders in their order, in lots of about `LOT` trips, each with the span whose trips are tried.
    One with more trips than that has lots of its own, each of a part of the days."""
    lot: dict[UUID, Span] = {}
    trips = 0
    for rider in riders:
        if lot and trips + rider.trips > LOT:
            yield lot
            lot, trips = {}, 0
        if rider.trips > LOT:
            yield from ({rider.rider_id: part} for part in _parts(since, until, ceil(rider.trips / LOT)))
        elif rider.trips:
            lot[rider.rider_id] = (since, until)
            trips += rider.trips
    if lot:
        yield lot


def _parts(since: datetime, until: datetime, most: int) -> Iterator[Span]:
    """A span in parts, of a day at least."""
    step = max((until - since) / most, timedelta(days=1))
    while since < until:
        yield since, min(since + step, until)
        since += step


class Stored(Protocol):
    """A stored trip: what was told of it, and what it was judged to be."""

    @property
    def telling(self) -> Telling: ...
    @property
    def trip(self) -> KeptTrip: ...


Trip = TypeVar("Trip", bound=Stored)


def groups(kept: Iterable[Trip], near: timedelta) -> list[list[Trip]]:
    """A rider's trips in groups, of which none is judged beside a trip of another: groups are further apart
    than `near`, and of different local days."""
    ordered = sorted(kept, key=lambda each: _began_at(each.telling))
    if len({each.telling.timezone for each in ordered}) > 1:
        return [ordered]  # their local days are not in the order of their starts
    found: list[list[Trip]] = []
    latest: datetime | None = None
    day: date | None = None
    for each in ordered:
        if latest is None or each.telling.local_on == day or _began_at(each.telling) - latest <= near:
            found = found or [[]]
        else:
            found.append([])
        found[-1].append(each)
        day, latest = each.telling.local_on, max(latest or _ended_at(each), _ended_at(each))
    return found


def _began_at(telling: Telling) -> datetime:
    return min(telling.started_at, telling.correction.started_at or telling.started_at)


def _ended_at(kept: Stored) -> datetime:
    """When a trip has ended by any limits."""
    telling = kept.telling
    ends = [kept.trip.ended_at, telling.ended_at, telling.correction.ended_at, last_place_at(telling)]
    return max(end for end in ends if end)


@dataclass
class Counts:
    """How many trips have a verdict, and how many each reason holds or rejects."""

    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, judgement: Judgement | None) -> str:
        """Count a trip; None: it is no trip. Returns its verdict."""
        if judgement is None:
            return NO_TRIP
        self.verdicts[judgement.verdict] += 1
        self.reasons.update(judgement.reasons)
        return judgement.verdict


@dataclass
class Moved:
    """How many trips have one verdict by the limits before and another by those after, and of how many
    riders."""

    trips: int = 0
    riders: int = 0


@dataclass
class Sums:
    """What limits would change: trips of riders who come one after the other."""

    riders: int = 0
    trips: int = 0
    riders_changed: int = 0
    before: Counts = field(default_factory=Counts)
    after: Counts = field(default_factory=Counts)
    moved: dict[tuple[str, str], Moved] = field(default_factory=dict)
    _rider_id: UUID | None = None
    _of_rider: set[tuple[str, str]] = field(default_factory=set)

    def add(
        self,
        rider_id: UUID,
        trip_ids: Iterable[UUID],
        before: Mapping[UUID, Judgement],
        after: Mapping[UUID, Judgement],
    ) -> None:
        """Count these trips of a rider, as they are judged by the limits before and after. What is no trip by
        either is left out."""
        for trip_id in trip_ids:
            if trip_id not in before and trip_id not in after:
                continue
            if rider_id != self._rider_id:
                self._rider_id, self._of_rider = rider_id, set()
                self.riders += 1
            self.trips += 1
            moves = self.before.add(before.get(trip_id)), self.after.add(after.get(trip_id))
            if moves[0] != moves[1]:
                self._move(moves)

    def _move(self, moves: tuple[str, str]) -> None:
        moved = self.moved.setdefault(moves, Moved())
        moved.trips += 1
        self.riders_changed += not self._of_rider
        moved.riders += moves not in self._of_rider
        self._of_rider.add(moves)
