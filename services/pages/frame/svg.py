"""Where the marks of a page's pictures stand: bars, axis, outlines of districts. Pure; SVG units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely import Polygon

MAP_SIDE = 600
MAP_POINTS_MAX = 800
"""So that the page stays below 40 kB: a point takes six bytes."""
GAP = 0.25  # of a bar's place

Point = tuple[int, int]
Ring = Sequence[Sequence[float]]
"""Points [lon, lat] in degrees."""


@dataclass(frozen=True)
class Bar:
    """A value's bar; as high as the plot where the value is hidden, so that its hatching is seen."""

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
    """Round numbers from 0 to at least `largest`: at most so many steps of 1, 2 or 5 times a power of 10.

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
    for i, value in enumerate(values):
        tall = base - top if value is None else value * scale
        x = left + place * (i + GAP / 2)
        bars.append(
            Bar(
                round(x, 1), round(base - tall, 1), round(place * (1 - GAP), 1), round(tall, 1), value is None
            )
        )
    return Chart(
        width, height, left, base, tuple(bars), tuple((round(base - m * scale, 1), m) for m in marks)
    )


@dataclass(frozen=True)
class Drawing:
    """A map: its size, and the outlines in the order they were given; None for one without a shape."""

    width: int
    height: int
    outlines: tuple[Outline | None, ...]


def draw(districts: Sequence[Sequence[Ring]]) -> Drawing | None:
    """The districts on one map, north up. None when none of them has an outline.

    Longitudes are shrunk by the cosine of the middle latitude, which is true enough for a city.
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
    # One grid for all, so that neighbours still meet; coarser until the whole map is small enough.
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
    """The ring on the grid, open, without points that change nothing; empty when nothing is left of it."""
    kept: list[Point] = []
    for x, y in ring:
        point = (round(x / grid) * grid, round(y / grid) * grid)
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept if len(kept) > 2 else []


def _in_line(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _path(ring: Sequence[Point]) -> str:
    """
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
    """The middle of the widest circle inside the largest ring."""
    shapes = [Polygon(ring).buffer(0) for ring in rings if len(ring) > 2]
    largest = max(shapes, key=lambda shape: shape.area)
    if largest.is_empty:
        x, y = rings[0][0]
    else:
        x, y = shapely.maximum_inscribed_circle(largest, tolerance=1).coords[0]
    return (round(x), round(y))
