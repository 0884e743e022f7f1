"""A way that was told before is known again: at another hour, shifted, stretched or with jitter."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trips.limits.rules import BIKE
from services.trips.traces.rules import (
    TracePoint,
    Way,
    packed,
    replay_cells,
    replay_cells_near,
    same_way,
    unpacked,
    way,
)
from tests.cases.drawings import TEN_MINUTES
from tests.trips.traces.made_traces import (
    at_metres,
    moved,
    points_in_town,
    ridden,
    trace_of,
)

CENTRE = (41.39, 2.17)
DAY_S = 86_400
OTHER = [[50, 17, 300], [60, 21, 310], [40, 0, 310], [90, 16, 20], [35, 0, 20], [75, 22, 75], [60, 18, 60]]
LATER = [[60, 12, 40], [60, 16, 45], [40, 0, 45], [90, 15, 130], [50, 22, 125], [60, 10, 60], [70, 22, 45]]
"""A ride that begins like `TEN_MINUTES`, as another rider would."""


def way_of(points: list[TracePoint]) -> Way:
    found = way(trace_of(points), BIKE)
    assert found is not None
    return found


RIDE = way_of(ridden())


@pytest.mark.parametrize(
    ("drawing", "later_s", "is_same"),
    [
        pytest.param({}, DAY_S, True, id="told again the next day"),
        pytest.param({}, DAY_S + 3.7, True, id="at other seconds of the clock"),
        pytest.param({"every_s": 10}, DAY_S + 4, True, id="every tenth point of it"),
        pytest.param({"take": [60, 601]}, DAY_S, True, id="without its first minute"),
        pytest.param({"take": [0, 560]}, DAY_S, True, id="without its last seconds"),
        pytest.param({"jitter_m": 12}, DAY_S, True, id="with jitter"),
        pytest.param({"from_m": [12, 12]}, DAY_S, True, id="17 m beside it"),
        pytest.param({"from_m": [16, 16]}, DAY_S, False, id="23 m beside it"),
        pytest.param({"slower": 1.11}, DAY_S, True, id="11 % slower"),
        pytest.param({"slower": 0.9}, DAY_S, True, id="10 % faster"),
        pytest.param({"slower": 1.14}, DAY_S, False, id="14 % slower"),
        pytest.param({"slower": 0.88}, DAY_S, False, id="12 % faster, so that the other is 14 % slower"),
        pytest.param({"legs": OTHER}, DAY_S, False, id="another way"),
        pytest.param({"legs": LATER}, DAY_S, False, id="the same streets at other speeds"),
    ],
)
def test_when_a_way_is_that_of_another(drawing: dict[str, Any], later_s: float, is_same: bool) -> None:
    copy = way_of(moved(ridden(**{"legs": TEN_MINUTES, **drawing}), later_s))
    assert same_way(copy, RIDE, BIKE) == is_same


def test_a_copy_that_waits_before_and_after_is_known() -> None:
    waiting = [[300, 0, 0], *TEN_MINUTES, [300, 0, 0]]
    assert same_way(way_of(ridden(waiting, weave_m=0)), way_of(ridden(weave_m=0)), BIKE)


def test_nine_in_ten_places_are_enough() -> None:
    """A line of 29 minutes, from whose sixth last place on, or twice as far from its end, one goes aside."""
    line = [at_metres(at, 5 * at) for at in range(0, 1_750, 10)]

    def aside(count: int) -> list[TracePoint]:
        return [*line[:-count], *[at_metres(at, 5 * at, 100) for at in range(1_750 - 10 * count, 1_750, 10)]]

    assert same_way(way_of(aside(15)), way_of(line), BIKE)
    assert not same_way(way_of(aside(20)), way_of(line), BIKE)


def test_a_way_has_18_places_at_least() -> None:
    """It begins where 120 m are ridden, here after 30 s."""
    for seconds, has_way in ((200, True), (190, False)):
        trace = trace_of([at_metres(at, 4 * at) for at in range(seconds + 1)])
        assert (way(trace, BIKE) is not None) == has_way


@pytest.mark.parametrize("seconds", [1, 11, 600])
def test_who_stands_has_no_way(seconds: int) -> None:
    assert way(trace_of([at_metres(at, 0) for at in range(seconds)]), BIKE) is None


def test_what_is_kept_of_a_trace_is_known_too() -> None:
    kept = way(unpacked(packed(RIDE.trace)), BIKE)
    assert kept is not None
    assert same_way(way_of(moved(ridden(), DAY_S)), kept, BIKE)


@given(
    east=st.integers(-3_000, 3_000),
    north=st.integers(-3_000, 3_000),
    jitter_m=st.integers(0, 10),
    slower=st.floats(0.9, 1.1),
)
def test_a_copy_is_found_by_its_cells(east: int, north: int, jitter_m: int, slower: float) -> None:
    """Wherever in the city, of all copies that are the same way."""
    original = trace_of(ridden(from_m=[east, north]))
    copy = trace_of(ridden(from_m=[east, north], jitter_m=jitter_m, slower=slower))
    near = replay_cells_near(copy, CENTRE, BIKE)
    assert replay_cells(original, CENTRE, BIKE) in near
    assert len(near) == len(set(near)) <= 16


@given(points=points_in_town)
def test_every_trace_is_near_itself(points: list[TracePoint]) -> None:
    trace = trace_of(points)
    assert replay_cells(trace, CENTRE, BIKE) in replay_cells_near(trace, CENTRE, BIKE)


def test_cells_are_250_m_wide_and_looked_for_within_100_m() -> None:
    """A line of 1,000 m to the east, from a place that lies 40 m east and 90 m south of the centre."""
    trace = trace_of(ridden([[200, 18, 90]], from_m=[40, -90], weave_m=0))
    # A quarter is at 283 m east, three quarters at 769 m.
    assert replay_cells(trace, CENTRE, BIKE) == (1, -1, 3, -1)
    assert set(replay_cells_near(trace, CENTRE, BIKE)) == {
        (first, one, third, other)
        for first in (0, 1)
        for one in (-1, 0)
        for third in (2, 3)
        for other in (-1, 0)
    }
    far = trace_of(ridden([[200, 18, 90]], from_m=[140, -110], weave_m=0))
    assert replay_cells_near(far, CENTRE, BIKE) == ((1, -1, 3, -1),)
