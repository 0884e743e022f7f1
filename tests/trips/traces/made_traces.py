"""Traces that tests make up: rides as legs, and points anywhere."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from services.trips.limits.rules import BIKE
from services.trips.traces.cleaning.rules import M_PER_DEGREE
from services.trips.traces.rules import Trace, TracePoint, cleaned
from tests.cases.drawings import TEN_MINUTES, points_of

EIGHT = datetime(2026, 11, 16, 8, tzinfo=UTC).timestamp()
"""Eight o'clock: a multiple of 20 s, at which the clock's bins begin."""


def ridden(legs: Sequence[Sequence[float]] = TEN_MINUTES, **drawing: Any) -> list[TracePoint]:
    """A point each second of these legs, from eight o'clock on."""
    at = datetime.fromtimestamp(EIGHT, UTC).isoformat()
    return points_of({"at": at, "legs": legs, **drawing}, {})


def moved(points: Sequence[TracePoint], seconds: float) -> list[TracePoint]:
    """The same points so much later."""
    return [point._replace(at=point.at + seconds) for point in points]


def at_metres(at: float, east: float, north: float = 0, accuracy_m: float | None = None) -> TracePoint:
    """A point `at` seconds after eight, so many metres east and north of a place on the equator."""
    return TracePoint(EIGHT + at, north / M_PER_DEGREE, 2 + east / M_PER_DEGREE, accuracy_m)


def trace_of(points: Sequence[TracePoint], **limits: Any) -> Trace:
    """The trace of a ride that was told from its first to its last point."""
    instants = [point.at for point in points]
    return cleaned(points, min(instants), max(instants), replace(BIKE, **limits))


def seconds_of(trace: Trace) -> list[float]:
    """Seconds after eight of its places."""
    return [round(at - EIGHT, 6) for at in trace.at.tolist()]


points_anywhere = st.lists(
    st.builds(
        TracePoint,
        at=st.floats(EIGHT - 200, EIGHT + 2_000).map(lambda at: round(at, 3)) | st.floats(-6e10, 2.5e11),
        lat=st.floats(-90, 90) | st.floats(41, 41.02),
        lon=st.floats(-180, 180) | st.floats(2, 2.02),
        accuracy_m=st.none() | st.floats(0, 100_000) | st.sampled_from([5.0, 150.0, 150.1]),
        mock=st.booleans(),
    ),
    max_size=40,
)
"""Whatever a body may hold: from the year 1 to 9999, from pole to pole, and often in one city at one hour."""

points_in_town = st.lists(
    st.builds(
        at_metres,
        at=st.integers(0, 150),
        east=st.sampled_from([0, 60, 120, 240, 1_000, 2_000, 9_000]) | st.integers(0, 400),
        north=st.sampled_from([0, 0, 300]),
        accuracy_m=st.sampled_from([None, 5, 20]),
    ),
    min_size=1,
    max_size=60,
)
"""Points of one ride, some of which cannot be reached from others: many pieces."""
