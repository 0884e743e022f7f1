"""What a zone is, which zone contains a point, and how outlines are simplified. Pure, in degrees."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, STRtree
from shapely.geometry.polygon import orient

from services.trips.rules import Point
from shared.http.problems import out_of_range, refused

AREA_CHANGE_MAX = 1e-6
"""An outline is repaired if its area changes by a smaller share than this."""
NEAR_DEGREES = 1.0
"""How near to a station a zone lies: about 111 km from north to south, and less from west to east."""

# Names of WGS 84 in the member `crs` of GeoJSON before RFC 7946. `EPSG:4326` stands for the longitude first
# there. The full name (a URN or an address) has the latitude first by its definition, and many programs write
# it over longitudes first.
LONGITUDE_FIRST = re.compile(r"(.*[:/])?CRS84h?|EPSG:4326", re.IGNORECASE)
EITHER_FIRST = re.compile(r".*[:/]EPSG[:/][\d.]*[:/]4326", re.IGNORECASE)

OUTLINE_POINTS_MAX = 150
OUTLINE_RINGS_MAX = 12
OUTLINE_GRID = 1e-5  # degrees: about a metre
OUTLINE_STEPS = 20  # bisections: the tolerance is found to 2^-20 of the bounding box

Shape = Polygon | MultiPolygon
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Zone:
    """A part of the city. `parent_id` is the zone that it is a part of."""

    zone_id: str
    name: str
    shape: Shape
    parent_id: str | None = None


@dataclass(frozen=True)
class ZoneMap:
    """Zones in order of preference: the first zone that contains a point is the point's zone. `shapes` and
    the spatial index `tree` are in the same order."""

    version: int
    zones: tuple[Zone, ...]
    shapes: NDArray[np.object_]
    tree: STRtree


def says_longitude_first(crs: Any, pointer: str = "/crs") -> bool:
    """Whether a member `crs` says that the longitude comes first, as it does without one. False for a name of
    WGS 84 under which either is written. Raises ValidationError for every other CRS."""
    if crs is None:
        return True
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and LONGITUDE_FIRST.fullmatch(name):
        return True
    if isinstance(name, str) and EITHER_FIRST.fullmatch(name):
        return False
    raise refused((pointer, "not_lon_lat"))


def check_longitude_first(crs: Any, pointer: str = "/crs") -> None:
    """Raise ValidationError unless the member `crs` of one feature or geometry says that."""
    if not says_longitude_first(crs, pointer):
        raise refused((pointer, "not_lon_lat"))


def can_only_be_longitude_first(shapes: Iterable[Shape]) -> bool:
    """Whether a point of these, which one program has written, has a first coordinate that no latitude is."""
    return any(west < -90 or east > 90 for west, _, east, _ in (shape.bounds for shape in shapes))


def shape_of(geometry: Any) -> tuple[Shape, bool]:
    """The geometry of a GeoJSON feature, and whether it was repaired. Raises ValidationError, with the
    fault's place in the feature."""
    pointer = "/geometry"
    if geometry is None:
        raise refused((pointer, "empty"))
    if not isinstance(geometry, dict):
        raise refused((pointer, "wrong_type"))
    check_longitude_first(geometry.get("crs"), f"{pointer}/crs")
    coordinates, where = geometry.get("coordinates"), f"{pointer}/coordinates"
    match geometry.get("type"):
        case "Polygon":
            shape: Shape = _polygon(coordinates, where)
        case "MultiPolygon":
            parts = enumerate(_items(coordinates, where))
            shape = MultiPolygon([_polygon(part, f"{where}/{i}") for i, part in parts])
        case _:
            raise refused((f"{pointer}/type", "not_allowed"))
    # The area of the convex hull, because the signed areas of a bow tie's two halves add up to 0.
    if shape.convex_hull.area == 0:
        raise refused((where, "empty"))
    if shape.is_valid:
        return shape, False
    repaired = _repaired(shape)
    if repaired is None:
        raise refused((where, "crossing"))
    return repaired, True


def _repaired(shape: Shape) -> Shape | None:
    """A valid shape of the same area, for one that touches itself; None if there is none."""
    # Twice: a collection of a MultiPolygon and of what was no area, such as a spike.
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    repaired = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    same = abs(repaired.area - shape.area) < AREA_CHANGE_MAX * shape.area
    return repaired if same and repaired.is_valid else None


