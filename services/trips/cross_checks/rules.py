"""Which trips may be held beside other riders' trips, by their rows alone, and which are. Pure.

Rows are read first, because they are cheap: what they show is more than what is held. Only trips that may be
held are then judged with all that was told of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from operator import attrgetter
from typing import get_args
from uuid import UUID

from services.trips.matching.rules import Ride
from services.trips.patterns.rules import Held, loops, vehicle_shared
from services.trips.rules import NOT_TOLD_REASON, Point, VehicleType, VerdictName, Way, haversine_m
from services.trips.tellings.rules import LimitsOf


@dataclass(frozen=True)
class Row:
    """A stored trip as its row shows it. `others`: what holds it beside other riders' trips by now.

    `as_told`: its facts are what was told, so `start` and `end` are its known stations; else stations may
    have become known, or others, since.
    """

    trip_id: UUID
    rider_id: UUID
    operator_id: str
    vehicle_id: str | None
    vehicle_type: VehicleType
    way: Way
    started_at: datetime
    ended_at: datetime
    local_on: date
    verdict: VerdictName
    reasons: tuple[str, ...]
    history: bool
    device_key: bytes | None
    as_told: bool
    start: Point | None
    end: Point | None
    others: Mapping[str, frozenset[UUID]]

    @property
    def may_take_part(self) -> bool:
        """Whether other trips may be held beside it: what is open, voided or rejected holds none. One that
        lapsed holds what it held."""
        lapsed = self.reasons == ("unconfirmed",)
        return not (
            self.history or self.verdict in ("open", "voided") or (self.verdict == "rejected" and not lapsed)
        )

    @property
    def may_ever_take_part(self) -> bool:
        """Whether other trips may be held beside it by some limits or other: what was withdrawn, rejected by
        hand or imported holds none, and what is open has no end."""
        if self.history or self.verdict == "open" or self.reasons == ("decided",):
            return False
        return self.verdict != "voided" or self.reasons in (("merged",), (NOT_TOLD_REASON,))


by_start = attrgetter("started_at", "trip_id")


def shared_at_once(rows: Iterable[Row]) -> set[UUID]:
    """Those of these trips of one vehicle that share time under two riders."""
    found: set[UUID] = set()
    alone: dict[UUID, set[UUID]] = defaultdict(set)  # by rider, those that run and share time with nobody yet
    running = Counter[UUID]()
    ends: list[tuple[datetime, UUID, UUID]] = []
    for row in sorted(rows, key=by_start):
        while ends and ends[0][0] <= row.started_at:
            _, trip_id, rider_id = heappop(ends)
            alone[rider_id].discard(trip_id)
            running[rider_id] -= 1
        running = +running
        if running.keys() - {row.rider_id}:
            found.add(row.trip_id)
            for rider_id in alone.keys() - {row.rider_id}:
                found |= alone.pop(rider_id)
        else:
            alone[row.rider_id].add(row.trip_id)
        running[row.rider_id] += 1
        heappush(ends, (row.ended_at, row.trip_id, row.rider_id))
    return found


def back_and_forth(rows: Iterable[Row], limits_of: LimitsOf) -> list[list[UUID]]:
    """The runs of trips of one vehicle in which a loop may lie."""
    runs: list[list[Row]] = []
    latest: datetime | None = None
    for row in sorted(rows, key=by_start):
        if _is_no_leg(row, limits_of):
            continue
        gap = timedelta(seconds=limits_of(row.vehicle_type, row.local_on).loop_gap_s)
        if latest is None or row.started_at - latest > gap or _breaks(runs[-1][-1], row, limits_of):
            runs.append([])
            latest = None
        runs[-1].append(row)
        latest = max(latest or row.ended_at, row.ended_at)
    return [[each.trip_id for each in run] for run in runs if len(run) >= _legs_min(run, limits_of)]


def _legs_min(run: Sequence[Row], limits_of: LimitsOf) -> int:
    return min(limits_of(each.vehicle_type, each.local_on).loop_legs_vehicle for each in run)


def _is_no_leg(row: Row, limits_of: LimitsOf) -> bool:
    """Whether a trip is surely no leg: its facts are what was told, and those are not two stations apart that
    an operator told."""
    if not row.as_told:
        return False
    station_m = limits_of(row.vehicle_type, row.local_on).station_m
    legs = row.way != "phone" and row.start is not None and row.end is not None
    return not legs or _are_near(row.start, row.end, station_m)


def _breaks(before: Row, row: Row, limits_of: LimitsOf) -> bool:
    """Whether two legs are surely none that go back and forth."""
    if not (before.as_told and row.as_told):
        return False
    station_m = limits_of(before.vehicle_type, before.local_on).station_m
    there, back = _are_near(before.end, row.start, station_m), _are_near(before.start, row.end, station_m)
    return not (there and back)


def _are_near(a: Point | None, b: Point | None, station_m: float) -> bool:
    return a is not None and b is not None and haversine_m(a, b) <= station_m


def held_of_vehicle(
    rides: Mapping[UUID, Ride], shared: Iterable[UUID], runs: Iterable[Sequence[UUID]]
) -> dict[str, Held]:
    """What trips of one vehicle hold of each other: of those at once, and of each run of legs. `rides` are
    the trips that take part."""
    found: dict[str, Held] = {"vehicle_shared": vehicle_shared(list(_of(rides, shared))), "loop": {}}
    for run in runs:
        found["loop"] |= loops(list(_of(rides, run)), lambda limits: limits.loop_legs_vehicle)
    return found


def _of(rides: Mapping[UUID, Ride], trip_ids: Iterable[UUID]) -> Iterator[Ride]:
    return (rides[trip_id] for trip_id in trip_ids if trip_id in rides)


def takes_part(ride: Ride) -> bool:
    """Whether a trip holds others' beside it: those without an end, and imported ones, only overlap."""
    return ride.takes_part and ride.own.has_end and not ride.own.telling.history


def have_many_riders(rows: Sequence[Row], limits_of: LimitsOf) -> bool:
    """Whether trips of one device may be too many riders'."""
    most = min((limits_of(each.vehicle_type, each.local_on).device_riders_max for each in rows), default=0)
    return len({each.rider_id for each in rows}) > most


def device_days_of(limits_of: LimitsOf, on: date) -> int:
    """The limit `device_days` of this local day, in days: of a bike or of an e-bike, whichever is more."""
    return max(limits_of(vehicle_type, on).device_days for vehicle_type in get_args(VehicleType))
