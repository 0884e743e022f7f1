"""What judging a long trace costs: a real ride, and a trace that a forger has made as dear as he can."""

import json
import re
import statistics
import time
from datetime import datetime
from typing import Any

from rodem.demo.barcelona import OPEN_DATA
from services.trips.limits.rules import BIKE
from services.trips.traces.rules import TracePoint, cleaned, figures, reasons

LONDON = OPEN_DATA / "gpx" / "ride_london_2017-07-09.gpx"
POINT = re.compile(r'<trkpt lat="([^"]+)" lon="([^"]+)">.*?<time>([^<]+)</time>', re.DOTALL)
POINTS = 10_000


def ride(runs: int) -> dict[str, Any]:
    """`value` is CPU milliseconds for the first 10,000 points of a ride from London; None without that file,
    which lies beside the checkout."""
    if not LONDON.is_file():
        return {"value": None}
    found = POINT.findall(LONDON.read_text())[:POINTS]
    return _measured([TracePoint(_seconds(at), float(lat), float(lon)) for lat, lon, at in found], runs)


def unreachable(runs: int) -> dict[str, Any]:
    """`value` is CPU milliseconds for 10,000 points ten to a second, none of which can be reached from
    another: each is looked at from the ends of all eight pieces."""
    places = ((index * 6_151 % POINTS, index * 2_741 % POINTS) for index in range(POINTS))
    points = [
        TracePoint(1.7e9 + index / 10, 160 * north / POINTS - 80, 358 * east / POINTS - 179)
        for index, (north, east) in enumerate(places)
    ]
    return _measured(points, runs)


def _measured(points: list[TracePoint], runs: int) -> dict[str, Any]:
    _judge(points)  # a warm-up
    ms = []
    for _ in range(runs):
        before = time.process_time()
        said = _judge(points)
        ms.append((time.process_time() - before) * 1e3)
    result = {"value": round(statistics.median(ms), 1), "points": len(points), "reasons": said}
    print(f"  {json.dumps(result)}", flush=True)
    return result


def _judge(points: list[TracePoint]) -> tuple[str, ...]:
    started_at, ended_at = points[0].at, points[-1].at
    trace = cleaned(points, started_at, ended_at, BIKE)
    figures(trace, started_at, ended_at, BIKE, only_inside=False)
    return reasons(trace, started_at, ended_at, None, None, BIKE, merged=False)


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
