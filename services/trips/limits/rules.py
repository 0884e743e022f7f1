"""What trips are judged by: every number of a verdict, as versioned data. Pure."""

import ast
import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Annotated, Any, Literal, NamedTuple, get_type_hints
from zoneinfo import ZoneInfo

RiderTrips = Literal["confirmed_later", "accepted", "refused"]
TwoSources = Literal["no", "required"]

REPLAY_DAYS_MAX = 30
"""How far back the limit `replay_days` may look, in days: traces are kept as long."""


class Within(NamedTuple):
    """The unit of a limit that is a number, and the least and the largest value that may be set."""

    unit: str
    least: float
    most: float


@dataclass(frozen=True)
class Limits:
    """The limits of one vehicle type, each with its unit, its bounds, its value in version 1 and its meaning:
    `docs/reference/limits.md` is written from here."""

    # A trace: what is cleaned away, and what a place is.
    accuracy_m_max: Annotated[float, Within("m", 10, 1_000)] = 150
    """A point is dropped if it is less accurate."""
    window_s: Annotated[float, Within("s", 0, 600)] = 60
    """A point is dropped if it lies farther outside the trip's minutes."""
    jump_mps: Annotated[float, Within("m/s", 5, 100)] = 25
    """A point can be reached from another within `jump_m` and so much for each second between them."""
    jump_m: Annotated[float, Within("m", 0, 1_000)] = 50
    """How far a point may be from another beyond what `jump_mps` allows."""
    bin_s: Annotated[int, Within("s", 5, 60)] = 10
    """The points of so many seconds of the clock become one place: their medians of time, east and north."""
    step_m: Annotated[float, Within("m", 1, 500)] = 30
    """A place counts toward the metres once it lies so far from the last that counted."""
    edge_s: Annotated[float, Within("s", 0, 3_600)] = 120
    """Minutes that the trace lacks at either end are a hole if they are more than this."""

    # Two clocks, and one ride of several sources.
    touch_s: Annotated[float, Within("s", 0, 600)] = 60
    """Two trips whose times come from two clocks may overlap by so much."""
    match_slack_s: Annotated[float, Within("s", 0, 600)] = 60
    """A phone's minutes are widened by this on both sides before they are compared with a ride's."""
    match_share: Annotated[float, Within("share", 0.1, 1)] = 0.5
    """A phone's minutes and a ride's are of one ride if they share so much of the shorter."""

    # Where a phone's trip ends, and how much of a trace must be there.
    move_s: Annotated[int, Within("s", 30, 1_800)] = 120
    """A phone moves where it is `move_m` or more from where it was so long before."""
    move_m: Annotated[float, Within("m", 10, 1_000)] = 120
    """How far a phone gets within `move_s` where it moves."""
    trim_s: Annotated[int, Within("s", 0, 600)] = 30
    """A phone's trip ends at the latest so long after its last movement."""
    inside_min: Annotated[float, Within("share", 0, 1)] = 0.5
    """`trace_elsewhen` if less of the accurate points lies in the trip's minutes."""
    bins_min: Annotated[int, Within("places", 1, 100)] = 6
    """`trace_thin` if the trace has fewer."""
    jumps_max: Annotated[float, Within("share", 0, 1)] = 0.1
    """`trace_jumps` if more of the points are not in the longest piece."""
    hole_s: Annotated[float, Within("s", 10, 600)] = 60
    """The time between two places that lie apart is a hole if it is longer."""
    hole_s_max: Annotated[float, Within("s", 60, 7_200)] = 600
    """`trace_gaps` if a hole is longer."""
    cover_min: Annotated[float, Within("share", 0, 1)] = 0.4
    """`trace_gaps` if less of the minutes is free of holes."""

    # On foot, motorised, too even.
    foot_p95: Annotated[float, Within("km/h", 1, 30)] = 10
    """`on_foot` if the 95th percentile of speeds is lower."""
    steady_p95: Annotated[float, Within("km/h", 1, 30)] = 13.5
    """`on_foot` if it is lower than this, with a surge and a spread below the next two."""
    steady_surge: Annotated[float, Within("m/s²", 0, 2)] = 0.055
    """The surge (95th percentile of accelerations) below which a slow trip may be on foot."""
    steady_spread: Annotated[float, Within("ratio", 0, 2)] = 0.25
    """The spread of the pace (standard deviation / mean) below which a slow trip may be on foot."""
    motor_p95: Annotated[float, Within("km/h", 15, 150)] = 38
    """`motorised` if the 95th percentile of speeds is higher."""
    brisk_p95: Annotated[float, Within("km/h", 10, 150)] = 30
    """`motorised` if it is higher than this, with a surge above `surge`."""
    surge: Annotated[float, Within("m/s²", 0, 5)] = 0.30
    """The surge (95th percentile of accelerations) above which a fast trip is motorised."""
    brisk_n: Annotated[int, Within("speeds", 1, 1_000)] = 18
    """How many moving speeds a trip needs to be judged by its surge."""
    pace_n: Annotated[int, Within("values", 1, 1_000)] = 15
    """How many paces a trip needs to be judged by their spread."""
    even_spread: Annotated[float, Within("ratio", 0, 1)] = 0.06
    """`too_even` if the spread of the pace is below this."""
    bend_m: Annotated[float, Within("m", 0, 50)] = 1
    """A place is straight if it lies less than this from the line through its neighbours."""
    bends_n: Annotated[int, Within("places", 1, 1_000)] = 15
    """How many places a trip needs to be judged by how many of them are straight."""
    straight_max: Annotated[float, Within("share", 0, 1)] = 0.7
    """`too_even` if more of the places are straight."""

    # Replays.
    same_m: Annotated[float, Within("m", 1, 100)] = 20
    """Two places are the same if they lie within this."""
    same_share: Annotated[float, Within("share", 0.5, 1)] = 0.9
    """`replayed` if so many of the places are the same as those of an earlier trip."""
    same_shift_s: Annotated[int, Within("s", 0, 600)] = 60
    """By so much two trips may be shifted in time when their places are compared."""
    same_scale: Annotated[float, Within("share", 0, 0.5)] = 0.12
    """By so much one of them may be stretched to the other's length."""
    same_n: Annotated[int, Within("places", 1, 1_000)] = 18
    """How many places between first and last movement a trip needs to be compared."""
    replay_days: Annotated[int, Within("days", 1, REPLAY_DAYS_MAX)] = 30
    """How far back the earlier trip may lie."""

    # Patterns of several trips.
    tiny_m: Annotated[int, Within("m", 1, 5_000)] = 200
    """A trip is tiny if it is shorter."""
    tiny_n: Annotated[int, Within("trips", 1, 100)] = 3
    """`serial_tiny` if a rider has so many tiny trips in a local day."""
    loop_gap_s: Annotated[int, Within("s", 0, 86_400)] = 1_800
    """A leg of a loop begins at most so long after the end of the leg before."""
    loop_legs_rider: Annotated[int, Within("legs", 2, 100)] = 3
    """`loop` if a rider goes back and forth in so many legs."""
    loop_legs_vehicle: Annotated[int, Within("legs", 2, 100)] = 4
    """`loop` if a vehicle goes back and forth in so many legs, whoever rides it."""
    claim_factor: Annotated[float, Within("ratio", 1, 5)] = 1.3
    """The metres that a phone claims are believed up to so many times the distance between its stations."""

    # What a phone alone is worth.
    alone_trips_max: Annotated[int, Within("trips", 0, 1_000)] = 6
    """`self_told_limit` once a rider has so many trips in a local day that only phones told."""
    alone_m_max: Annotated[int, Within("m", 0, 1_000_000)] = 20_000
    """`self_told_limit` once these trips have so many metres."""
    device_riders_max: Annotated[int, Within("riders", 1, 100)] = 2
    """`many_accounts` if the rider is not among the first so many to use the device."""
    device_days: Annotated[int, Within("days", 1, 366)] = 30
    """For how many days up to a trip the riders of its device are counted."""
    twice_s: Annotated[float, Within("s", 0, 3_600)] = 60
    """`told_twice` if a phone's trip beside a ride at other minutes is as long, within this."""
    twice_share: Annotated[float, Within("share", 0, 1)] = 0.1
    """`told_twice` if it is as long within this share; the greater of the two holds."""

    # Stations, standing still, waiting, strikes.
    station_m: Annotated[float, Within("m", 10, 2_000)] = 300
    """`off_station` if the trace is farther from the station; stations within this are one place."""
    station_mps: Annotated[float, Within("m/s", 0, 30)] = 7
    """By so much more it may be away for each second to its nearest place."""
    moved_m_min: Annotated[float, Within("m", 0, 5_000)] = 200
    """`standing` if the trace is shorter."""
    moving_mps: Annotated[float, Within("m/s", 0.1, 5)] = 1
    """A speed is moving from this on."""
    moving_min: Annotated[float, Within("share", 0, 1)] = 0.25
    """`standing` if a trip longer than `standing_s_min` moves for less of its minutes."""
    standing_s_min: Annotated[int, Within("s", 0, 86_400)] = 1_200
    """How long a trip is before `moving_min` counts."""
    no_end_s: Annotated[int, Within("s", 600, 86_400)] = 10_800
    """`no_end` if a live trip without an end has no message for so long."""
    confirm_days: Annotated[int, Within("days", 1, 90)] = 14
    """A trip that waits to be confirmed is rejected so long after its end."""
    strikes: Annotated[int, Within("strikes", 1, 100)] = 3
    """`strikes` if a rider has so many of them within `strike_days`."""
    strike_days: Annotated[int, Within("days", 1, 366)] = 90
    """How long a strike counts."""
    strike_hold_days: Annotated[int, Within("days", 1, 366)] = 30
    """How long trips are held after the last of these strikes."""
    rider_trips: RiderTrips = "confirmed_later"
    """What a phone alone is worth. `confirmed_later`: its trace must pass, else it is `unconfirmed`.
    `accepted`: it counts unless its trace contradicts. `refused`: it is `unconfirmed`."""
    two_sources: TwoSources = "no"
    """`required`: a trip is `unconfirmed` unless both a phone and an operator confirm it."""