def _polygon(coordinates: Any, pointer: str) -> Polygon:
    rings = [_ring(ring, f"{pointer}/{i}") for i, ring in enumerate(_items(coordinates, pointer))]
    return Polygon(rings[0], rings[1:])


def _ring(coordinates: Any, pointer: str) -> list[tuple[float, float]]:
    positions = enumerate(_items(coordinates, pointer))
    ring = [_position(position, f"{pointer}/{i}") for i, position in positions]
    if len(ring) < 4:
        raise refused((pointer, "too_few_points"))
    if ring[0] != ring[-1]:
        raise refused((pointer, "not_closed"))
    return ring


def _position(value: Any, pointer: str) -> tuple[float, float]:
    """Longitude and latitude in degrees. An altitude is ignored. Programs write 0, 0 for a position that they
    do not know."""
    if not isinstance(value, list) or len(value) < 2 or any(type(n) not in (int, float) for n in value[:2]):
        raise refused((pointer, "wrong_type"))
    lon, lat = value[:2]
    if lon == lat == 0:
        raise refused((pointer, "no_position"))
    for degrees, most in ((lon, 180), (lat, 90)):
        if not -most <= degrees <= most:
            raise out_of_range(pointer, -most, most)
    return float(lon), float(lat)


def _items(value: Any, pointer: str) -> list[Any]:
    if not isinstance(value, list):
        raise refused((pointer, "wrong_type"))
    if not value:
        raise refused((pointer, "empty"))
    return value


def misplaced(zones: Sequence[Zone], stations: Sequence[Point]) -> dict[str, str]:
    """Zones that are not near any station: zone_id -> `far_from_stations`, or `lat_lon_swapped` if the zone
    would be near with latitude and longitude swapped. None is misplaced where no station is known."""
    if not stations or not zones:
        return {}
    lats, lons = np.array(stations).T
    boxes = shapely.box(*shapely.bounds([zone.shape for zone in zones]).T)

    def near(x: NDArray[np.float64], y: NDArray[np.float64]) -> set[int]:
        tree = STRtree(list(map(shapely.Point, x, y)))
        return set(tree.query_nearest(boxes, max_distance=NEAR_DEGREES, all_matches=False)[0].tolist())

    right, swapped = near(lons, lats), near(lats, lons)
    return {
        zone.zone_id: "lat_lon_swapped" if index in swapped else "far_from_stations"
        for index, zone in enumerate(zones)
        if index not in right
    }


def with_parents(zones: Sequence[Zone], stored: Mapping[str, Zone]) -> tuple[list[Zone], dict[str, str]]:
    """The zones, each with its parent. That is the parent which the zone names, else the smallest of those
    larger zones, new or stored, that contain a point inside the zone (`point_on_surface`), else none.

    Zones whose parent does not exist, or whose parents form a loop, are left out. They are in the second
    result: zone_id -> `unknown_parent` or `loop`.
    """
    taken, faults = list(zones), dict[str, str]()
    while True:
        all_zones = {**stored, **{zone.zone_id: zone for zone in taken}}
        orphans = [zone for zone in taken if zone.parent_id is not None and zone.parent_id not in all_zones]
        nested = [] if orphans else _find_parents(taken, all_zones.values())
        parents = {zone.zone_id: zone.parent_id for zone in [*stored.values(), *nested]}
        looping = [zone for zone in nested if zone.zone_id in _ancestors(zone.zone_id, parents)]
        if not orphans and not looping:
            return nested, faults
        # A zone that is left out may be the parent of others, which are orphans in the next turn.
        faults |= {zone.zone_id: "unknown_parent" for zone in orphans}
        faults |= {zone.zone_id: "loop" for zone in looping}
        taken = [zone for zone in taken if zone.zone_id not in faults]


def _find_parents(zones: Sequence[Zone], all_zones: Iterable[Zone]) -> list[Zone]:
    by_area = sorted(all_zones, key=lambda zone: (zone.shape.area, zone.zone_id))
    zone_map = _in_this_order(0, by_area)
    inner = [shapely.point_on_surface(zone.shape) for zone in zones]
    indexes_by_point = _containing(zone_map, [Point(point.y, point.x) for point in inner])
    nested = []
    for zone, indexes in zip(zones, indexes_by_point, strict=True):
        larger = [i for i in indexes if by_area[i].shape.area > zone.shape.area]
        parent_id = by_area[larger[0]].zone_id if larger else None
        nested.append(zone if zone.parent_id is not None else replace(zone, parent_id=parent_id))
    return nested


