"""Drawings: rides in the cases that are told as legs of so many seconds, km/h and heading.

A drawing gives a point for each second of its legs, swaying a little as riders do. It may leave some out,
throw some far away, or make the whole ride slower.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from services.trips.traces.rules import TracePoint

Drawing = Mapping[str, Any]
CENTRE = (41.39, 2.17)
M_PER_DEGREE = math.pi / 180 * 6_371_008.8
KNOWN = {"ride", "at", "legs", "from_m", "every_s", "miss", "take", "weave_m", "jitter_m", "spikes", "slower"}
KNOWN |= {"accuracy", "mock"}
TEN_MINUTES: Sequence[Sequence[float]] = (
    (60, 15, 40),
    (45, 20, 45),
    (25, 0, 45),
    (70, 18, 130),
    (50, 22, 125),
    (30, 8, 60),
    (20, 0, 60),
    (80, 19, 45),
    (60, 16, 100),
    (35, 0, 100),
    (70, 21, 50),
    (55, 13, 20),
)
"""Seconds, km/h, heading: ten minutes through a city, with three lights. A trace that passes."""
ONE_LIGHT: Sequence[Sequence[float]] = (
    (60, 15, 40),
    (90, 20, 45),
    (25, 0, 45),
    (120, 18, 130),
    (80, 22, 125),
    (225, 17, 60),
)
"""Ten minutes too, with one light, and 601 points. A trace that passes."""


def points_of(drawings: Drawing | Sequence[Drawing], rides: Mapping[str, Drawing]) -> list[TracePoint]:
    """The points of one drawing or of several, one drawing after the other."""
    each = [drawings] if isinstance(drawings, Mapping) else drawings
    return [point for drawing in each for point in _drawn(drawing, rides)]


def bodies_of(drawings: Drawing | Sequence[Drawing], rides: Mapping[str, Drawing]) -> list[dict[str, Any]]:
    """The same points as a phone sends them."""
    return [body_of(point) for point in points_of(drawings, rides)]


def body_of(point: TracePoint) -> dict[str, Any]:
    at = datetime.fromtimestamp(round(point.at, 6), UTC).isoformat()
    body: dict[str, Any] = {"at": at, "lat": point.lat, "lon": point.lon}
    if point.accuracy_m is not None:
        body["accuracy_m"] = point.accuracy_m
    return body | ({"mock": True} if point.mock else {})


def _drawn(drawing: Drawing, rides: Mapping[str, Drawing]) -> Iterator[TracePoint]:
    assert not drawing.keys() - KNOWN, f"a drawing has something new: {drawing.keys() - KNOWN}"
    wanted = {**rides.get(drawing.get("ride", ""), {}), **drawing}
    begins = datetime.fromisoformat(wanted["at"]).timestamp()
    spikes = {at: (east, north) for at, east, north in wanted.get("spikes", ())}
    take_from, take_until = wanted.get("take", (0, math.inf))
    for t, (east, north) in enumerate(_ridden(wanted)):
        if t % wanted.get("every_s", 1) or not take_from <= t < take_until:
            continue
        if any(since <= t < until for since, until in wanted.get("miss", ())):
            continue
        aside_east, aside_north = spikes.get(t, (0, 0))
        accuracy = [each[2] for each in wanted.get("accuracy", ()) if each[0] <= t < each[1]]
        yield TracePoint(
            begins + t * wanted.get("slower", 1),
            round(CENTRE[0] + (north + aside_north) / M_PER_DEGREE, 7),
            round(CENTRE[1] + (east + aside_east) / (M_PER_DEGREE * math.cos(math.radians(CENTRE[0]))), 7),
            accuracy[-1] if accuracy else None,
            bool(wanted.get("mock", False)),
        )


def _ridden(drawing: Drawing) -> Iterator[tuple[float, float]]:
    """Metres east and north of the centre, in each second from 0 to the last of the legs."""
    weave_m, jitter_m = drawing.get("weave_m", 4), drawing.get("jitter_m", 0)
    east, north = drawing.get("from_m", (0, 0))
    for t, (step_east, step_north) in enumerate([(0.0, 0.0), *_steps(drawing["legs"])]):
        east, north = east + step_east, north + step_north
        yield (
            east + weave_m * math.cos(2 * math.pi * t / 53) + jitter_m * math.sin(12.9898 * t),
            north + weave_m * math.sin(2 * math.pi * t / 37) + jitter_m * math.sin(78.233 * t),
        )


def _steps(legs: Sequence[Sequence[float]]) -> Iterator[tuple[float, float]]:
    """The metres east and north of each second of these legs: seconds, km/h, degrees clockwise from north."""
    for seconds, speed_kmh, heading in legs:
        step_m, turned = speed_kmh / 3.6, math.radians(heading)
        for _ in range(int(seconds)):
            yield step_m * math.sin(turned), step_m * math.cos(turned)