BIKE = Limits()
EBIKE = Limits(brisk_p95=32, surge=0.35)
FIRST = {"bike": BIKE, "ebike": EBIKE}
"""Version 1, by vehicle type, unless the settings say otherwise of `rider_trips` and `two_sources`."""
TYPES: Mapping[str, Any] = get_type_hints(Limits, include_extras=True)
"""Name of a limit -> its type. That of a number is annotated with `Within`."""


def meanings() -> dict[str, str]:
    """What each limit decides, by its name: the text that stands below it in `Limits`."""
    [kind] = ast.parse(inspect.getsource(Limits)).body
    assert isinstance(kind, ast.ClassDef)
    return {
        limit.target.id: inspect.cleandoc(text.value.value)
        for limit, text in pairwise(kind.body)
        if isinstance(limit, ast.AnnAssign) and isinstance(limit.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
        if isinstance(text.value.value, str)
    }


class Stop(NamedTuple):
    """The city's stop of a version: the first and the last local day judged as if it were not there."""

    from_on: date
    until_on: date


@dataclass(frozen=True)
class Version:
    """All limits, by vehicle type, from a local day on: `date.min` for version 1, which is always there."""

    version: int
    valid_from: date
    by_vehicle: Mapping[str, Limits]
    stops: tuple[Stop, ...] = ()


def first_version(rider_trips: RiderTrips = "confirmed_later", two_sources: TwoSources = "no") -> Version:
    """Version 1, in which the settings say what a phone alone is worth, and whether two sources are needed.

    >>> first_version("accepted").by_vehicle["ebike"].rider_trips
    'accepted'
    """
    said = {"rider_trips": rider_trips, "two_sources": two_sources}
    return Version(1, date.min, {vehicle: _with(limits, said) for vehicle, limits in FIRST.items()})


def _with(limits: Limits, changes: Mapping[str, Any]) -> Limits:
    """The limits with these changes. A name of an older version of Rodem, which is no limit any more, is
    passed over."""
    return replace(limits, **{name: value for name, value in changes.items() if name in TYPES})


def version_after(
    before: Version, version: int, body: Mapping[str, Any], stops: Iterable[Stop] = ()
) -> Version:
    """The version in a stored body, `{valid_from, bike: {name: value}, ebike: {name: value}}`: what the body
    does not name stays as in the version before.

    >>> second = version_after(first_version(), 2, {"valid_from": "2026-12-01", "bike": {"tiny_n": 2}})
    >>> second.by_vehicle["bike"].tiny_n, second.by_vehicle["ebike"].tiny_n
    (2, 3)
    """
    by_vehicle = {
        vehicle: _with(limits, body.get(vehicle, {})) for vehicle, limits in before.by_vehicle.items()
    }
    return Version(version, date.fromisoformat(body["valid_from"]), by_vehicle, tuple(stops))


def version_of(versions: Iterable[Version], local_on: date) -> Version:
    """The version that judges trips of a local day: of those that have begun the latest begun, of those that
    begin on one day the last. A stopped one is as if it were not there. Version 1 must be among them."""
    begun = [
        each
        for each in versions
        if each.valid_from <= local_on
        and not any(stop.from_on <= local_on <= stop.until_on for stop in each.stops)
    ]
    return max(begun, key=lambda each: (each.valid_from, each.version))


def limits_of(versions: Sequence[Version], vehicle_type: str, local_on: date) -> Limits:
    """The limits that judge a trip of this vehicle type and local day."""
    return version_of(versions, local_on).by_vehicle[vehicle_type]


@dataclass(frozen=True)
class Reach:
    """How far apart trips may lie that are judged beside each other, by no limits less than by the default
    ones: within `near_s` seconds, and of less than `tiny_m` metres, or of none told, within a day."""

    near_s: int = 1_800
    tiny_m: int = 1_000


def reach_of(versions: Iterable[Version]) -> Reach:
    """The reach that is enough for all of these versions, as neighbours may be judged by different ones."""
    every = [limits for version in versions for limits in version.by_vehicle.values()]
    gaps = (gap for limits in every for gap in (limits.loop_gap_s, ceil(limits.match_slack_s)))
    return Reach(max(Reach.near_s, *gaps), max(Reach.tiny_m, *(limits.tiny_m for limits in every)))


def replay_days_of(versions: Sequence[Version], today: date) -> int:
    """For how many days ways are compared by the limits that are in force today or begin later."""
    in_force = version_of(versions, today)
    later = [version for version in versions if version.valid_from > today]
    return max(limits.replay_days for each in (in_force, *later) for limits in each.by_vehicle.values())


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The day of an instant in this time zone."""
    return at.astimezone(zone).date()


def stop_of(at: datetime, until: datetime, zone: ZoneInfo) -> Stop:
    """The days of a stop that the city sets at the instant `at`: from the next local day, up to and with the
    local day of `until`."""
    return Stop(local_day(at, zone) + timedelta(days=1), local_day(until, zone))
