"""What a trace shows: metres, holes, speeds, and how evenly somebody moved. Pure."""

import math
from dataclasses import dataclass

import numpy as np

from services.trips.limits.rules import Limits
from services.trips.traces.cleaning.rules import Floats, Trace

GRID_S = 10
"""Speeds are taken every 10 s."""
SPEED_S = 20
"""A speed is the way within 20 s, and a surge is its change within 20 s."""
BEND_S_MAX = 20
BEND_M_MIN = 20
"""A bend is looked at between neighbours that lie at most 20 s from it, and 20 m or more from each other."""


@dataclass(frozen=True)
class Figures:
    """What a trace shows in the minutes of a trip.

    `distance_m` are whole metres. `holes_s` are the seconds of all holes, `hole_s` those of the longest.
    `moving` counts the moving speeds, one each 10 s, and `p95_kmh` is their 95th percentile. `surge_mps2` is
    the 95th percentile of the changes of speed, moving or not. `spread` is the standard deviation of the pace
    over its mean. `straight` is the share of places that lie on the line through their neighbours. Each is
    None where there is too little to say.
    """

    distance_m: int
    holes_s: float
    hole_s: float
    moving: int
    p95_kmh: float | None = None
    surge_mps2: float | None = None
    spread: float | None = None
    straight: float | None = None


def figures(
    trace: Trace, started_at: float, ended_at: float, limits: Limits, *, only_inside: bool
) -> Figures:
    """What a trace shows of a trip that lasts from `started_at` to `ended_at`, seconds since 1970. Metres and
    holes are those of its minutes; with `only_inside`, as for a trace of another telling that is merged into
    this trip, speeds too."""
    inside = (started_at, ended_at) if only_inside else (-math.inf, math.inf)
    begins, speeds, surges = _speeds(trace)
    moving = speeds[_lie_in(begins, SPEED_S, inside) & (speeds >= limits.moving_mps)]
    surges = surges[_lie_in(begins[: len(surges)], 2 * SPEED_S, inside)]
    holes = holes_s(trace, started_at, ended_at, limits)
    return Figures(
        distance_m=metres(trace, started_at, ended_at, limits),
        holes_s=float(holes.sum()),
        hole_s=float(holes.max(initial=0)),
        moving=len(moving),
        p95_kmh=_percentile_95(moving * 3.6),
        surge_mps2=_percentile_95(surges),
        spread=_spread(trace, inside, limits),
        straight=_straight(trace, inside, limits),
    )


def place_at(trace: Trace, at: Floats) -> tuple[Floats, Floats]:
    """Metres east and north at these instants, on the straight lines between places: before the first place
    that one, after the last the last. The trace must have a place."""
    return np.interp(at, trace.at, trace.east_m), np.interp(at, trace.at, trace.north_m)


def metres_until(trace: Trace, limits: Limits) -> Floats:
    """The metres from the first place to each. A place counts once it lies `step_m` from the last that
    counted, so that jitter on the spot adds nothing."""
    along = np.zeros(len(trace.at))
    total = 0.0
    places = zip(trace.east_m.tolist(), trace.north_m.tolist(), strict=True)
    counted_east, counted_north = next(places, (0.0, 0.0))
    for index, (east, north) in enumerate(places, 1):
        step_m = math.hypot(east - counted_east, north - counted_north)
        if step_m >= limits.step_m:
            total += step_m
            counted_east, counted_north = east, north
        along[index] = total
    return along


def metres(trace: Trace, from_at: float, until_at: float, limits: Limits) -> int:
    """Whole metres between two instants: between two places they grow evenly with time."""
    if not len(trace.at):
        return 0
    begin, end = np.interp([from_at, until_at], trace.at, metres_until(trace, limits))
    return math.floor(max(end - begin, 0) + 0.5)


def movements(trace: Trace, limits: Limits) -> Floats:
    """The instants of those places that lie `move_m` or more from where the vehicle was `move_s`
    before."""
    if not len(trace.at):
        return trace.at
    east, north = place_at(trace, trace.at - limits.move_s)
    is_moved = np.hypot(trace.east_m - east, trace.north_m - north) >= limits.move_m
    moved: Floats = trace.at[is_moved]
    return moved


