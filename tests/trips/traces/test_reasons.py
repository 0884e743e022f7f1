"""What a trace says against a ride: each reason at its limit, in the order in which verdicts tell them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trips.limits.rules import BIKE, EBIKE, Limits
from services.trips.traces.cleaning.rules import M_PER_DEGREE
from services.trips.traces.rules import (
    Figures,
    TracePoint,
    cleaned,
    has_gaps,
    is_motorised,
    is_off_station,
    is_on_foot,
    is_standing,
    is_too_even,
    reasons,
)
from tests.trips.traces.made_traces import (
    EIGHT,
    at_metres,
    moved,
    points_anywhere,
    points_in_town,
    ridden,
    trace_of,
)

ORDER = (
    "mock_location",
    "trace_elsewhen",
    "trace_thin",
    "trace_jumps",
    "trace_gaps",
    "off_station",
    "standing",
    "on_foot",
    "motorised",
    "too_even",
)
RIDE = Figures(
    distance_m=2_500,
    holes_s=0,
    hole_s=0,
    moving=54,
    p95_kmh=20,
    surge_mps2=0.2,
    spread=0.26,
    straight=0.2,
)


def said(points: list[TracePoint], minutes_s: float = 600, merged: bool = False) -> tuple[str, ...]:
    """Against a ride from eight o'clock on, between places that nobody knows."""
    trace = cleaned(points, EIGHT, EIGHT + minutes_s, BIKE)
    return reasons(trace, EIGHT, EIGHT + minutes_s, None, None, BIKE, merged=merged)


def station(east: float) -> tuple[float, float]:
    return 0.0, 2 + east / M_PER_DEGREE


def test_nothing_is_said_against_a_ride_through_a_city() -> None:
    assert said(ridden()) == ()


def test_no_points_are_elsewhen_and_thin() -> None:
    assert said([]) == ("trace_elsewhen", "trace_thin")


def test_a_made_up_place_is_told_if_it_would_have_been_looked_at() -> None:
    mock = TracePoint(EIGHT + 5, 0, 2, 10, mock=True)
    assert said([*ridden(), mock]) == ("mock_location",)
    assert said([*ridden(), mock._replace(accuracy_m=151)]) == ()
    assert said([*ridden(), mock._replace(at=EIGHT + 661)]) == ()


@pytest.mark.parametrize(("later", "expected"), [(601, ()), (602, ("trace_elsewhen",))])
def test_half_of_the_points_must_lie_in_the_minutes(later: int, expected: tuple[str, ...]) -> None:
    assert said(ridden() + moved(ridden() + ridden()[:1], 7_200)[:later]) == expected


def test_of_a_thin_trace_nothing_more_is_said() -> None:
    points = [at_metres(10 * i, 400_000 * i) for i in range(6)] + [at_metres(10 * i + 1, 0) for i in range(6)]
    assert said(points[:-1], 600) == ("trace_thin",)
    assert said(points, 600) == ("trace_jumps", "trace_gaps", "standing")


def test_one_point_in_ten_may_lie_elsewhere() -> None:
    ride = ridden()[:540]
    spikes = [at_metres(10 * i + 0.5, 1e6 + 20_000 * i) for i in range(60)]
    assert said(ride + spikes) == ()
    assert said(ride[:-1] + spikes) == ("trace_jumps",)


@pytest.mark.parametrize(
    ("holes_s", "hole_s", "minutes_s", "has"),
    [
        pytest.param(600, 600, 1_525, False, id="600 s in one"),
        pytest.param(601, 601, 1_525, True, id="601 s in one"),
        pytest.param(360, 180, 600, False, id="60 % in all"),
        pytest.param(361, 180, 600, True, id="over 60 %"),
        pytest.param(4.2, 4.2, 7, False, id="60 % of few seconds"),
        pytest.param(0, 0, 0, False, id="of a ride of no time nothing is missing"),
    ],
)
def test_which_holes_are_too_much(holes_s: float, hole_s: float, minutes_s: float, has: bool) -> None:
    assert has_gaps(replace(RIDE, holes_s=holes_s, hole_s=hole_s), minutes_s, BIKE) == has


@pytest.mark.parametrize(
    ("at", "east", "is_off"),
    [
        pytest.param(0, -299, False, id="299 m from the first place"),
        pytest.param(0, -301, True, id="301 m from it"),
        pytest.param(-10, -369, False, id="7 m more for each second before"),
        pytest.param(-10, -371, True, id="but no more"),
        pytest.param(25, 460, False, id="at its place between two, and 5 s from the nearer"),
        pytest.param(25, -301, True, id="over 300 m and 5 x 7 m"),
        pytest.param(20, 559, False, id="a place within a minute lies within 300 m"),
        pytest.param(20, 1_101, True, id="none does"),
    ],
)
def test_what_is_off_a_station(at: float, east: float, is_off: bool) -> None:
    """A trace that moves on by 10 m/s from eight o'clock for 80 s, with a place each ten seconds."""
    points = [at_metres(second, 10 * second) for second in range(0, 90, 10)]
    assert is_off_station(trace_of(points), EIGHT + at, station(east), BIKE) == is_off


