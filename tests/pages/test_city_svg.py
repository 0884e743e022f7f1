"""Bars and outlines: they stay in their picture and show no more than they should."""

import re

from hypothesis import given
from hypothesis import strategies as st

from services.pages.frame.svg import MAP_POINTS_MAX, MAP_SIDE, chart, draw, nice_steps

from .examples import square

places = st.tuples(st.floats(2, 2.3), st.floats(41.2, 41.5))


@given(largest=st.integers(0, 10**9), steps=st.integers(1, 8))
def test_steps_are_few_and_reach_the_largest(largest: int, steps: int) -> None:
    found = nice_steps(largest, steps)
    assert found[0] == 0
    assert found[-1] >= largest
    assert 2 <= len(found) <= steps + 1
    assert found[-2] < largest or largest == 0


@given(values=st.lists(st.none() | st.integers(0, 10**6), max_size=31))
def test_bars_stand_on_the_base_and_in_the_picture(values: list[int | None]) -> None:
    found = chart(values, 360, 250)
    for bar, value in zip(found.bars, values, strict=True):
        assert bar.hidden == (value is None)
        assert abs(bar.y + bar.height - found.base) < 0.2
        assert found.left <= bar.x
        assert bar.x + bar.width <= found.width
        assert bar.y >= 0


@given(rings=st.lists(st.lists(places, min_size=3, max_size=300), min_size=1, max_size=12))
def test_every_outline_stays_on_the_map_and_the_map_stays_small(
    rings: list[list[tuple[float, float]]],
) -> None:
    found = draw([[tuple(ring)] for ring in rings])
    assert found is not None
    assert max(found.width, found.height) <= MAP_SIDE + 1
    paths = [outline.path for outline in found.outlines if outline]
    numbers = [len(re.findall(r"-?\d+", path)) for path in paths]
    assert sum(numbers) <= 2 * MAP_POINTS_MAX
    for outline in found.outlines:
        if outline:
            assert 0 <= outline.label[0] <= found.width
            assert 0 <= outline.label[1] <= found.height


def test_neighbours_share_their_border() -> None:
    found = draw([square(2.10, 41.3), square(2.12, 41.3)])
    assert found is not None
    west, east = (outline.label for outline in found.outlines if outline)
    assert west[1] == east[1]
    assert abs((east[0] - west[0]) - (found.width - 8) / 2) <= 1


def test_a_city_without_outlines_has_no_map() -> None:
    assert draw([]) is None
    assert draw([(), ()]) is None
