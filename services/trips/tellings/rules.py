"""What one source says of one ride, with what was decided and corrected, seen by itself. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.trips.limits.rules import Limits
from services.trips.reasons.rules import Reason
from services.trips.rules import (
    DISTANCE_M_MAX,
    LATE_AFTER,
    Decided,
    DistanceSource,
    Place,
    RiderKey,
    VehicleType,
    Verdict,
    Way,
    haversine_m,
    verdict_alone,
    whole_metres,
)
from services.trips.traces import rules as traces
from services.trips.traces.rules import Remains, Trace

SECOND = timedelta(seconds=1)
LimitsOf = Callable[[VehicleType, date], Limits]
"""The limits of a vehicle type on a local day."""


@dataclass(frozen=True)
class Decision:
    """A person's verdict on a trip. `strike`: the rider gets a strike with it."""

    verdict: Decided
    decided_at: datetime
    strike: bool = False


@dataclass(frozen=True)
class Correction:
    """What an operator corrected of a telling. None: as it was told."""

    started_at: datetime | None = None
    ended_at: datetime | None = None
    distance_m: int | None = None
    distance_source: DistanceSource | None = None
    start: Place | None = None
    end: Place | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None


@dataclass(frozen=True)
class Telling:
    """What one source says of one ride. Times are instants; `distance_m` is in metres.

    `ended_at` is None while a live trip has no end. `heard_at` is when its last message came, `received_at`
    when it was told as a whole: with its end. `start` and `end` are where its stations stood when it began,
    or the places that it names. `remains` are what stays of a trace whose places are deleted: it has one of
    the two, or no trace. `trace_zone_ids` are the zones that the trace passes, `trace_ends` those of
    its ends; `device_key` is of phones only. `awaits_trace`: none of its points has come, and they may until
    `trace_closes_at`. `withdrawn` is the reason for which it counts as never told: it was voided, cancelled
    or undone. `is_told` is False for a ride of locks that was told, but is none by all that has been told
    since.
    """

    trip_id: UUID
    way: Way
    rider_id: UUID | None
    operator_id: str
    vehicle_type: VehicleType
    started_at: datetime
    ended_at: datetime | None
    received_at: datetime
    timezone: str
    vehicle_id: str | None = None
    start: Place | None = None
    end: Place | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    distance_m: int | None = None
    distance_source: DistanceSource | None = None
    trace: Trace | None = None
    remains: Remains | None = None
    trace_zone_ids: tuple[str, ...] = ()
    trace_ends: tuple[str | None, str | None] = (None, None)
    device_key: bytes | None = None
    live: bool = False
    heard_at: datetime | None = None
    awaits_trace: bool = False
    trace_closes_at: datetime | None = None
    history: bool = False
    unpaid: bool = False
    rider_key: RiderKey = "rider"
    withdrawn: Reason | None = None
    decision: Decision | None = None
    correction: Correction = Correction()
    appealed: bool = False
    is_told: bool = True

    @property
    def is_traced(self) -> bool:
        """Whether it has, or had, a trace."""
        return self.trace is not None or self.remains is not None

    @property
    def places(self) -> int:
        """How many places its trace has, or had."""
        if self.remains is not None:
            return self.remains.places
        return len(self.trace.at) if self.trace is not None else 0

    @property
    def local_on(self) -> date:
        """The local day of the told start. A correction never leaves it."""
        return self.started_at.astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True)
class Seen:
    """A telling seen by itself: corrected, and ended where its rider moved last. `local` is its start in the
    trip's own time zone.

    `told_until` is its told or corrected end; of a trip without an end its last place, or its start. A
    phone's trip may end before that, at `ended_at`. `metres` and `source` are its own.
    """

    telling: Telling
    limits: Limits
    local: datetime
    started_at: datetime
    ended_at: datetime
    duration_s: int
    told_until: datetime
    start: Place | None
    end: Place | None
    start_station_id: str | None
    end_station_id: str | None
    metres: int | None
    source: DistanceSource | None
    line: Verdict
    is_open: bool = False
    has_end: bool = True

    @property
    def trip_id(self) -> UUID:
        """The id of the telling, and of the trip that it is when it is merged into none."""
        return self.telling.trip_id

    @property
    def trace(self) -> Trace | None:
        """The trace of the telling."""
        return self.telling.trace


def whole_seconds(started_at: datetime, ended_at: datetime) -> int:
    """Whole seconds between two instants, rounded down."""
    return (ended_at - started_at) // SECOND


def line(telling: Telling, duration_s: int, metres: int | None, ended_at: datetime) -> Verdict:
    """The verdict of the default game's lines: too short, too long, too late, too fast, or suspicious."""
    verdict = verdict_alone(duration_s, metres)
    late = not telling.history and telling.received_at - ended_at > LATE_AFTER
    if late and verdict.reason not in ("too_short", "too_long"):
        return Verdict("rejected", "too_late")
    return verdict


