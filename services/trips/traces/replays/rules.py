"""Whether a way was told before: a trace that is played again, shifted or stretched. Pure.

Of 9,719 pairs of real rides on one way, two came within 25 m of each other all along and none within 20 m:
nobody is at the same second at the same place twice.
"""

import math
from dataclasses import dataclass
from itertools import product

import numpy as np

from services.trips.limits.rules import Limits
from services.trips.traces.cleaning.rules import Floats, Trace, degrees_of, metres_from
from services.trips.traces.figures.rules import metres_until, place_at

STEP_S = 10
"""A way has a place each 10 s."""
SHIFT_STEP_S = 5
"""Shifts are tried every 5 s, so a copy is at most 2.5 s off: 14 m at 20 km/h. Steps of 1 s find few copies
more, but twice as many honest riders on one way; steps of 10 s miss a quarter of those that begin later."""
CELL_M = 250
NEAR_M = 100

Cells = tuple[int, int, int, int]
"""Two cells of 250 m, by their numbers east and north of the city's centre: where a trace was after a quarter
of its metres (the first two numbers) and after three quarters."""


@dataclass(frozen=True, eq=False)
class Way:
    """Where a trace moved from its first to its last movement, seconds since 1970."""

    trace: Trace
    first_at: float
    last_at: float

    @property
    def length_s(self) -> float:
        return self.last_at - self.first_at

    def places(self) -> Floats:
        """The instants of its places, in seconds after the first movement."""
        return STEP_S * np.arange(self.length_s // STEP_S + 1)


def way(trace: Trace, limits: Limits) -> Way | None:
    """The way of a trace. None if it has under `same_n` places, which is too little to know it again.

    A vehicle moves while it lies `move_m` or more from where it was `move_s` before. That is looked at each
    second: from place to place, a copy that is stretched would begin and end up to 10 s off.
    """
    if len(trace.at) < 2:
        return None
    seconds = np.append(np.arange(trace.at[0], trace.at[-1]), trace.at[-1])
    east, north = place_at(trace, seconds)
    east_before, north_before = place_at(trace, seconds - limits.move_s)
    moving = seconds[np.hypot(east - east_before, north - north_before) >= limits.move_m]
    if not len(moving):
        return None
    found = Way(trace, float(moving[0]), float(moving[-1]))
    return found if len(found.places()) >= limits.same_n else None


def same_way(later: Way, earlier: Way, limits: Limits) -> bool:
    """Whether `same_share` of the places of the later way lie within `same_m` of where the earlier one was
    then, both counted from their first movements, for some shift of up to `same_shift_s`; as told, or after
    the earlier is stretched to the length of the later, if their lengths differ by `same_scale` at most."""
    lengths_s = sorted((later.length_s, earlier.length_s))
    scales = [1.0]
    if lengths_s[1] <= lengths_s[0] * (1 + limits.same_scale):
        scales.append(earlier.length_s / later.length_s)
    after_s = later.places()
    east, north = place_at(later.trace, later.first_at + after_s)
    there_east, there_north = metres_from(later.trace.origin, *degrees_of(earlier.trace))
    for scale, shift_s in product(dict.fromkeys(scales), _shifts(limits)):
        at = earlier.first_at + shift_s + scale * after_s
        apart_m = np.hypot(
            np.interp(at, earlier.trace.at, there_east) - east,
            np.interp(at, earlier.trace.at, there_north) - north,
        )
        if np.count_nonzero(apart_m <= limits.same_m) >= limits.same_share * len(after_s) - 1e-9:
            return True
    return False


def _shifts(limits: Limits) -> list[int]:
    """Seconds of up to `same_shift_s`, the least first: a copy is mostly found at once."""
    shifts = range(0, limits.same_shift_s + 1, SHIFT_STEP_S)
    return list(dict.fromkeys(shift for each in shifts for shift in (each, -each)))


def replay_cells(trace: Trace, centre: tuple[float, float], limits: Limits) -> Cells:
    """The pair of cells by which a trace is found again; `centre` is the city's, latitude and longitude. The
    trace must have a place."""
    (first, third) = _quarters(trace, centre, limits)
    return (*_cell(*first), *_cell(*third))


def replay_cells_near(trace: Trace, centre: tuple[float, float], limits: Limits) -> tuple[Cells, ...]:
    """The up to 16 pairs of cells that a trace of the same way may have: those within 100 m of the same two
    places, its own pair among them. The trace must have a place."""
    first, third = (_cells_near(*place) for place in _quarters(trace, centre, limits))
    return tuple((*one, *other) for one, other in product(first, third))


def _quarters(trace: Trace, centre: tuple[float, float], limits: Limits) -> list[tuple[float, float]]:
    """Metres east and north of the centre, where a trace was after a quarter and three quarters of its
    metres."""
    along = metres_until(trace, limits)
    at = np.interp(along[-1] * np.array([0.25, 0.75]), along, trace.at)
    east, north = metres_from(centre, *degrees_of(trace))
    places = np.interp(at, trace.at, east), np.interp(at, trace.at, north)
    return list(zip(places[0].tolist(), places[1].tolist(), strict=True))


def _cell(east: float, north: float) -> tuple[int, int]:
    return math.floor(east / CELL_M), math.floor(north / CELL_M)


def _cells_near(east: float, north: float) -> list[tuple[int, int]]:
    """The one to four cells that are no more than 100 m away to the east, west, north or south."""
    corners = product((east - NEAR_M, east + NEAR_M), (north - NEAR_M, north + NEAR_M))
    return list(dict.fromkeys(_cell(*corner) for corner in corners))
