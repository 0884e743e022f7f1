"""Which zone holds a point, and how outlines are drawn."""

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from services.trips.rules import Point
from services.trips.zone_map import rules
from services.trips.zone_map.rules import Zone, map_of, zones_at

SQUARES = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 8))
POINTS = st.tuples(st.floats(0, 16), st.floats(0, 16))


@given(squares=st.lists(SQUARES, max_size=8), points=st.lists(POINTS, max_size=8))
def test_the_smallest_zone_that_holds_a_point_is_its_zone(
    squares: list[tuple[int, int, int]], points: list[tuple[float, float]]
) -> None:
    zones = [
        Zone(str(i), "A square", shapely.box(west, south, west + side, south + side))
        for i, (west, south, side) in enumerate(squares)
    ]
    for (lat, lon), found in zip(
        points, zones_at(map_of(1, zones), [Point(*point) for point in points]), strict=True
    ):
        holding = [each for each in zones if each.shape.intersects(shapely.Point(lon, lat))]
        areas = {each.zone_id: each.shape.area for each in holding}
        assert (found is None) == (not areas)
        assert found is None or areas[found] == min(areas.values())


def test_a_neighbourhood_wins_over_a_smaller_district_at_their_common_border() -> None:
    parent = Zone("D1", "Small district", shapely.box(0, 0, 1, 1))
    large = Zone("D2", "Large district", shapely.box(1, 0, 9, 9))
    inside = Zone("B2", "Large neighbourhood", shapely.box(1, 0, 5, 5), "D2")
    assert zones_at(map_of(1, [parent, large, inside]), [Point(0.5, 1.0)]) == ["B2"]


def test_an_outline_has_no_holes_and_few_points() -> None:
    turns = [math.tau * i / 2_000 for i in range(2_000)]
    hole = shapely.box(0, 0, 0.01, 0.01).exterior
    island = shapely.Polygon([(0.1 * math.cos(turn), 0.1 * math.sin(turn)) for turn in turns], [hole])
    others = [shapely.box(i, i, i + 0.1, i + 0.1) for i in range(1, 40)]
    rings = rules.outline(shapely.MultiPolygon([island, *others]))
    assert len(rings) == rules.OUTLINE_RINGS_MAX
    assert sum(map(len, rings)) <= rules.OUTLINE_POINTS_MAX
    assert shapely.Polygon(rings[0]).area == pytest.approx(0.01 * math.pi, rel=0.02)
    assert all(number == round(number, 5) for ring in rings for position in ring for number in position)