def test_a_place_over_a_minute_away_brings_nobody_to_a_station() -> None:
    near = [at_metres(at, 0) for at in (0, 1)]
    away = [at_metres(at, 1_400) for at in (60, 70, 80, 90)]
    trace = trace_of(near + away)
    assert not is_off_station(trace, EIGHT + 60, station(0), BIKE)
    assert is_off_station(trace, EIGHT + 61, station(0), BIKE)


def test_a_trace_without_places_is_off_no_station() -> None:
    assert not is_off_station(cleaned([], EIGHT, EIGHT, BIKE), EIGHT, station(0), BIKE)


def test_either_end_may_be_off_its_station() -> None:
    trace = trace_of(ridden())
    begin, end = ((point.lat, point.lon) for point in (ridden()[0], ridden()[-1]))
    for start_at, end_at, expected in (
        (begin, end, ()),
        (end, None, ("off_station",)),
        (None, begin, ("off_station",)),
        (begin, begin, ("off_station",)),
    ):
        assert reasons(trace, EIGHT, EIGHT + 600, start_at, end_at, BIKE, merged=False) == expected


@pytest.mark.parametrize(
    ("changes", "minutes_s", "is_so"),
    [
        ({"distance_m": 200}, 600, False),
        ({"distance_m": 199}, 600, True),
        ({"moving": 6}, 600, False),
        ({"moving": 5}, 600, True),
        ({"moving": 30}, 1_200, False),
        ({"moving": 31}, 1_240, False),
        ({"moving": 30}, 1_201, True),
        ({"moving": 6}, 1_200, False),
    ],
)
def test_who_stands(changes: dict[str, int], minutes_s: float, is_so: bool) -> None:
    assert is_standing(replace(RIDE, **changes), minutes_s, BIKE) == is_so


def test_of_who_stands_nothing_more_is_said() -> None:
    walk = ridden([[100, 5, 40], [1_700, 0, 0]], weave_m=0)
    assert said(walk, 1_800) == ("standing",)


@pytest.mark.parametrize(
    ("p95", "surge", "spread", "is_so"),
    [
        (9.99, 0.9, None, True),
        (10, 0.9, 0.1, False),
        (13.49, 0.054, 0.249, True),
        (13.5, 0.054, 0.249, False),
        (13.49, 0.055, 0.249, False),
        (13.49, 0.054, 0.25, False),
        (13.49, 0.054, None, False),
        (None, None, None, False),
    ],
)
def test_who_is_on_foot(p95: float | None, surge: float | None, spread: float | None, is_so: bool) -> None:
    assert is_on_foot(replace(RIDE, p95_kmh=p95, surge_mps2=surge, spread=spread), BIKE) == is_so


@pytest.mark.parametrize(
    ("limits", "p95", "surge", "moving", "is_so"),
    [
        (BIKE, 38, 0.1, 54, False),
        (BIKE, 38.01, 0.1, 6, True),
        (BIKE, 30, 0.5, 54, False),
        (BIKE, 30.01, 0.301, 18, True),
        (BIKE, 30.01, 0.3, 18, False),
        (BIKE, 30.01, 0.301, 17, False),
        (EBIKE, 32, 0.5, 54, False),
        (EBIKE, 32.01, 0.351, 18, True),
        (EBIKE, 32.01, 0.35, 18, False),
        (BIKE, None, None, 0, False),
        (BIKE, 30.01, None, 18, False),
    ],
)
def test_what_is_motorised(
    limits: Limits, p95: float | None, surge: float | None, moving: int, is_so: bool
) -> None:
    shown = replace(RIDE, p95_kmh=p95, surge_mps2=surge, moving=moving)
    assert is_motorised(shown, limits) == is_so


@pytest.mark.parametrize(
    ("spread", "straight", "is_so"),
    [
        (0.06, 0.7, False),
        (0.0599, 0.7, True),
        (0.06, 0.701, True),
        (None, None, False),
        (None, 0.701, True),
        (0.0599, None, True),
    ],
)
def test_what_is_too_even(spread: float | None, straight: float | None, is_so: bool) -> None:
    assert is_too_even(replace(RIDE, spread=spread, straight=straight), BIKE) == is_so


def test_a_merged_trace_speaks_for_its_minutes_only() -> None:
    """Ten minutes in a car, and then the ride that the dock tells of."""
    car = ridden([[600, 60, 45]])
    aside = (600 * 60 / 3.6) * 2**-0.5
    points = car[:-1] + moved(ridden(from_m=[aside, aside]), 600)
    trace = cleaned(points, EIGHT, EIGHT + 1_200, BIKE)
    minutes = (EIGHT + 600, EIGHT + 1_200)
    assert reasons(trace, *minutes, None, None, BIKE, merged=True) == ()
    assert reasons(trace, *minutes, None, None, BIKE, merged=False) == ("motorised",)


@given(points=points_anywhere | points_in_town, minutes_s=st.integers(0, 900), merged=st.booleans())
def test_reasons_are_told_in_order_and_each_once(
    points: list[TracePoint], minutes_s: int, merged: bool
) -> None:
    found = said(points, minutes_s, merged)
    assert list(found) == [reason for reason in ORDER if reason in found]
    for last in ("trace_thin", "standing"):
        assert last not in found[:-1]