def _ancestors(zone_id: str, parents: Mapping[str, str | None]) -> list[str]:
    """The ids of the parent, grandparent and so on. In a loop each id appears once."""
    ancestors: list[str] = []
    above = parents.get(zone_id)
    while above is not None and above not in ancestors:
        ancestors.append(above)
        above = parents.get(above)
    return ancestors


def map_of(version: int, zones: Iterable[Zone]) -> ZoneMap:
    """The map on which points are looked up. The finest zone comes first: the zone with the most ancestors,
    and among equals the smallest."""
    by_id = {zone.zone_id: zone for zone in zones}
    parents = {zone.zone_id: zone.parent_id for zone in by_id.values()}
    depths = {zone_id: len(_ancestors(zone_id, parents)) for zone_id in by_id}
    finest_first = sorted(by_id.values(), key=lambda z: (-depths[z.zone_id], z.shape.area, z.zone_id))
    return _in_this_order(version, finest_first)


def _in_this_order(version: int, zones: Sequence[Zone]) -> ZoneMap:
    shapes = np.array([zone.shape for zone in zones], dtype=np.object_)
    shapely.prepare(shapes)
    return ZoneMap(version, tuple(zones), shapes, STRtree(shapes))


def zones_at(zone_map: ZoneMap, points: Sequence[Point]) -> list[str | None]:
    """The id of the finest zone that contains each point, its border included; None outside all zones."""
    indexes_by_point = _containing(zone_map, points)
    return [zone_map.zones[indexes[0]].zone_id if indexes else None for indexes in indexes_by_point]


def _containing(zone_map: ZoneMap, points: Sequence[Point]) -> list[list[int]]:
    """For each point the indexes of the zones that contain it, in the map's order."""
    indexes_by_point: list[list[int]] = [[] for _ in points]
    if not points or not zone_map.zones:
        return indexes_by_point
    lats, lons = np.array(points, dtype=np.float64).T
    # The tree finds candidates by bounding box, then prepared polygons are tested. A tree query with a
    # predicate would not use the prepared polygons.
    point_indexes, zone_indexes = zone_map.tree.query(shapely.points(lons, lats))
    inside = shapely.intersects_xy(zone_map.shapes[zone_indexes], lons[point_indexes], lats[point_indexes])
    for point, zone in zip(point_indexes[inside], zone_indexes[inside], strict=True):
        indexes_by_point[point].append(int(zone))
    return [sorted(indexes) for indexes in indexes_by_point]


def outline(shape: Shape) -> tuple[Ring, ...]:
    """Outer rings of [lon, lat] in degrees, counterclockwise (RFC 7946), the largest first, simplified to
    about OUTLINE_POINTS_MAX points. The tolerance is found by bisection."""
    largest = sorted(_polygons(shape), key=lambda polygon: -polygon.area)[:OUTLINE_RINGS_MAX]
    rings: Any = MultiPolygon([Polygon(polygon.exterior) for polygon in largest])
    drawn = rings
    if shapely.get_num_coordinates(rings) > OUTLINE_POINTS_MAX:
        west, south, east, north = rings.bounds
        finer, coarser = 0.0, max(east - west, north - south)
        for _ in range(OUTLINE_STEPS):
            middle = (finer + coarser) / 2
            candidate = rings.simplify(middle, preserve_topology=True)
            if shapely.get_num_coordinates(candidate) > OUTLINE_POINTS_MAX:
                finer = middle
            else:
                coarser, drawn = middle, candidate
    # set_precision keeps polygons valid; rounding alone can make a narrow polygon cross itself.
    drawn = shapely.set_precision(drawn, OUTLINE_GRID)
    return tuple(
        tuple((round(lon, 5), round(lat, 5)) for lon, lat in polygon.exterior.coords)
        for polygon in map(orient, _polygons(drawn))
    )


def _polygons(shape: Any) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if not part.is_empty]
