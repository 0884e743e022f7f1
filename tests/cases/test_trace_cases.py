"""Cases of what a trace says: drawn ones (`trace`), and files that people recorded (`file`).

A file may have cases of other things too: they are for others.
"""

import json
import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.trips.limits.rules import FIRST, Limits
from services.trips.rules import verdict_alone
from services.trips.traces.rules import Figures, cleaned, figures, metres, movement_end, reasons
from tests.cases.drawings import points_of
from tests.cases.tracks import points_of_file

from .folder import CASES, case_files

pytestmark = pytest.mark.cases

Case = dict[str, Any]
FIGURES = {
    "p95": "p95_kmh",
    "surge": "surge_mps2",
    "spread": "spread",
    "straight": "straight",
    "moving": "moving",
}
TRACKS = CASES.parent / "gpx"


def limits_of(given: Case) -> Limits:
    """Version 1, or what the case names of it: for all vehicle types, or for each."""
    vehicle_type, changes = given.get("vehicle_type", "bike"), given.get("limits", {})
    return replace(FIRST[vehicle_type], **changes.get(vehicle_type, {} if "ebike" in changes else changes))


def said_of_a_drawing(given: Case, rides: Case) -> Case:
    """What a trace by itself says of the minutes of a trip."""
    limits, merged = limits_of(given), given.get("merged", False)
    started_at, ended_at = (
        datetime.fromisoformat(given[name]).timestamp() for name in ("started_at", "ended_at")
    )
    trace = cleaned(points_of(given["trace"], rides), started_at, ended_at, limits)
    ends = given.get("start_at_m"), given.get("end_at_m")
    shown = figures(trace, started_at, ended_at, limits, only_inside=merged)
    return {
        "reasons": list(reasons(trace, started_at, ended_at, *ends, limits, merged=merged)),
        "distance_m": shown.distance_m,
        "figures": named(shown),
    }


def named(shown: Figures) -> Case:
    return {name: getattr(shown, field) for name, field in FIGURES.items()}


def said_of_a_file(given: Case, _: Case) -> Case:
    """The verdict on a trip that its rider's phone tells of alone, from its first to its last point."""
    limits, points = limits_of(given), points_of_file(TRACKS / given["file"])
    started_at = math.floor(min(point.at for point in points))
    told_end = math.ceil(max(point.at for point in points))
    trace = cleaned(points, started_at, told_end, limits)
    end = movement_end(trace, limits)
    ended_at = told_end if end is None else min(told_end, end)
    distance_m = given.get("distance_m")
    if len(trace.at) > 1:
        distance_m = metres(trace, started_at, ended_at, limits)
    alone = verdict_alone(math.floor(ended_at - started_at), distance_m)
    told: list[str] = [alone.reason] if alone.reason else []
    if alone.name != "rejected":
        told += reasons(trace, started_at, ended_at, None, None, limits, merged=False)
    return {
        "verdict": "held" if told and alone.name == "accepted" else alone.name,
        "reasons": told,
        "distance_m": distance_m,
        "duration_s": math.floor(ended_at - started_at),
        "confirmed_by": ["phone"],
    }


SAID = {"trace": said_of_a_drawing, "file": said_of_a_file}


def is_as_expected(found: Any, expected: Any) -> bool:
    """Whether this is what a case expects: of objects only what it names, and two numbers are from and to."""
    if isinstance(expected, dict):
        return all(is_as_expected(found[name], value) for name, value in expected.items())
    if isinstance(expected, list) and len(expected) == 2 and not isinstance(expected[0], str):
        least, most = expected
        return found is not None and bool(least <= found <= most)
    return bool(found == expected)


@pytest.mark.parametrize("file", case_files(".", "trips*.json"))
def test_every_trace_and_every_file(file: Path) -> None:
    told = json.loads(file.read_text())
    cases = [case for case in told["cases"] if case["do"] in SAID]
    assert cases
    wrong = []
    for case in cases:
        found = SAID[case["do"]](case["given"], told.get("rides", {}))
        if not is_as_expected(found, case["expect"]):
            wrong.append(f"{case['name']}: {found}, not {case['expect']}: {case['because']}")
    assert not wrong, "\n".join(wrong)