def movement_end(trace: Trace, limits: Limits) -> float | None:
    """`trim_s` after the last movement: a phone's trip lasts no longer. None where nothing has moved."""
    moved = movements(trace, limits)
    return float(moved[-1]) + limits.trim_s if len(moved) else None


def holes_s(trace: Trace, started_at: float, ended_at: float, limits: Limits) -> Floats:
    """The seconds, within these minutes, of each hole: over `hole_s` between two places, in which the vehicle
    moved on by over `moving_mps`, and what is missing beyond `edge_s` before the first and after the last
    place."""
    if not len(trace.at):
        missing = np.array([ended_at - started_at - limits.edge_s])
        return missing[missing > 0]
    took_s = np.diff(trace.at)
    moved_m = np.hypot(np.diff(trace.east_m), np.diff(trace.north_m))
    is_hole = (took_s > limits.hole_s) & (moved_m > limits.moving_mps * took_s)
    begins, ends = trace.at[:-1][is_hole], trace.at[1:][is_hole]
    within = np.minimum(ends, ended_at) - np.maximum(begins, started_at)
    first = min(float(trace.at[0]), ended_at) - started_at - limits.edge_s
    last = ended_at - max(float(trace.at[-1]), started_at) - limits.edge_s
    holes: Floats = np.array([first, *within, last])
    return holes[holes > 0]


def _lie_in(begins: Floats, length_s: float, inside: tuple[float, float]) -> np.ndarray:
    """Which of these stretches of time, all of one length, lie wholly inside."""
    return (begins >= inside[0]) & (begins + length_s <= inside[1])


def _speeds(trace: Trace) -> tuple[Floats, Floats, Floats]:
    """Every 10 s from the first place: the instant, the speed in m/s over the next 20 s, and as far as there
    are two speeds 20 s apart, how fast it changed, in m/s²."""
    if not len(trace.at):
        return trace.at, trace.at, trace.at
    count = int((trace.at[-1] - trace.at[0]) // GRID_S) + 1
    begins = trace.at[0] + GRID_S * np.arange(count, dtype=np.float64)
    east, north = place_at(trace, begins)
    lag = SPEED_S // GRID_S
    speeds = np.hypot(east[lag:] - east[:-lag], north[lag:] - north[:-lag]) / SPEED_S
    surges = np.abs(speeds[lag:] - speeds[:-lag]) / SPEED_S
    return begins[: len(speeds)], speeds, surges


def _percentile_95(values: Floats) -> float | None:
    """By nearest rank: the least value that 95 % of them do not exceed."""
    if not len(values):
        return None
    rank = (95 * len(values) + 99) // 100
    return float(np.partition(values, rank - 1)[rank - 1])


def _spread(trace: Trace, inside: tuple[float, float], limits: Limits) -> float | None:
    """The standard deviation of the pace over its mean, of those 20 s in which it moves."""
    is_moving = trace.pace_mps >= limits.moving_mps
    paces = trace.pace_mps[is_moving & _lie_in(trace.pace_at.astype(np.float64), SPEED_S, inside)]
    if len(paces) < limits.pace_n:
        return None
    return float(paces.std() / paces.mean())


def _straight(trace: Trace, inside: tuple[float, float], limits: Limits) -> float | None:
    """The share of places that lie less than `bend_m` from the line through their neighbours. Counted are
    those whose neighbours lie each within 20 s, and 20 m or more from each other, at a moving speed."""
    took_s = np.diff(trace.at)
    if len(took_s) < 2:
        return None
    east, north = np.diff(trace.east_m), np.diff(trace.north_m)
    over_east, over_north = east[:-1] + east[1:], north[:-1] + north[1:]
    over_m, over_s = np.hypot(over_east, over_north), took_s[:-1] + took_s[1:]
    is_counted = (
        (np.maximum(took_s[:-1], took_s[1:]) <= BEND_S_MAX)
        & (over_m >= BEND_M_MIN)
        & (over_m >= limits.moving_mps * over_s)
        & (trace.at[:-2] >= inside[0])
        & (trace.at[2:] <= inside[1])
    )
    if np.count_nonzero(is_counted) < limits.bends_n:
        return None
    crossed = np.abs(over_east * north[:-1] - over_north * east[:-1])[is_counted]
    return float(np.mean(crossed < limits.bend_m * over_m[is_counted]))
