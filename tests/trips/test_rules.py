"""The default game's verdicts, to the unit."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.trips import rules
from services.trips.rules import JudgedTrip, Place, Point, ReportedTrip, Verdict, judge, overlapping
from shared.http.problems import ValidationError

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
RIDER = UUID("6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11")


def reported(start_s: int = 0, end_s: int = 600, **values: Any) -> ReportedTrip:
    facts: dict[str, Any] = {
        "trip_id": uuid4(),
        "rider_id": RIDER,
        "operator_id": "operator",
        "vehicle_type": "bike",
        "started_at": NOON + timedelta(seconds=start_s),
        "ended_at": NOON + timedelta(seconds=end_s),
        "timezone": "Europe/Madrid",
        "history": False,
        "distance_m": 1_200,
        "distance_source": "odometer",
    }
    return ReportedTrip(**(facts | values))


def judged(start_s: int = 0, end_s: int = 600, **values: Any) -> JudgedTrip:
    return judge(reported(start_s, end_s, **values), NOON + timedelta(days=1), None, None)


@pytest.mark.data
def test_boundary_cases_of_the_default_game(data_dir: Path) -> None:
    cases = json.loads((data_dir / "game_cases.json").read_text())["trips"]
    assert cases
    for case in cases:
        trip = judged(0, case["duration_s"], distance_m=case["distance_m"], vehicle_type=case["vehicle_type"])
        assert trip.verdict == (case["verdict"], case["reason"]), case
        if case["verdict"] == "accepted":
            assert trip.energy_kcal == case["energy_kcal"], case


@pytest.mark.data
def test_local_day_and_hour_are_the_starts(data_dir: Path) -> None:
    for start, zone, day, hour in json.loads((data_dir / "game_cases.json").read_text())["local_days"][
        "cases"
    ]:
        started_at = datetime.fromisoformat(start)
        trip = judged(started_at=started_at, ended_at=started_at + timedelta(minutes=9), timezone=zone)
        assert (str(trip.local_on), trip.local_hour) == (day, hour)


@pytest.mark.data
def test_overlaps_of_the_default_game(data_dir: Path) -> None:
    """Those that end before anything is voided; what a void changes is not for these rules to say."""
    cases = json.loads((data_dir / "game_cases.json").read_text())["overlaps"]["cases"]
    for case in cases:
        if not case.keys() & {"void_first", "void_last"}:
            distances = case.get("distances_m", [1_200] * len(case["spans"]))
            trips = [judged(*span, distance_m=m) for span, m in zip(case["spans"], distances, strict=True)]
            sharing = overlapping(trips)
            held = [trip.reported.trip_id in sharing for trip in trips]
            assert held == [verdict == "held" for verdict in case["verdicts"]], case


@pytest.mark.parametrize(
    ("days", "history", "verdict"),
    [
        pytest.param(14, False, Verdict("accepted"), id="exactly fourteen days"),
        pytest.param(14.00001, False, Verdict("rejected", "too_late"), id="a second more"),
        pytest.param(4_000, True, Verdict("accepted"), id="history is never late"),
    ],
)
def test_late_trips_do_not_count(days: float, history: bool, verdict: Verdict) -> None:
    trip = reported(history=history)
    assert judge(trip, trip.ended_at + timedelta(days=days), None, None).verdict == verdict


def test_short_is_said_before_late_and_late_before_fast() -> None:
    late = NOON + timedelta(days=30)
    assert judge(reported(0, 30), late, None, None).verdict.reason == "too_short"
    assert judge(reported(0, 600, distance_m=100_000), late, None, None).verdict.reason == "too_late"


SANTS, ARC = Point(41.379, 2.140), Point(41.391, 2.180)


@pytest.mark.parametrize(
    ("values", "start", "end", "expected"),
    [
        pytest.param(
            {}, Place(SANTS, None), Place(ARC, None), (1_200, "odometer"), id="what was sent comes first"
        ),
        pytest.param(
            {"distance_m": None, "distance_source": None, "trace": (SANTS, ARC, SANTS)},
            Place(SANTS, None),
            Place(ARC, None),
            (7_188, "trace"),
            id="then the trace",
        ),
        pytest.param(
            {"distance_m": None, "distance_source": None},
            Place(SANTS, None),
            Place(ARC, None),
            (3_594, "station_pair"),
            id="then from station to station",
        ),
        pytest.param(
            {"distance_m": None, "distance_source": None},
            Place(SANTS, None),
            None,
            (None, None),
            id="an unknown station makes it unknown",
        ),
    ],
)
def test_where_a_distance_comes_from(
    values: dict[str, Any], start: Place | None, end: Place | None, expected: tuple[int | None, str | None]
) -> None:
    trip = judge(reported(0, 3_600, **values), NOON, start, end)
    assert (trip.distance_m, trip.distance_source) == expected


def test_a_forged_trace_stays_an_integer_that_fits() -> None:
    poles = (Point(90, 0), Point(-90, 0)) * 5_000
    trip = judge(reported(distance_m=None, distance_source=None, trace=poles), NOON, None, None)
    assert trip.distance_m == rules.DISTANCE_M_MAX
    assert trip.verdict.reason == "too_fast"


@pytest.mark.parametrize(
    ("started_at", "ended_at", "codes"),
    [
        pytest.param(NOON, NOON, [], id="no time at all is short, not wrong"),
        pytest.param(NOON, NOON + timedelta(minutes=5), [], id="five minutes ahead: a clock that is fast"),
        pytest.param(NOON, NOON + timedelta(minutes=5, seconds=1), ["in_the_future"], id="a second more"),
        pytest.param(NOON, NOON - timedelta(microseconds=1), ["before_start"], id="ends before it starts"),
    ],
)
def test_times_that_cannot_be(started_at: datetime, ended_at: datetime, codes: list[str]) -> None:
    if not codes:
        rules.check_times(started_at, ended_at, NOON)
        return
    with pytest.raises(ValidationError) as refused:
        rules.check_times(started_at, ended_at, NOON)
    assert [error["code"] for error in refused.value.members["errors"]] == codes


spans = st.lists(st.tuples(st.integers(0, 3_000), st.integers(60, 2_000)), max_size=12)


@example(spans=[(0, 600), (600, 600)])
@given(spans=spans)
def test_sharing_time_is_symmetric_and_complete(spans: list[tuple[int, int]]) -> None:
    """Against the definition itself: each pair is compared."""
    trips = [judged(start, start + length, distance_m=100) for start, length in spans]
    expected = {
        a.reported.trip_id
        for a in trips
        for b in trips
        if a is not b
        and a.reported.started_at < b.reported.ended_at
        and b.reported.started_at < a.reported.ended_at
    }
    assert overlapping(trips) == expected
