"""What is left of a trace: one place in each 10 s of the clock, and the pace of each 20 s. Pure.

A trace is what a phone, or an operator, tells of where a vehicle was. Its points are dirty: between tall
houses a fix lies a kilometre away, and a forger puts in what he likes. `cleaned` takes the points once and
gives a `Trace`, from which all figures and reasons are computed, and which is all that is kept when the
points are deleted. So that what is kept is exactly what was judged, times are rounded to the microsecond and
places to the millimetre.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.trips.limits.rules import Limits

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Points = NDArray[np.void]

M_PER_DEGREE = math.pi / 180 * 6_371_008.8
PIECES_MAX = 8
"""Pieces of one trace that are followed. More are dropped, so that no trace takes long to judge."""
MINUTES_S_MAX = 86_400
"""Longer trips are rejected. What is later is left out, so that nobody makes us compute years of speeds."""
PACE_S = 20
"""The pace is that of each 20 s of the clock; steps of it take no longer than that."""
PACE_TOLD_S_MIN = 15
"""The seconds of those 20 that must be told, for a pace to be known."""
POINT = np.dtype([("at", "f8"), ("lat", "f8"), ("lon", "f8"), ("accuracy_m", "f8"), ("mock", "?")])
"""A `TracePoint` in an array. An accuracy that nobody told is NaN."""


class TracePoint(NamedTuple):
    """Where the vehicle was: `at` in seconds since 1970, degrees, and the accuracy in metres. `mock`: the
    phone itself says that an app has made the place up."""

    at: float
    lat: float
    lon: float
    accuracy_m: float | None = None
    mock: bool = False


@dataclass(frozen=True, eq=False)
class Trace:
    """A cleaned trace.

    `at` (seconds since 1970), `east_m` and `north_m` are its places, by time. `origin` is the point that they
    are measured from: latitude and longitude in degrees. `pace_at` are the 20 s of the clock, by their
    beginning, in which the pace is known, and `pace_mps` is that pace.

    Of the points that were told, `accurate` are accurate enough; `inside` of these lie in the told minutes
    or `window_s` around them; `distinct` of these have instants of their own; `kept` of these are in the
    longest piece. `has_mock`: one of the `inside` says `mock`.
    """

    origin: tuple[float, float]
    at: Floats
    east_m: Floats
    north_m: Floats
    pace_at: Integers
    pace_mps: Floats
    accurate: int
    inside: int
    distinct: int
    kept: int
    has_mock: bool


def as_array(points: Sequence[TracePoint] | Points) -> Points:
    """These points as one array of `POINT`."""
    if isinstance(points, np.ndarray):
        return points
    array: Points = np.empty(len(points), POINT)
    if len(points):
        columns = zip(*points, strict=True)
        for name, column in zip(TracePoint._fields, columns, strict=True):
            array[name] = np.array(column, POINT[name])  # makes None NaN
    return array


def metres_from(origin: tuple[float, float], lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Metres east and north of `origin` (latitude and longitude, degrees), on the plane that touches there.

    One degree of latitude is pi / 180 x 6,371,008.8 m (the mean radius of the Earth), one of longitude
    cos(latitude of the origin) of that: a step 10 km north of the origin is 0.1 % too long in Barcelona.
    """
    turned = lon - origin[1]
    # The short way round, where a trace crosses 180 degrees.
    turned = np.where(np.abs(turned) > 180, turned - np.copysign(360.0, turned), turned)
    east: Floats = turned * (M_PER_DEGREE * math.cos(math.radians(origin[0])))
    north: Floats = (lat - origin[0]) * M_PER_DEGREE
    return east, north


def degrees_of(trace: Trace) -> tuple[Floats, Floats]:
    """Latitude and longitude of each place, in degrees: the inverse of `metres_from`."""
    lat, lon = trace.origin
    turned = trace.east_m / (M_PER_DEGREE * max(math.cos(math.radians(lat)), 1e-9)) + lon
    turned = np.where(np.abs(turned) > 180, turned - np.copysign(360.0, turned), turned)
    return trace.north_m / M_PER_DEGREE + lat, turned


