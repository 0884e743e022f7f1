"""The default game's verdicts, to the unit."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.trips import rules
from services.trips.limits.rules import FIRST, Limits
from services.trips.rules import KeptTrip, Place, Point
from services.trips.tellings.rules import Telling
from services.trips.traces.rules import TracePoint, cleaned
from services.trips.verdicts.rules import judge, trip_of
from shared.http.problems import ValidationError

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
RIDER = UUID("6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11")


def limits_of(vehicle_type: str, _: date) -> Limits:
    return FIRST[vehicle_type]


def told(start_s: int = 0, end_s: int = 600, **values: Any) -> Telling:
    facts: dict[str, Any] = {
        "trip_id": uuid4(),
        "way": "operator",
        "rider_id": RIDER,
        "operator_id": "operator",
        "vehicle_type": "bike",
        "started_at": NOON + timedelta(seconds=start_s),
        "ended_at": NOON + timedelta(seconds=end_s),
        "received_at": NOON + timedelta(days=1),
        "timezone": "Europe/Madrid",
        "distance_m": 1_200,
        "distance_source": "odometer",
    }
    return Telling(**(facts | values))


def judged_together(tellings: Sequence[Telling]) -> list[KeptTrip]:
    """The trips of these tellings of one rider, judged a day later."""
    judged = judge(tellings, limits_of, NOON + timedelta(days=1))
    return [trip_of("city", judged[telling.trip_id], 1) for telling in tellings]


def judged(start_s: int = 0, end_s: int = 600, **values: Any) -> KeptTrip:
    [trip] = judged_together([told(start_s, end_s, **values)])
    return trip


@pytest.mark.data
def test_boundary_cases_of_the_default_game(data_dir: Path) -> None:
    cases = json.loads((data_dir / "game_cases.json").read_text())["trips"]
    assert cases
    for case in cases:
        trip = judged(0, case["duration_s"], distance_m=case["distance_m"], vehicle_type=case["vehicle_type"])
        reasons = () if case["reason"] is None else (case["reason"],)
        assert trip.answer == (case["verdict"], reasons), case
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
            trips = judged_together(
                [told(*span, distance_m=m) for span, m in zip(case["spans"], distances, strict=True)]
            )
            held = ["overlapping" in trip.reasons for trip in trips]
            assert held == [verdict == "held" for verdict in case["verdicts"]], case


@pytest.mark.parametrize(
    ("days", "history", "reasons"),
    [
        pytest.param(14, False, (), id="exactly fourteen days"),
        pytest.param(14.00001, False, ("too_late",), id="a second more"),
        pytest.param(4_000, True, (), id="history is never late"),
    ],
)
def test_late_trips_do_not_count(days: float, history: bool, reasons: tuple[str, ...]) -> None:
    ended_at = NOON + timedelta(seconds=600)
    trip = judged(history=history, received_at=ended_at + timedelta(days=days))
    assert trip.answer == ("rejected" if reasons else "accepted", reasons)


def test_short_is_said_before_late_and_late_before_fast() -> None:
    late = NOON + timedelta(days=30)
    assert judged(0, 30, received_at=late).reasons == ("too_short",)
    assert judged(0, 600, distance_m=100_000, received_at=late).reasons == ("too_late",)


SANTS, ARC = Point(41.379, 2.140), Point(41.391, 2.180)


SANTS_STATION, ARC_STATION = Place(SANTS, None, "sants"), Place(ARC, None, "arc")
UNTOLD = {"distance_m": None, "distance_source": None}
TRACE = cleaned(
    [TracePoint(NOON.timestamp() + 60 * number, *point) for number, point in enumerate((SANTS, ARC, SANTS))],
    NOON.timestamp(),
    NOON.timestamp() + 3_600,
    replace(FIRST["bike"], jump_mps=1_000),
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({}, (1_200, "odometer"), id="what was sent comes first"),
        pytest.param(UNTOLD | {"trace": TRACE}, (7_187, "trace"), id="then the trace"),
        pytest.param(UNTOLD, (3_594, "station_pair"), id="then from station to station"),
        pytest.param(UNTOLD | {"end": None}, (None, None), id="an unknown station makes it unknown"),
        pytest.param(
            {"way": "phone", "distance_m": 20_000, "distance_source": "phone"},
            (4_672, "phone"),
            id="a phone is believed up to 1.3 times what its stations show",
        ),
        pytest.param(
            {"way": "phone", "distance_m": 20_000, "distance_source": "phone", "trace": TRACE},
            (5_391, "trace"),
            id="no claim beats a trace",
        ),
        pytest.param(
            {"way": "phone", "distance_m": 900, "distance_source": "phone"},
            (3_594, "station_pair"),
            id="nobody rides less than between the stations",
        ),
    ],
)
def test_where_a_distance_comes_from(values: dict[str, Any], expected: tuple[int | None, str | None]) -> None:
    places = {"start": SANTS_STATION, "end": ARC_STATION}
    trip = judged(0, 3_600, **(places | values))
    assert (trip.distance_m, trip.distance_source) == expected


def test_a_forged_trace_stays_an_integer_that_fits() -> None:
    poles = [TracePoint(NOON.timestamp() + number, (-1) ** number * 90, 0) for number in range(5_000)]
    trace = cleaned(poles, NOON.timestamp(), NOON.timestamp() + 5_000, replace(FIRST["bike"], jump_m=1e9))
    trip = judged(0, 5_000, **UNTOLD, trace=trace)
    assert trip.distance_m == rules.DISTANCE_M_MAX
    assert trip.reasons == ("too_fast",)


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
    trips = judged_together([told(start, start + length, distance_m=100) for start, length in spans])
    expected = {
        a.trip_id
        for a in trips
        for b in trips
        if a is not b and a.started_at < b.ended_at and b.started_at < a.ended_at
    }
    assert {trip.trip_id for trip in trips if "overlapping" in trip.reasons} == expected
