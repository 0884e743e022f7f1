"""Metres, holes and speeds of a trace."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trips.limits.rules import BIKE
from services.trips.traces.figures.rules import holes_s, metres_until
from services.trips.traces.rules import Figures, Trace, TracePoint, figures, metres, movement_end
from tests.trips.traces.made_traces import (
    EIGHT,
    at_metres,
    points_anywhere,
    points_in_town,
    ridden,
    trace_of,
)


def shown(trace: Trace, started: float, ended: float, only_inside: bool = False) -> Figures:
    """What it shows between these seconds after eight."""
    return figures(trace, EIGHT + started, EIGHT + ended, BIKE, only_inside=only_inside)


def along(*places: tuple[float, float]) -> Trace:
    """Places at so many seconds and metres east."""
    return trace_of([at_metres(at, east) for at, east in places], jump_mps=1_000)


def test_a_place_counts_once_it_lies_30_m_from_the_last_that_counted() -> None:
    trace = along((0, 0), (10, 29), (20, 31), (30, 50), (40, 60.9), (50, 61.2), (60, 61.2))
    assert metres_until(trace, BIKE) == pytest.approx([0, 0, 31, 31, 31, 61.2, 61.2], abs=0.01)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param(0, 100, 400, id="all of it"),
        pytest.param(-50, 500, 400, id="beyond its places nothing grows"),
        pytest.param(5, 15, 60, id="evenly with time between two places"),
        pytest.param(15, 15, 0, id="an instant"),
        pytest.param(0, 0.1249, 0, id="0.4996 m are none"),
        pytest.param(0, 0.1251, 1, id="half a metre is one"),
    ],
)
def test_metres_are_those_of_the_minutes(since: float, until: float, expected: int) -> None:
    trace = along((0, 0), (10, 40), (20, 120), (100, 400))
    assert metres(trace, EIGHT + since, EIGHT + until, BIKE) == expected


@given(points=points_in_town, cuts=st.tuples(*[st.integers(-10, 170)] * 3))
def test_metres_of_two_parts_are_those_of_the_whole(
    points: list[TracePoint], cuts: tuple[int, int, int]
) -> None:
    """Each rounded once, and never more than the way from place to place."""
    first, middle, last = sorted(EIGHT + cut for cut in cuts)
    trace = trace_of(points)
    whole = metres(trace, first, last, BIKE)
    parts = metres(trace, first, middle, BIKE) + metres(trace, middle, last, BIKE)
    assert whole >= 0
    assert abs(whole - parts) <= 1
    steps_m = np.hypot(np.diff(trace.east_m), np.diff(trace.north_m)).sum()
    assert whole <= steps_m + 0.5


@pytest.mark.parametrize(
    ("places", "seconds"),
    [
        pytest.param([(0, 0), (60, 600), (600, 600)], [], id="60 s are no hole"),
        pytest.param([(0, 0), (61, 610), (600, 610)], [61], id="61 s are one"),
        pytest.param([(0, 0), (61, 61.05), (600, 70)], [61], id="just over 1 m/s"),
        pytest.param([(0, 0), (61, 61), (600, 70)], [], id="whoever stands makes no hole"),
        pytest.param([(120, 0), (130, 90), (480, 95)], [], id="a first fix after 120 s"),
        pytest.param([(121, 0), (130, 90), (480, 95)], [1], id="after 121 s"),
        pytest.param([(0, 0), (5, 9), (479, 20)], [1], id="121 s at the end are missing"),
        pytest.param(
            [(-50, 0), (100, 900), (480, 999)], [100], id="of a hole before the start what is inside"
        ),
        pytest.param([(400, 0), (610, 900)], [280, 200], id="and of one over the end"),
        pytest.param([(700, 0), (720, 900)], [480], id="a trace that begins later says nothing"),
        pytest.param([(-720, 0), (-700, 900)], [480], id="nor does one that ends before"),
    ],
)
def test_what_a_hole_is(places: Sequence[tuple[float, float]], seconds: Sequence[float]) -> None:
    """Of a trip that lasts 600 s."""
    trace = along(*places)
    assert holes_s(trace, EIGHT, EIGHT + 600, BIKE).tolist() == pytest.approx(seconds)


@given(points=points_anywhere | points_in_town, started=st.integers(-100, 200), lasts=st.integers(0, 900))
def test_holes_are_never_longer_than_the_minutes(points: list[TracePoint], started: int, lasts: int) -> None:
    if points:
        holes = holes_s(trace_of(points), EIGHT + started, EIGHT + started + lasts, BIKE)
        assert (holes > 0).all()
        assert holes.sum() <= lasts


def test_the_last_movement_is_120_m_from_where_it_was_120_s_before() -> None:
    """And 30 s later the trip is over."""
    stands = [(at, 1_000) for at in range(210, 900, 10)]
    trace = along(*[(at, 5 * at) for at in range(0, 200, 10)], (200, 1_000), *stands)
    # 120 s before 296 s it was at 880 m. The last place by then is at 290 s.
    assert movement_end(trace, BIKE) == EIGHT + 290 + 30


def test_a_ride_of_a_minute_has_moved() -> None:
    """Before its first place it was there."""
    assert movement_end(along(*[(at, 5 * at) for at in range(0, 70, 10)]), BIKE) == EIGHT + 60 + 30


@pytest.mark.parametrize("places", [[(0, 0)], [(0, 0), (10, 0)], [(at, at / 2) for at in range(0, 600, 10)]])
def test_what_has_not_moved_has_no_end(places: Sequence[tuple[float, float]]) -> None:
    assert movement_end(along(*places), BIKE) is None


def test_speeds_are_taken_every_ten_seconds_over_twenty() -> None:
    """60 s at 5 m/s have five, the first from 0 to 20 s."""
    found = shown(along(*[(at, 5 * at) for at in range(0, 70, 10)]), 0, 60)
    assert found.moving == 5
    assert found.p95_kmh == pytest.approx(18, abs=1e-3)
    assert found.surge_mps2 == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(
    ("count", "rank"), [(1, 1), (19, 19), (20, 19), (21, 20), (39, 38), (40, 38), (100, 95), (101, 96)]
)
def test_the_95th_percentile_is_the_nearest_rank(count: int, rank: int) -> None:
    """Speeds that grow by 0.02 m/s each: the last one is at the rank of all of them."""
    east, places = 0.0, [(0.0, 0.0)]
    for index in range(count + 1):
        east += 10 * (5 + index / 50)
        places.append((10.0 * (index + 1), east))
    found = shown(along(*places), 0, places[-1][0])
    assert found.moving == count
    assert found.p95_kmh == pytest.approx(3.6 * (5 + (rank - 0.5) / 50), abs=2e-3)


def test_what_is_slower_than_1_m_per_s_does_not_move() -> None:
    slow, fast = [(at, 0.99 * at) for at in range(0, 310, 10)], [(at, 1.01 * at) for at in range(0, 310, 10)]
    assert shown(along(*slow), 0, 300).moving == 0
    assert shown(along(*slow), 0, 300).p95_kmh is None
    assert shown(along(*fast), 0, 300).moving == 29


def test_leaving_out_the_fast_part_hides_no_speed() -> None:
    """A hole is bridged by a straight line."""
    trace = along(*[(at, 4 * at) for at in range(0, 100, 10)], *[(at, 20 * at - 1_600) for at in (200, 210)])
    found = shown(trace, 0, 210)
    assert found.p95_kmh == pytest.approx((2_400 - 360) / 110 * 3.6, abs=0.01)


def test_a_surge_is_a_change_within_20_seconds() -> None:
    """From standing to 5 m/s at 60 s."""
    trace = along(*[(at, 5 * max(at - 60, 0)) for at in range(0, 130, 10)])
    assert shown(trace, 0, 120).surge_mps2 == pytest.approx(5 / 20, abs=1e-3)


def paced(speeds: Sequence[float]) -> Trace:
    """A point each second, at these speeds in m/s, each for 20 s."""
    east, points = 0.0, [at_metres(0, 0)]
    for second in range(20 * len(speeds)):
        east += speeds[second // 20]
        points.append(at_metres(second + 1, east))
    return trace_of(points)


def test_the_spread_of_the_pace_is_its_deviation_over_its_mean() -> None:
    trace = paced([4, 6] * 8)
    assert shown(trace, 0, 320).spread == pytest.approx(1 / 5, abs=1e-4)
    assert shown(paced([4, 6] * 7), 0, 280).spread is None
    # What stands is left out, and the other 15 are enough.
    assert shown(paced([4] * 15 + [0.9]), 0, 320).spread == pytest.approx(0, abs=1e-4)
    assert shown(paced([4] * 14 + [0.9]), 0, 320).spread is None


def zigzag(aside_m: float, count: int) -> Trace:
    """Every other place so far from the line of the others, 40 m apart."""
    return trace_of([at_metres(10 * i, 40 * i, aside_m * (i % 2)) for i in range(count)])


def test_straight_is_what_lies_within_a_metre_of_the_line_through_its_neighbours() -> None:
    assert shown(zigzag(0.98, 17), 0, 160).straight == 1
    assert shown(zigzag(1.02, 17), 0, 160).straight == 0
    assert shown(zigzag(0.98, 16), 0, 150).straight is None


def test_a_bend_needs_neighbours_at_hand_who_move() -> None:
    far = trace_of([at_metres(21 * i, 100 * i) for i in range(40)])
    assert shown(far, 0, 820).straight is None
    slow = trace_of([at_metres(10 * i, 9.9 * i) for i in range(40)])
    assert shown(slow, 0, 390).straight is None
    turning = trace_of([at_metres(10 * i, 40 * abs(i % 2), 0) for i in range(40)])
    assert shown(turning, 0, 390).straight is None


def test_of_a_merged_trace_only_what_lies_wholly_in_the_minutes_is_shown() -> None:
    """It stands for five minutes, drives for five, and rides for five."""
    speeds = [0.0] * 15 + [20.0] * 15 + [4.0, 5.0] * 8
    trace = paced(speeds)
    inside = shown(trace, 600, 920, only_inside=True)
    assert inside.moving == (920 - 600 - 20) // 10 + 1
    assert inside.p95_kmh == pytest.approx(18, abs=0.5)
    assert inside.spread == pytest.approx(0.5 / 4.5, abs=1e-3)
    assert inside.surge_mps2 == pytest.approx(0.03, abs=0.02)
    whole = shown(trace, 600, 920)
    assert whole.p95_kmh == pytest.approx(72, abs=0.1)
    assert whole.distance_m == inside.distance_m
    none = shown(trace, 600, 615, only_inside=True)
    assert (none.moving, none.p95_kmh, none.surge_mps2, none.spread, none.straight) == (0, *[None] * 4)


@given(points=points_anywhere | points_in_town, merged=st.booleans())
def test_figures_are_finite(points: list[TracePoint], merged: bool) -> None:
    if points:
        found = figures(trace_of(points), EIGHT, EIGHT + 600, BIKE, only_inside=merged)
        values = [value for value in vars(found).values() if value is not None]
        assert all(math.isfinite(value) and value >= 0 for value in values)


def test_a_ride_is_measured_by_its_limits() -> None:
    trace = trace_of(ridden())
    strict = replace(BIKE, moving_mps=5.0)
    minutes = (EIGHT, EIGHT + 600)
    assert (
        figures(trace, *minutes, strict, only_inside=False).moving
        < figures(trace, *minutes, BIKE, only_inside=False).moving
    )
