"""What is left of a trace does not depend on how it was told, and spikes are not in it."""

import math
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trips.limits.rules import BIKE
from services.trips.traces.cleaning.rules import degrees_of, metres_from
from services.trips.traces.rules import TracePoint, cleaned, figures, packed, reasons, unpacked
from tests.trips.traces.made_traces import (
    EIGHT,
    at_metres,
    moved,
    points_anywhere,
    points_in_town,
    ridden,
    seconds_of,
    trace_of,
)


@given(points=points_anywhere | points_in_town, seed=st.integers(0, 9))
def test_order_and_repetition_of_points_change_nothing(points: list[TracePoint], seed: int) -> None:
    """Except that a point told twice counts twice among those that were told."""
    trace = cleaned(points, EIGHT, EIGHT + 600, BIKE)
    told = list(points)
    random.Random(seed).shuffle(told)
    assert packed(cleaned(told, EIGHT, EIGHT + 600, BIKE)) == packed(trace)
    twice = cleaned(points + told, EIGHT, EIGHT + 600, BIKE)
    assert (twice.accurate, twice.inside) == (2 * trace.accurate, 2 * trace.inside)
    assert twice.kept == trace.kept
    assert np.array_equal(twice.at, trace.at)
    assert np.array_equal(twice.east_m, trace.east_m)


@given(points=points_in_town, days=st.integers(-3, 3))
def test_on_another_day_a_trace_says_the_same(points: list[TracePoint], days: int) -> None:
    later_s = days * 86_400
    trace, later = trace_of(points), trace_of(moved(points, later_s))
    minutes = (trace.at[0], trace.at[-1])
    told = figures(trace, *minutes, BIKE, only_inside=False)
    assert figures(later, minutes[0] + later_s, minutes[1] + later_s, BIKE, only_inside=False) == told


@given(points=points_anywhere)
def test_nothing_that_can_be_told_breaks_it(points: list[TracePoint]) -> None:
    for started_at, ended_at in ((EIGHT, EIGHT + 600), (EIGHT, EIGHT), (-6e10, 2.5e11)):
        trace = cleaned(points, started_at, ended_at, BIKE)
        assert trace.accurate >= trace.inside >= trace.distinct >= trace.kept >= len(trace.at)
        assert np.isfinite([trace.at, trace.east_m, trace.north_m]).all()
        assert (np.diff(trace.at) > 0).all()
        for merged in (False, True):
            reasons(trace, started_at, ended_at, (41.39, 2.17), (-90, 180), BIKE, merged=merged)


@given(points=points_anywhere | points_in_town)
def test_what_is_kept_of_a_trace_is_the_trace(points: list[TracePoint]) -> None:
    trace = cleaned(points, EIGHT, EIGHT + 600, BIKE)
    again = unpacked(packed(trace))
    for name, value in vars(trace).items():
        assert np.array_equal(getattr(again, name), value), name


def test_another_format_of_a_kept_trace_is_refused() -> None:
    with pytest.raises(ValueError, match="format 9"):
        unpacked(b"\x09" + packed(trace_of(ridden()))[1:])


def naive_longest_piece(points: Sequence[tuple[float, float, float]]) -> list[int]:
    """Point by point, as the contract says it."""
    pieces: list[list[int]] = []
    for index, (at, east, north) in enumerate(points):
        for piece in sorted(pieces, key=lambda each: (-len(each), each[0])):
            end_at, end_east, end_north = points[piece[-1]]
            if math.dist((east, north), (end_east, end_north)) <= 50 + 25 * (at - end_at):
                piece.append(index)
                break
        else:
            if len(pieces) < 8:
                pieces.append([index])
    return min(pieces, key=lambda each: (-len(each), each[0]))


