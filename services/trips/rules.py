"""A trip's verdict, distance and energy. Pure: no clock, no database."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

from services.trips.reasons.rules import LineReason, Reason
from services.trips.traces.rules import TracePoint
from shared.http.clocks import check_clock
from shared.http.erased import ErasedRider as ErasedRider
from shared.http.owned import Absent
from shared.http.problems import Problem, refused
from shared.limits import ENERGY_S_MAX

# These lists are closed inside this service. In events and answers the same words are open lists.
VehicleType = Literal["bike", "ebike"]
Decided = Literal["accepted", "rejected"]
VerdictName = Literal["open", Decided, "held", "voided"]
Way = Literal["phone", "operator", "locks"]
"""How a ride was told: by a rider's phone, by an operator's report, or by an unlock and a lock."""
WaitsFor = Literal["appeal", "review", "trace", "dock"]
OperatorsSource = Literal["odometer", "trace", "station_pair"]
DistanceSource = Literal[OperatorsSource, "phone"]

RiderKey = Literal["rider", "bike", "trip"]
"""What a `rider_id` stands for: where a source names no riders, the bike or the trip alone."""

NOBODY = UUID(int=0)
"""The rider of a ride of locks that is nobody's. No rider has this id."""
NOT_TOLD_REASON: Reason = "not_told"
"""What the log hears of a ride of locks that is no trip any more."""

NO_TRIP = Absent("There is no such trip.")
NO_TRIP_OF_RIDER = Absent("You have no such trip.")
OTHER_TRIP = "This trip_id already names another trip."
"""Said in a `TripIdConflict`."""
ERASED = "This rider was erased, so no trips are taken of them."
"""Said in a `ErasedRider`."""

DURATION_S_MIN = 60
DURATION_S_MAX = 86_400
LATE_AFTER = timedelta(days=14)
UNDONE_REASON: Reason = "import_undone"
"""Why a trip was voided whose import was undone. Its rows may be imported again, under another trip_id."""
EARTH_RADIUS_M = 6_371_008.8
# 2,000 km: more than a day at 45 km/h (1,080 km), the fastest trip that can count. The cap keeps a forged
# trace within a PostgreSQL integer.
DISTANCE_M_MAX = 2_000_000
KCAL_PER_HOUR: Mapping[VehicleType, int] = {"bike": 476, "ebike": 420}


class TripIdConflict(Problem):
    """This trip_id already names another trip. Nothing is said of whose."""

    status = 409
    title = "Trip id taken"


class TripUndone(Problem):
    """The trip came with an import that was undone. Report the trip again under another trip_id."""

    status = 409
    title = "Trip undone"


class Merged(Problem):
    """The trip is part of another that tells of the same ride, which reading this trip names."""

    status = 409
    title = "Trip merged into another"


class Verdict(NamedTuple):
    """The verdict by the default game's lines, and the code of its reason. An accepted trip has no reason."""

    name: VerdictName
    reason: LineReason | None = None


class Answer(NamedTuple):
    """A verdict on a trip as callers are told it, with the codes of its reasons."""

    verdict: VerdictName
    reasons: tuple[str, ...] = ()


class Point(NamedTuple):
    """A position in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Place:
    """Where a trip begins or ends, and the zone it lies in: where the station stood when the trip started, or
    the place that the trip names. `station_id` is None for a place that is no known station. `elevation_m` is
    above sea level, where it is known."""

    at: Point
    zone_id: str | None
    station_id: str | None = None
    elevation_m: int | None = None


@dataclass(frozen=True)
class ReportedTrip:
    """A trip as somebody reported it, `way` says who."""

    trip_id: UUID
    rider_id: UUID
    operator_id: str
    vehicle_type: VehicleType
    started_at: datetime
    ended_at: datetime
    timezone: str
    history: bool
    unpaid: bool = False
    rider_key: RiderKey = "rider"
    vehicle_id: str | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    start: Point | None = None
    end: Point | None = None
    distance_m: int | None = None
    distance_source: DistanceSource | None = None
    trace: tuple[TracePoint, ...] = ()
    way: Way = "operator"
    device_id: str | None = None

    @cached_property
    def content_hash(self) -> bytes:
        """A 16-byte BLAKE2b digest of the trip's values, which tells a retry from a conflict."""
        values = (
            self.rider_id.hex,
            self.operator_id,
            self.vehicle_type,
            self.started_at.isoformat(),
            self.ended_at.isoformat(),
            self.vehicle_id,
            self.start_station_id,
            self.end_station_id,
            self.start,
            self.end,
            self.distance_m,
            self.distance_source,
            self.trace,
            self.device_id,
        )
        return blake2b(repr(values).encode(), digest_size=16).digest()


