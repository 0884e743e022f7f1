"""A trip's verdict, distance and energy. Pure: no clock, no database."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.http.owned import Absent
from shared.http.problems import Problem, refused
from shared.limits import AHEAD_MAX, ENERGY_S_MAX

# These lists are closed inside this service. In events and answers the same words are open lists.
VehicleType = Literal["bike", "ebike"]
Decided = Literal["accepted", "rejected"]
VerdictName = Literal[Decided, "held", "voided"]
OperatorsSource = Literal["odometer", "trace", "station_pair"]
DistanceSource = Literal[OperatorsSource, "phone"]

RiderKey = Literal["rider", "bike", "trip"]
"""What a `rider_id` stands for: where a source names no riders, the bike or the trip alone."""

NO_TRIP = Absent("There is no such trip.")
NO_TRIP_OF_RIDER = Absent("You have no such trip.")

DURATION_S_MIN = 60
DURATION_S_MAX = 86_400
LATE_AFTER = timedelta(days=14)
UNDONE_REASON = "import_undone"
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


class Verdict(NamedTuple):
    """The verdict on a trip, and the code of its reason. An accepted trip has no reason."""

    name: VerdictName
    reason: str | None = None


class Point(NamedTuple):
    """A position in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Place:
    """Where a trip begins or ends, and the zone it lies in: where the station stood when the trip started, or
    the place that the trip names. `station_id` is None for a place that is no known station."""

    at: Point
    zone_id: str | None
    station_id: str | None = None


@dataclass(frozen=True)
class ReportedTrip:
    """A trip as somebody reported it. `places_source` is the source of a distance that is measured from or to
    a place that the trip names."""

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
    places_source: DistanceSource = "station_pair"
    distance_m: int | None = None
    distance_source: DistanceSource | None = None
    trace: tuple[Point, ...] = ()

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
        )
        return blake2b(repr(values).encode(), digest_size=16).digest()


@dataclass(frozen=True)
class JudgedTrip:
    """A reported trip with its derived values. A known station is named by its `station_id`, by whichever id
    it was reported."""

    reported: ReportedTrip
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
    verdict: Verdict

    @property
    def shares_time(self) -> bool:
        """Whether the trip can overlap with others."""
        return self.verdict.name != "rejected"


@dataclass(frozen=True)
class KeptTrip:
    """A trip as it is stored, with its current verdict.

    `history`: the trip came with a batch of history. `unpaid`: the trip may count, but earns no points.
    `rider_key`: what `rider_id` stands for. `decided`: the operator set the verdict by hand.
    """

    trip_id: UUID
    city_id: str
    rider_id: UUID
    operator_id: str
    vehicle_type: VehicleType
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
    history: bool
    unpaid: bool
    rider_key: RiderKey
    verdict: VerdictName
    reason: str | None
    revision: int
    decided: bool


class Listed(NamedTuple):
    """The place of a trip in lists, which are ordered by start and id."""

    started_at: datetime
    trip_id: UUID


@dataclass(frozen=True)
class Report:
    """The result of one call that reported trips.

    `verdicts`: each trip's verdict at receipt. `fresh`: the trips that were reported for the first time.
    `conflicts`: the indexes of the trips whose id already names another trip. `undone`: the indexes of the
    trips that came with an import that was undone. `without_zone`: how many of the fresh trips start in no
    zone. `without_distance`: of how many of them the distance is unknown.
    """

    verdicts: dict[UUID, Verdict]
    fresh: frozenset[UUID]
    conflicts: frozenset[int]
    undone: frozenset[int] = frozenset()
    without_zone: int = 0
    without_distance: int = 0


def check_times(started_at: datetime, ended_at: datetime, now: datetime) -> None:
    """Refuse (422) a trip that ends before it starts or lies in the future."""
    faults = [
        (pointer, "in_the_future")
        for pointer, moment in (("/started_at", started_at), ("/ended_at", ended_at))
        if moment > now + AHEAD_MAX
    ]
    if ended_at < started_at:
        faults.append(("/ended_at", "before_start"))
    if faults:
        raise refused(*faults)