@given(points=points_in_town)
def test_the_longest_piece_is_that_of_going_point_by_point(points: list[TracePoint]) -> None:
    distinct = {
        point.at: point for point in sorted(points, key=lambda p: (p.at, p.accuracy_m or 0, *p[1:3]))[::-1]
    }
    ordered = [distinct[at] for at in sorted(distinct)]
    origin = ordered[len(ordered) // 2]
    east, north = metres_from(
        origin[1:3], np.array([each.lat for each in ordered]), np.array([each.lon for each in ordered])
    )
    piece = naive_longest_piece(
        [(each.at, *place) for each, place in zip(ordered, zip(east, north, strict=True), strict=True)]
    )
    trace = trace_of(points)
    assert trace.kept == len(piece)
    ends = [ordered[index].at for index in (piece[0], piece[-1])]
    assert [trace.at[0], trace.at[-1]] == pytest.approx(ends if len(trace.at) > 1 else [ends[0]] * 2)


def test_a_point_is_reached_within_50_m_and_25_m_for_each_second() -> None:
    assert trace_of([at_metres(0, 0), at_metres(10, 299.9)]).kept == 2
    assert trace_of([at_metres(0, 0), at_metres(10, 300.1)]).kept == 1


def test_a_piece_that_comes_back_to_the_way_joins_what_is_longest() -> None:
    """A spike of three points, from whose last the way can be reached again after a while."""
    ride = [at_metres(at, 5 * at) for at in range(60)]
    spike = [at_metres(20.5 + at, 3_000) for at in range(3)]
    trace = trace_of([*ride, *spike])
    assert (trace.distinct, trace.kept) == (63, 60)
    assert trace.east_m.max() - trace.east_m.min() == pytest.approx(5 * 59, abs=0.01)


def test_a_ninth_piece_is_dropped() -> None:
    """Nine places in turn, no two of which can be reached from each other; the ninth is told most often."""
    rounds = [at_metres(at, 100_000 * place) for place in range(8) for at in (place, place + 10)]
    ninth = [at_metres(at, 900_000) for at in (8, 9, 18, 19, 20, 21)]
    trace = trace_of([*rounds, *ninth])
    assert (trace.distinct, trace.kept) == (22, 2)
    assert trace.at[0] == EIGHT


@pytest.mark.parametrize(
    ("points", "east_m"),
    [
        pytest.param([at_metres(5, 7, 0, 30), at_metres(5, 9, 0, 20)], 9, id="the most accurate"),
        pytest.param([at_metres(5, 7, 0, 0.1), at_metres(5, 9)], 9, id="an accuracy not told is the best"),
        pytest.param([at_metres(5, 7, 2, 20), at_metres(5, 9, 1, 20)], 9, id="then the least latitude"),
        pytest.param([at_metres(5, 9, 1, 20), at_metres(5, 7, 1, 20)], 7, id="then the least longitude"),
    ],
)
def test_of_one_instant_one_point_stays(points: list[TracePoint], east_m: float) -> None:
    trace = trace_of([*points, at_metres(20, 0), at_metres(30, 0)])
    assert trace.distinct == 3
    assert trace.east_m[0] == pytest.approx(east_m, abs=0.01)


def test_a_place_is_the_medians_of_ten_seconds_and_the_ends_are_points() -> None:
    points = [
        *[at_metres(at, 10) for at in (1, 2, 3)],
        *[at_metres(10 + at, east, -east) for at, east in ((0, 20), (1, 24), (4, 90), (9, 22))],
        *[at_metres(20 + at, 30 + at) for at in (0, 6)],
    ]
    trace = trace_of(points)
    assert seconds_of(trace) == [1, 12.5, 26]
    assert (trace.east_m - trace.east_m[0]).tolist() == pytest.approx([0, 13, 26], abs=0.01)
    assert (trace.north_m - trace.north_m[0]).tolist() == pytest.approx([0, -23, 0], abs=0.01)


def test_points_of_one_ten_seconds_are_one_place_the_first() -> None:
    assert seconds_of(trace_of([at_metres(at, at) for at in (2, 3, 9)])) == [2]


def test_places_are_measured_from_the_middle_point() -> None:
    """The third of four, whatever is inaccurate or outside the minutes."""
    points = [at_metres(at, 10 * at, 0, 10) for at in range(4)]
    outside = [at_metres(500, 0), at_metres(-500, 0), at_metres(2.5, 0, 0, 151)]
    trace = cleaned([*points, *outside], EIGHT, EIGHT + 3, BIKE)
    assert trace.origin == (points[2].lat, points[2].lon)
    assert (trace.accurate, trace.inside, trace.distinct) == (6, 4, 4)


def test_the_minutes_are_told_from_a_minute_before_to_a_minute_after() -> None:
    points = [at_metres(at, 0) for at in (-60.001, -60, 100, 160, 160.001)]
    trace = cleaned(points, EIGHT, EIGHT + 100, BIKE)
    assert (trace.accurate, trace.inside) == (5, 3)


def test_of_a_trip_of_years_a_day_is_looked_at() -> None:
    """Or speeds each 10 s would fill the memory."""
    points = [at_metres(at, 0) for at in (0, 86_460, 86_461, 1e9)]
    assert cleaned(points, EIGHT, EIGHT + 1e9, BIKE).inside == 2


def test_across_180_degrees_a_trace_goes_the_short_way() -> None:
    points = [TracePoint(EIGHT + 10 * i, 60, 179.9995 + i / 5_000 - 360 * (i > 2)) for i in range(6)]
    trace = trace_of(points)
    assert trace.kept == 6
    assert np.diff(trace.east_m) == pytest.approx(11.12, abs=0.01)
    lat, lon = degrees_of(trace)
    assert lat == pytest.approx(60)
    assert lon == pytest.approx([point.lon for point in points], abs=1e-7)


def test_the_pace_of_20_seconds_is_known_if_15_are_told() -> None:
    """A step belongs where it begins, and over 20 s is none."""
    told = [0, 5, 10, 15, 20, 25, 34.9, 56, 60, 75, 80]
    trace = trace_of([at_metres(at, 3 * at) for at in told])
    assert [at - EIGHT for at in trace.pace_at.tolist()] == [0, 60]
    assert trace.pace_mps.tolist() == pytest.approx([3, 3], abs=1e-5)