def seen(telling: Telling, limits_of: LimitsOf, now: datetime) -> Seen:
    """The telling as it stands by itself at `now`."""
    correction = telling.correction
    started_at = correction.started_at or telling.started_at
    local = started_at.astimezone(ZoneInfo(telling.timezone))
    limits = limits_of(telling.vehicle_type, local.date())
    told_end = correction.ended_at or telling.ended_at
    told_until = max(started_at, told_end or _last_place_at(telling))
    ended_at = told_until
    if not correction.ended_at:
        ended_at = max(started_at, _moved_until(telling, told_until, limits))
    duration_s = whole_seconds(started_at, ended_at)
    start = correction.start if correction.start_station_id else telling.start
    end = correction.end if correction.end_station_id else telling.end
    metres, source = own_distance(telling, (started_at, ended_at), start, end, limits)
    heard_at = telling.heard_at or telling.received_at
    return Seen(
        telling=telling,
        limits=limits,
        local=local,
        started_at=started_at,
        ended_at=ended_at,
        duration_s=duration_s,
        told_until=told_until,
        start=start,
        end=end,
        start_station_id=correction.start_station_id or telling.start_station_id,
        end_station_id=correction.end_station_id or telling.end_station_id,
        metres=metres,
        source=source,
        line=line(telling, duration_s, metres, ended_at),
        is_open=told_end is None and now - heard_at < timedelta(seconds=limits.no_end_s),
        has_end=told_end is not None,
    )


def _moved_until(telling: Telling, told_until: datetime, limits: Limits) -> datetime:
    """When a trip ends: a phone's lasts no longer than `trim_s` after its last movement."""
    if telling.way != "phone":
        return told_until
    return min(told_until, moved_until(telling, limits) or told_until)


def moved_until(telling: Telling, limits: Limits) -> datetime | None:
    """`trim_s` after the last movement of its trace; None where nothing has moved."""
    if telling.remains is not None:
        return telling.remains.moved_until
    until = traces.movement_end(telling.trace, limits) if telling.trace is not None else None
    return datetime.fromtimestamp(until, telling.started_at.tzinfo) if until is not None else None


def _last_place_at(telling: Telling) -> datetime:
    return max(telling.started_at, last_place_at(telling) or telling.started_at)


def last_place_at(telling: Telling) -> datetime | None:
    """When the last place of its trace was; None without places."""
    if telling.remains is not None:
        return telling.remains.last_at
    if telling.trace is None or not len(telling.trace.at):
        return None
    return datetime.fromtimestamp(float(telling.trace.at[-1]), telling.started_at.tzinfo)


def own_distance(
    telling: Telling,
    minutes: tuple[datetime, datetime],
    start: Place | None,
    end: Place | None,
    limits: Limits,
) -> tuple[int | None, DistanceSource | None]:
    """Metres and their source by what this telling says alone: corrected, an operator's, its own trace, a
    claim, or between its places. Nobody rides less than between the stations."""
    correction = telling.correction
    if correction.distance_m is not None:
        return correction.distance_m, correction.distance_source or "odometer"
    if telling.way != "phone" and telling.distance_m is not None:
        return telling.distance_m, telling.distance_source
    between = between_m(start, end)
    metres = own_trace_metres(telling, *minutes, limits)
    if metres is not None:
        return at_least(metres, "trace", between) if telling.way != "phone" else (metres, "trace")
    if telling.distance_m is not None:
        return claimed(telling.distance_m, between, limits)
    return without_source(telling, start, end)


def without_source(
    telling: Telling, start: Place | None, end: Place | None
) -> tuple[int | None, DistanceSource | None]:
    """Metres between the places of start and end, where nobody says how far the ride was."""
    if start is None or end is None:
        return None, None
    stations = start.station_id is not None and end.station_id is not None
    phone_says = telling.way == "phone" and not stations
    return whole_metres(haversine_m(start.at, end.at)), "phone" if phone_says else "station_pair"


def between_m(start: Place | None, end: Place | None) -> float | None:
    """Metres between two known stations, unrounded; None where one is not known."""
    if start is None or end is None or start.station_id is None or end.station_id is None:
        return None
    return haversine_m(start.at, end.at)


def own_trace_metres(
    telling: Telling, started_at: datetime, ended_at: datetime, limits: Limits
) -> int | None:
    """Metres of its trace in the minutes of its trip; where the places are deleted, what they were then."""
    if telling.remains is not None:
        return telling.remains.own.metres
    return trace_metres(telling.trace, started_at, ended_at, limits)


def trace_metres(trace: Trace | None, started_at: datetime, ended_at: datetime, limits: Limits) -> int | None:
    """Metres of a trace of two places or more in these minutes."""
    if trace is None or len(trace.at) < 2:
        return None
    metres = traces.metres(trace, started_at.timestamp(), ended_at.timestamp(), limits)
    return min(metres, DISTANCE_M_MAX)


def at_least(metres: int, source: DistanceSource, between: float | None) -> tuple[int, DistanceSource]:
    """These metres, or those between the stations where they are more."""
    if between is not None and whole_metres(between) > metres:
        return whole_metres(between), "station_pair"
    return metres, source


def claimed(metres: int, between: float | None, limits: Limits) -> tuple[int, DistanceSource]:
    """What is believed of a phone's claim: beside stations up to `claim_factor` times their distance."""
    if between is None:
        return metres, "phone"
    return at_least(min(metres, whole_metres(between * limits.claim_factor)), "phone", between)