def judge(trip: ReportedTrip, received_at: datetime, start: Place | None, end: Place | None) -> JudgedTrip:
    """The verdict and derived values of one trip, before it is compared with the rider's other trips."""
    duration_s = (trip.ended_at - trip.started_at) // timedelta(seconds=1)
    distance_m, source = distance(trip, start, end)
    verdict = verdict_alone(duration_s, distance_m)
    if verdict.reason not in ("too_short", "too_long") and is_too_late(trip, received_at):
        verdict = Verdict("rejected", "too_late")
    local = trip.started_at.astimezone(ZoneInfo(trip.timezone))
    return JudgedTrip(
        reported=trip,
        duration_s=duration_s,
        distance_m=distance_m,
        distance_source=source,
        energy_kcal=energy_kcal(trip.vehicle_type, duration_s),
        local_on=local.date(),
        local_hour=local.hour,
        start_station_id=(start and start.station_id) or trip.start_station_id,
        end_station_id=(end and end.station_id) or trip.end_station_id,
        start_zone_id=start.zone_id if start else None,
        end_zone_id=end.zone_id if end else None,
        verdict=verdict,
    )


def first_state(city_id: str, trip: JudgedTrip) -> KeptTrip:
    """The row that is stored for a newly judged trip: revision 1, not decided by hand."""
    reported = trip.reported
    return KeptTrip(
        trip_id=reported.trip_id,
        city_id=city_id,
        rider_id=reported.rider_id,
        operator_id=reported.operator_id,
        vehicle_type=reported.vehicle_type,
        started_at=reported.started_at,
        ended_at=reported.ended_at,
        duration_s=trip.duration_s,
        distance_m=trip.distance_m,
        distance_source=trip.distance_source,
        energy_kcal=trip.energy_kcal,
        local_on=trip.local_on,
        local_hour=trip.local_hour,
        start_station_id=trip.start_station_id,
        end_station_id=trip.end_station_id,
        start_zone_id=trip.start_zone_id,
        end_zone_id=trip.end_zone_id,
        history=reported.history,
        unpaid=reported.unpaid,
        rider_key=reported.rider_key,
        verdict=trip.verdict.name,
        reason=trip.verdict.reason,
        revision=1,
        decided=False,
    )


def is_too_late(trip: ReportedTrip, received_at: datetime) -> bool:
    """Whether the trip was received more than 14 days after it ended. History is never too late."""
    return not trip.history and received_at - trip.ended_at > LATE_AFTER


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


def distance(
    trip: ReportedTrip, start: Place | None, end: Place | None
) -> tuple[int | None, DistanceSource | None]:
    """Distance in metres and its source: as reported, else along the trace, else between the places of start
    and end, else None."""
    if trip.distance_m is not None:
        return trip.distance_m, trip.distance_source
    if len(trip.trace) > 1:
        steps = zip(trip.trace, trip.trace[1:], strict=False)
        return whole_metres(sum(haversine_m(a, b) for a, b in steps)), "trace"
    if start and end:
        stations = start.station_id is not None and end.station_id is not None
        source = "station_pair" if stations else trip.places_source
        return whole_metres(haversine_m(start.at, end.at)), source
    return None, None


def haversine_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres on a sphere of radius 6371.0088 km."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def whole_metres(metres: float) -> int:
    """Metres rounded half up, at most DISTANCE_M_MAX."""
    return min(math.floor(metres + 0.5), DISTANCE_M_MAX)


def overlapping(trips: Iterable[JudgedTrip]) -> set[UUID]:
    """The ids of trips that overlap in time with another trip of the same rider. A trip that begins when
    another ends does not overlap with it."""
    overlapping_ids: set[UUID] = set()
    open_trips: dict[UUID, list[ReportedTrip]] = {}
    for trip in sorted((t.reported for t in trips if t.shares_time), key=lambda t: t.started_at):
        earlier = [other for other in open_trips.get(trip.rider_id, []) if other.ended_at > trip.started_at]
        if earlier:
            overlapping_ids.update(other.trip_id for other in earlier)
            overlapping_ids.add(trip.trip_id)
        open_trips[trip.rider_id] = [*earlier, trip]
    return overlapping_ids


def counts_by_reason(verdicts: Sequence[Verdict], name: VerdictName) -> dict[str, int]:
    """How many of these verdicts have this name, by reason."""
    counts: dict[str, int] = {}
    for verdict in verdicts:
        if verdict.name == name and verdict.reason:
            counts[verdict.reason] = counts.get(verdict.reason, 0) + 1
    return counts
