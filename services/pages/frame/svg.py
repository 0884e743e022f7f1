"""The geometry of a page's pictures in SVG units: bars, axes, outlines of districts. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely import Polygon

MAP_SIDE = 600
MAP_POINTS_MAX = 800
"""A point takes about six bytes; with at most so many the page stays below 40 kB."""
GAP = 0.25
"""The share of a bar's place that is left empty."""

Point = tuple[int, int]
Ring = Sequence[Sequence[float]]
"""Points [lon, lat] in degrees."""


@dataclass(frozen=True)
class Bar:
    """The bar of a value. Where the value is hidden it is as high as the plot and drawn hatched."""

    x: float
    y: float
    width: float
    height: float
    hidden: bool


@dataclass(frozen=True)
class Chart:
    """Bars over a base line. `ticks` are (y, value); `left` and `top` leave room for labels."""

    width: int
    height: int
    left: int
    base: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]

    def middle(self, index: int) -> float:
        """The x of a bar's middle."""
        bar = self.bars[index]
        return round(bar.x + bar.width / 2, 1)


@dataclass(frozen=True)
class Outline:
    """A district as SVG path data, and the point inside it where its number stands best."""

    path: str
    label: Point


def nice_steps(largest: float, steps: int) -> list[int]:
    """Marks of an axis from 0 to at least `largest`: at most `steps` steps of 1, 2 or 5 times a power of 10.

    >>> nice_steps(617, 5)
    [0, 200, 400, 600, 800]
    >>> nice_steps(0, 5)
    [0, 1]
    """
    if largest <= 0:
        return [0, 1]
    power = 10 ** math.floor(math.log10(max(largest / steps, 1)))
    step = next(int(nice * power) for nice in (1, 2, 5, 10) if nice * power * steps >= largest)
    return list(range(0, step * math.ceil(largest / step) + 1, step))


def chart(values: Sequence[int | None], width: int, height: int) -> Chart:
    """One bar for each value, from left to right. None is hidden."""
    left, top, base = 52, 14, height - 30
    marks = nice_steps(max((value or 0 for value in values), default=0), 4)
    scale = (base - top) / marks[-1]
    place = (width - left) / max(len(values), 1)
    bars = []
    bar_width = round(place * (1 - GAP), 1)
    for i, value in enumerate(values):
        bar_height = base - top if value is None else value * scale
        x, y = round(left + place * (i + GAP / 2), 1), round(base - bar_height, 1)
        bars.append(Bar(x, y, bar_width, round(bar_height, 1), value is None))
    return Chart(
        width, height, left, base, tuple(bars), tuple((round(base - m * scale, 1), m) for m in marks)
    )


@dataclass(frozen=True)
class Drawing:
    """A map: its size, and the districts' outlines in their order; None for a district without one."""

    width: int
    height: int
    outlines: tuple[Outline | None, ...]


def draw(districts: Sequence[Sequence[Ring]]) -> Drawing | None:
    """The districts (each a list of rings) on one map, north up. None when none of them has an outline.

    The projection is equirectangular: longitudes are scaled by the cosine of the middle latitude, which is
    exact enough for a city.
    """
    points = [point for rings in districts for ring in rings for point in ring]
    if not points:
        return None
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (MAP_SIDE - 8) / max((east - west) * shrink, north - south, 1e-9)

    def place(lon: float, lat: float) -> tuple[float, float]:
        return (4 + (lon - west) * shrink * scale, 4 + (north - lat) * scale)

    placed = [[[place(*point) for point in ring] for ring in rings] for rings in districts]
    return Drawing(
        round((east - west) * shrink * scale) + 8,
        round((north - south) * scale) + 8,
        tuple(_outlines(placed)),
    )


def _outlines(districts: Sequence[Sequence[Sequence[tuple[float, float]]]]) -> list[Outline | None]:
    # All points are rounded to one grid, so that neighbours still meet. It gets coarser until the map has at
    # most MAP_POINTS_MAX points.
    for grid in range(1, MAP_SIDE):
        snapped = [[_snap(ring, grid) for ring in rings] for rings in districts]
        if sum(len(ring) for rings in snapped for ring in rings) <= MAP_POINTS_MAX:
            break
    outlines: list[Outline | None] = []
    for rings, exact in zip(snapped, districts, strict=True):
        path = "".join(_path(ring) for ring in rings if ring)
        outlines.append(Outline(path, _label_point(exact)) if path else None)
    return outlines


def _snap(ring: Sequence[tuple[float, float]], grid: int) -> list[Point]:
    """The ring on the grid, without its closing point, repeated points and points on a straight line. Empty
    when fewer than three points are left."""
    points: list[Point] = []
    for x, y in ring:
        point = (round(x / grid) * grid, round(y / grid) * grid)
        if points and point == points[-1]:
            continue
        if len(points) > 1 and _in_line(points[-2], points[-1], point):
            points.pop()
        points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points if len(points) > 2 else []


def _in_line(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _path(ring: Sequence[Point]) -> str:
    """The ring as SVG path data with relative moves.

    >>> _path([(10, 10), (13, 6), (20, 10)])
    'M10 10l3-4 7 4z'
    """
    (x, y), moves = ring[0], []
    for next_x, next_y in ring[1:]:
        dy = next_y - y
        moves.append(f"{next_x - x}{dy}" if dy < 0 else f"{next_x - x} {dy}")
        x, y = next_x, next_y
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(moves)}z"


def _label_point(rings: Sequence[Sequence[tuple[float, float]]]) -> Point:
    """The centre of the largest ring's maximum inscribed circle."""
    shapes = [Polygon(ring).buffer(0) for ring in rings if len(ring) > 2]
    largest = max(shapes, key=lambda shape: shape.area)
    if largest.is_empty:
        x, y = rings[0][0]
    else:
        x, y = shapely.maximum_inscribed_circle(largest, tolerance=1).coords[0]
    return (round(x), round(y))