@dataclass(frozen=True)
class KeptTrip:
    """A trip as it is stored, with its current verdict and facts.

    `history`: the trip came with a batch of history. `unpaid`: the trip may count, but earns no points.
    `rider_key`: what `rider_id` stands for. `reasons` are all that hold the trip; `beside` names the trips of
    each. `climb_m` is the end's elevation above the start's in metres, at least 0. The verdict changes by the
    clock alone at `due_at`, if at all; a held trip lapses after `lapses_at`. `revision` 0: not said yet.

    `is_trip` is False for a ride of locks that is no trip now: it has no rider (`NOBODY`), is told no more,
    or is merged into its operator's report; and for what an erased rider rode. `first_rider_id`: under whom
    the log knows a ride of locks by its own id.
    """

    trip_id: UUID
    city_id: str
    rider_id: UUID
    operator_id: str
    way: Way
    live: bool
    vehicle_type: VehicleType
    vehicle_id: str | None
    started_at: datetime
    ended_at: datetime
    duration_s: int
    distance_m: int | None
    distance_source: DistanceSource | None
    energy_kcal: int
    local_on: date
    local_hour: int
    start_station_id: str | None
    end_station_id: str | None
    start_zone_id: str | None
    end_zone_id: str | None
    climb_m: int | None
    zone_ids: tuple[str, ...]
    history: bool
    unpaid: bool
    rider_key: RiderKey
    verdict: VerdictName
    reasons: tuple[str, ...]
    confirmed_by: tuple[str, ...]
    merged_into: tuple[UUID, ...]
    waits_for: WaitsFor | None
    due_at: datetime | None
    lapses_at: datetime | None
    beside: str | None
    revision: int
    is_trip: bool = True
    first_rider_id: UUID | None = None

    @property
    def said_as(self) -> UUID:
        """The id by which the log knows the trip. Its rider never changes there, so a ride of locks that
        becomes another rider's is another trip."""
        if self.first_rider_id in (None, self.rider_id):
            return self.trip_id
        return uuid5(self.trip_id, str(self.rider_id))

    @property
    def answer(self) -> Answer:
        """The verdict and its reasons."""
        return Answer(self.verdict, self.reasons)


class DecidedBy(NamedTuple):
    """Who decided a trip, when, and why. `strike`: the rider gets a strike with it."""

    role: str
    organisation: str
    reason: str
    decided_at: datetime
    strike: bool = False


class Listed(NamedTuple):
    """The place of a trip in lists, which are ordered by start and id."""

    started_at: datetime
    trip_id: UUID


@dataclass(frozen=True)
class Report:
    """The result of one call that reported trips.

    `verdicts`: each trip's verdict at receipt. `fresh`: the trips that were reported for the first time.
    `conflicts`: the indexes of the trips whose id already names another trip. `undone`: the indexes of the
    trips that came with an import that was undone. `erased`: the indexes of those whose rider was erased.
    `without_zone`: how many of the fresh trips start in no zone. `without_distance`: of how many of them the
    distance is unknown.
    """

    verdicts: dict[UUID, Answer]
    fresh: frozenset[UUID]
    conflicts: frozenset[int]
    undone: frozenset[int] = frozenset()
    erased: frozenset[int] = frozenset()
    without_zone: int = 0
    without_distance: int = 0


def check_points(now: datetime, pointer: str, moments: Sequence[datetime]) -> None:
    """Refuse (422) points of a trace that lie ahead of the server's clock. `pointer` is that of their
    list."""
    latest = max(range(len(moments)), key=moments.__getitem__)
    check_clock(now, (f"{pointer}/{latest}/at", moments[latest]))


def check_times(started_at: datetime, ended_at: datetime, now: datetime) -> None:
    """Refuse (422) a trip that ends before it starts or lies in the future."""
    check_clock(now, ("/started_at", started_at), ("/ended_at", ended_at))
    if ended_at < started_at:
        raise refused(("/ended_at", "before_start"))


def verdict_alone(duration_s: int, distance_m: int | None) -> Verdict:
    """The verdict by duration (seconds) and distance (metres). Speeds are compared as integers.

    >>> verdict_alone(60, 500), verdict_alone(60, 501).reason, verdict_alone(60, 751).reason
    (Verdict(name='accepted', reason=None), 'suspicious_speed', 'too_fast')
    """
    if duration_s < DURATION_S_MIN:
        return Verdict("rejected", "too_short")
    if duration_s > DURATION_S_MAX:
        return Verdict("rejected", "too_long")
    if distance_m is not None and 2 * distance_m > 25 * duration_s:  # over 45 km/h
        return Verdict("rejected", "too_fast")
    if distance_m is not None and 3 * distance_m > 25 * duration_s:  # over 30 km/h
        return Verdict("held", "suspicious_speed")
    return Verdict("accepted")


def energy_kcal(vehicle_type: VehicleType, duration_s: int) -> int:
    """Energy spent, in whole kilocalories rounded half up: MET x 70 kg x hours, for at most one hour.

    The METs are 6.8 for a bike (code 01011) and 6.0 for an e-bike (01084) of the 2024 Adult Compendium of
    Physical Activities (Herrmann et al., J Sport Health Sci 13(1):6-12): 476 and 420 kcal an hour. The
    reference rider weighs 70 kg: body weight is health data, and we do not store it.

    >>> energy_kcal("bike", 1_800), energy_kcal("ebike", 86_400)
    (238, 420)
    """
    return (KCAL_PER_HOUR[vehicle_type] * min(duration_s, ENERGY_S_MAX) + 1_800) // 3_600


def haversine_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres on a sphere of radius 6371.0088 km."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def whole_metres(metres: float) -> int:
    """Metres rounded half up, at most DISTANCE_M_MAX."""
    return min(math.floor(metres + 0.5), DISTANCE_M_MAX)


def check_is_no_part(trip: KeptTrip) -> None:
    """Refuse (409) to change a trip that is merged into another."""
    if trip.merged_into:
        raise Merged("This trip is merged into another that tells of the same ride.")


def counts_by_reason(answers: Sequence[Answer], name: VerdictName) -> dict[str, int]:
    """How many of these verdicts have this name, by their first reason."""
    counts: dict[str, int] = {}
    for answer in answers:
        if answer.verdict == name and answer.reasons:
            counts[answer.reasons[0]] = counts.get(answer.reasons[0], 0) + 1
    return counts