def cleaned(
    points: Sequence[TracePoint] | Points, started_at: float, ended_at: float, limits: Limits
) -> Trace:
    """What is left of these points, in whatever order they were told, of a ride that was told to last from
    `started_at` to `ended_at`. A point whose accuracy nobody told counts as accurate.

    Points and instants are finite; latitudes lie within 90 and longitudes within 180 degrees.
    """
    told = as_array(points)
    # A comparison with NaN, an accuracy that nobody told, is false.
    accurate = told[~(told["accuracy_m"] > limits.accuracy_m_max)]
    first_at = started_at - limits.window_s
    last_at = min(ended_at, started_at + MINUTES_S_MAX) + limits.window_s
    inside = accurate[(accurate["at"] >= first_at) & (accurate["at"] <= last_at)]
    at_us, distinct = _of_each_instant(inside)
    origin, east, north = (0.0, 0.0), np.empty(0), np.empty(0)
    if len(distinct):
        middle = distinct[len(distinct) // 2]
        origin = (float(middle["lat"]), float(middle["lon"]))
        east, north = metres_from(origin, distinct["lat"], distinct["lon"])
    piece = _longest_piece(at_us / 1e6, east, north, limits)
    at_us, east, north = at_us[piece], east[piece], north[piece]
    return Trace(
        origin,
        *_places(at_us, east, north, limits.bin_s),
        *_paces(at_us, east, north),
        accurate=len(accurate),
        inside=len(inside),
        distinct=len(distinct),
        kept=len(at_us),
        has_mock=bool(inside["mock"].any()),
    )


def _of_each_instant(points: Points) -> tuple[Integers, Points]:
    """The instants in microseconds, in order, and the point of each: the most accurate, then the least
    latitude, longitude."""
    at_us = np.rint(points["at"] * 1e6).astype(np.int64)
    accuracy_m = np.nan_to_num(points["accuracy_m"], nan=0.0)
    order = np.lexsort((points["lon"], points["lat"], accuracy_m, at_us))
    instants, first = np.unique(at_us[order], return_index=True)
    return instants, points[order[first]]


def _longest_piece(at: Floats, east: Floats, north: Floats, limits: Limits) -> Integers:
    """The indices of the points of the longest piece, of equally long ones of the older.

    Each point joins, of the first eight pieces, the longest (of equals the older) from whose last point it
    can be reached, or else begins one, or after eight is dropped. Where a point joins the longest piece, the
    points after it join too, as long as each can be reached from the one before: so they are taken at once.
    """
    count = len(at)
    piece_of = np.full(count, -1)
    steps_m = limits.jump_m + limits.jump_mps * np.diff(at)
    is_cut = np.diff(east) ** 2 + np.diff(north) ** 2 > steps_m**2
    # Points that cannot be reached from the one before them.
    cuts = [*(np.flatnonzero(is_cut) + 1).tolist(), count]
    points = list(zip(at.tolist(), east.tolist(), north.tolist(), strict=True))
    last: list[int] = []
    lengths: list[int] = []
    preferred: list[int] = []
    index, cut = 0, 0
    while index < count:
        rank = _first_that_reaches([points[last[piece]] for piece in preferred], points[index], limits)
        if rank is None and len(preferred) == PIECES_MAX:
            index += 1
            continue
        if rank is None:
            rank = len(preferred)
            preferred.append(rank)
            last.append(index)
            lengths.append(0)
        piece = preferred[rank]
        end = index + 1
        if rank == 0:
            while cuts[cut] <= index:
                cut += 1
            end = cuts[cut]
        piece_of[index:end] = piece
        last[piece] = end - 1
        lengths[piece] += end - index
        if rank and lengths[piece] >= lengths[preferred[rank - 1]]:
            preferred.sort(key=lambda each: (-lengths[each], each))
        index = end
    return np.flatnonzero(piece_of == preferred[0]) if preferred else np.empty(0, np.int64)


def _first_that_reaches(
    ends: Iterable[tuple[float, float, float]], point: tuple[float, float, float], limits: Limits
) -> int | None:
    """Which of these ends of pieces (seconds, metres east, north) is the first that the point is reached
    from."""
    jump_m, jump_mps = limits.jump_m, limits.jump_mps
    at, east, north = point
    for rank, (end_at, end_east, end_north) in enumerate(ends):
        reach_m = jump_m + jump_mps * (at - end_at)
        if (east - end_east) ** 2 + (north - end_north) ** 2 <= reach_m**2:
            return rank
    return None


def _places(at_us: Integers, east: Floats, north: Floats, bin_s: int) -> tuple[Floats, Floats, Floats]:
    """One place in each 10 s of the clock: the medians of time, east and north. The first and the last are
    the first and the last point."""
    bins = at_us // (bin_s * 1_000_000)
    starts = np.flatnonzero(np.diff(bins, prepend=bins[:1] - 1))
    ends = np.append(starts[1:], len(bins)) - 1
    low, high = (starts + ends) // 2, (starts + ends + 1) // 2
    place_us = (at_us[low] + at_us[high]) // 2
    columns = [place_us / 1e6]
    for values in (east, north):
        ordered = values[np.lexsort((values, bins))]
        medians = (ordered[low] + ordered[high]) / 2
        medians[-1:] = values[-1:]
        medians[:1] = values[:1]
        columns.append(np.rint(medians * 1e3) / 1e3)
    columns[0][-1:] = at_us[-1:] / 1e6
    columns[0][:1] = at_us[:1] / 1e6
    return columns[0], columns[1], columns[2]


def _paces(at_us: Integers, east: Floats, north: Floats) -> tuple[Integers, Floats]:
    """Those 20 s of the clock, by their beginning in seconds, of which 15 are told, and the pace in each in
    m/s: from point to point, no more than 20 s apart. A step belongs where it begins."""
    took_us = np.diff(at_us)
    metres = np.hypot(np.diff(east), np.diff(north))
    is_step = took_us <= PACE_S * 1_000_000
    begins = at_us[:-1][is_step] // (PACE_S * 1_000_000)
    bins, which = np.unique(begins, return_inverse=True)
    told_s = np.bincount(which, took_us[is_step] / 1e6, len(bins))
    moved_m = np.bincount(which, metres[is_step], len(bins))
    # The tolerance is for sums of milliseconds in floating point.
    is_known = told_s >= PACE_TOLD_S_MIN - 1e-6
    return bins[is_known] * PACE_S, np.rint(moved_m[is_known] / told_s[is_known] * 1e6) / 1e6
