"""What a trace says against a ride. Pure."""

import math

import numpy as np

from services.trips.limits.rules import Limits
from services.trips.reasons.rules import TraceReason
from services.trips.traces.cleaning.rules import (
    POINT,
    Points,
    Trace,
    TracePoint,
    as_array,
    cleaned,
    degrees_of,
    metres_from,
)
from services.trips.traces.figures.rules import (
    Figures,
    figures,
    metres,
    movement_end,
    place_at,
)
from services.trips.traces.packing.rules import packed, unpacked
from services.trips.traces.remains.rules import Remains, Shown
from services.trips.traces.replays.rules import (
    Cells,
    Way,
    replay_cells,
    replay_cells_near,
    same_way,
    way,
)

__all__ = [
    "POINT",
    "Cells",
    "Figures",
    "Points",
    "Remains",
    "Shown",
    "Trace",
    "TracePoint",
    "Way",
    "as_array",
    "cleaned",
    "degrees_of",
    "figures",
    "is_off_station",
    "metres",
    "movement_end",
    "packed",
    "reasons",
    "replay_cells",
    "replay_cells_near",
    "same_way",
    "unpacked",
    "way",
]

LatLon = tuple[float, float]
ROUNDING_S = 1e-6
"""What sums of times may be off: exactly 60 % of the minutes is not over 60 %."""


def reasons(
    trace: Trace,
    started_at: float,
    ended_at: float,
    start_at: LatLon | None,
    end_at: LatLon | None,
    limits: Limits,
    *,
    merged: bool,
) -> tuple[TraceReason, ...]:
    """All that a trace says against a trip that lasts from `started_at` to `ended_at` (seconds since 1970)
    between two stations (None: not known), in the order in which verdicts tell it. `merged`: it was told of
    another telling that is merged into this trip, so its speeds too are only those of the trip's minutes."""
    found = _against_its_points(trace, limits)
    if len(trace.at) < max(limits.bins_min, 1):
        return (*found, "trace_thin")
    if (trace.distinct - trace.kept) / trace.distinct > limits.jumps_max:
        found.append("trace_jumps")
    shown = figures(trace, started_at, ended_at, limits, only_inside=merged)
    minutes_s = ended_at - started_at
    if has_gaps(shown, minutes_s, limits):
        found.append("trace_gaps")
    ends = ((started_at, start_at), (ended_at, end_at))
    if any(place is not None and is_off_station(trace, at, place, limits) for at, place in ends):
        found.append("off_station")
    return (*found, *_against_its_figures(shown, minutes_s, limits))


def _against_its_points(trace: Trace, limits: Limits) -> list[TraceReason]:
    found: list[TraceReason] = []
    if trace.has_mock:
        found.append("mock_location")
    if not trace.accurate or trace.inside / trace.accurate < limits.inside_min:
        found.append("trace_elsewhen")
    return found


def _against_its_figures(shown: Figures, minutes_s: float, limits: Limits) -> tuple[TraceReason, ...]:
    if is_standing(shown, minutes_s, limits):
        return ("standing",)
    checks: dict[TraceReason, bool] = {
        "on_foot": is_on_foot(shown, limits),
        "motorised": is_motorised(shown, limits),
        "too_even": is_too_even(shown, limits),
    }
    return tuple(reason for reason, holds in checks.items() if holds)


def is_off_station(trace: Trace, at: float, place: LatLon, limits: Limits) -> bool:
    """Whether the trace lies elsewhere than a station (latitude, longitude) at an instant: further away than
    `station_m` and `station_mps` for each second to its nearest place, and no place within `window_s` lies
    within `station_m` of the station. A trace without places says nothing."""
    if not len(trace.at):
        return False
    station = metres_from(trace.origin, np.array([place[0]]), np.array([place[1]]))
    east, north = float(station[0][0]), float(station[1][0])
    apart_s = np.abs(trace.at - at)
    here_east, here_north = place_at(trace, np.array([at]))
    away_m = math.hypot(float(here_east[0]) - east, float(here_north[0]) - north)
    if away_m <= limits.station_m + limits.station_mps * float(apart_s.min()):
        return False
    away = np.hypot(trace.east_m - east, trace.north_m - north)
    return not bool(((apart_s <= limits.window_s) & (away <= limits.station_m)).any())


def has_gaps(shown: Figures, minutes_s: float, limits: Limits) -> bool:
    """Whether a hole is too long, or what is left of the minutes without holes is too little."""
    if shown.hole_s > limits.hole_s_max + ROUNDING_S:
        return True
    return minutes_s - shown.holes_s < limits.cover_min * minutes_s - ROUNDING_S


def is_standing(shown: Figures, minutes_s: float, limits: Limits) -> bool:
    """Whether it hardly moved: too short a way, or too little of a long time."""
    if shown.distance_m < limits.moved_m_min or shown.moving < limits.bins_min:
        return True
    return minutes_s > limits.standing_s_min and shown.moving * 10 / minutes_s < limits.moving_min


def is_on_foot(shown: Figures, limits: Limits) -> bool:
    """Whether it is as slow as a walker, or as slow and even as a runner."""
    p95, surge, spread = shown.p95_kmh, shown.surge_mps2, shown.spread
    if p95 is None:
        return False
    if p95 < limits.foot_p95:
        return True
    if surge is None or spread is None:
        return False
    return p95 < limits.steady_p95 and surge < limits.steady_surge and spread < limits.steady_spread


def is_motorised(shown: Figures, limits: Limits) -> bool:
    """Whether it is as fast as a motor, or as fast and jerky."""
    p95, surge = shown.p95_kmh, shown.surge_mps2
    if p95 is None:
        return False
    if p95 > limits.motor_p95:
        return True
    return (
        p95 > limits.brisk_p95
        and surge is not None
        and surge > limits.surge
        and shown.moving >= limits.brisk_n
    )


def is_too_even(shown: Figures, limits: Limits) -> bool:
    """Whether its pace or its line is more even than anybody rides: a programme has drawn it."""
    spread, straight = shown.spread, shown.straight
    return (spread is not None and spread < limits.even_spread) or (
        straight is not None and straight > limits.straight_max
    )
