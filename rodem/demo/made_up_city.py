"""A made-up city by the sea, modelled on Barcelona, for use without open data."""

import math
import random
from itertools import product
from typing import Any

import msgspec

from rodem.demo.chance import chance_for
from rodem.demo.city import (
    COAST_BEARING,
    COAST_LAT,
    COAST_LON,
    M_PER_DEGREE,
    City,
    elevation_m,
    stations_of,
)

MADE_UP_NAME = "Vilamar"
COLUMNS, ROWS, BLOCK = 10, 4, 2
CELL_M = 1_250
STATIONS_PER_ZONE = 5
DISTRICTS = (
    "el Port", "la Marina", "el Far", "la Riera", "els Molins",
    "l'Hort", "la Vinya", "el Pinar", "les Fonts", "la Serra",
)  # fmt: skip
QUARTERS = ("de Baix", "de Llevant", "de Ponent", "de Dalt")
STREETS = ("Carrer Major", "Plaça Nova", "Passeig", "Mercat", "Biblioteca")
SINCE = "2024-01-01T00:00:00Z"

Point = tuple[float, float]
Feature = dict[str, Any]


def make_city() -> City:
    """Ten districts of four neighbourhoods with five stations each. The city is always the same."""
    chance = chance_for(MADE_UP_NAME)
    corners = make_corners(chance)
    districts, neighbourhoods, stations = [], [], []
    for number, (row, column) in enumerate(product(range(0, ROWS, BLOCK), range(0, COLUMNS, BLOCK))):
        district_id, name = f"D{number + 1:02}", DISTRICTS[number]
        districts.append(zone(district_id, name, ring(corners, row, column, BLOCK)))
        for quarter, (down, right) in enumerate(product(range(BLOCK), repeat=2)):
            cell = ring(corners, row + down, column + right, 1)
            zone_id, full_name = f"N{number * BLOCK**2 + quarter + 1:02}", f"{name} {QUARTERS[quarter]}"
            neighbourhoods.append(zone(zone_id, full_name, cell, district_id))
            stations += [station(zone_id, full_name, nth, cell, chance) for nth in range(STATIONS_PER_ZONE)]
    feed = {"last_updated": SINCE, "data": {"stations": stations}}
    bodies = [
        msgspec.json.encode({"type": "FeatureCollection", "features": features})
        for features in (districts, neighbourhoods)
    ]
    return City(MADE_UP_NAME, bodies, feed, stations_of(feed))


def make_corners(chance: random.Random) -> dict[tuple[int, int], Point]:
    """The corners of all neighbourhoods, as [lon, lat] by row and column: a grid along the coast, with small
    random shifts."""
    corners = {}
    for row, column in product(range(ROWS + 1), range(COLUMNS + 1)):
        shake = 0.0 if row == 0 else 0.28  # row 0 is the beach, which stays straight
        inland_m = CELL_M * (row + chance.uniform(-shake, shake))
        along_m = CELL_M * (column - COLUMNS / 2 + chance.uniform(-0.28, 0.28))
        corners[row, column] = place(inland_m, along_m)
    return corners


def place(inland_m: float, along_m: float) -> Point:
    """[lon, lat] of the point so many metres inland and along the coast."""
    north_m = along_m * math.cos(COAST_BEARING) + inland_m * math.sin(COAST_BEARING)
    east_m = along_m * math.sin(COAST_BEARING) - inland_m * math.cos(COAST_BEARING)
    lon = COAST_LON + east_m / (M_PER_DEGREE * math.cos(math.radians(COAST_LAT)))
    return round(lon, 6), round(COAST_LAT + north_m / M_PER_DEGREE, 6)


def ring(corners: dict[tuple[int, int], Point], row: int, column: int, cells: int) -> list[Point]:
    """The closed outline of a square of `cells` x `cells` cells. It passes through every corner that it
    shares with neighbours."""
    steps = range(cells)
    path = [
        *((row, column + step) for step in steps),
        *((row + step, column + cells) for step in steps),
        *((row + cells, column + cells - step) for step in steps),
        *((row + cells - step, column) for step in steps),
    ]
    return [corners[corner] for corner in [*path, path[0]]]


def zone(zone_id: str, name: str, outline: list[Point], parent_id: str | None = None) -> Feature:
    """A GeoJSON feature for `PUT /v1/zones`."""
    parent = {"parent_id": parent_id} if parent_id else {}
    return {
        "type": "Feature",
        "properties": {"zone_id": zone_id, "name": name, **parent},
        "geometry": {"type": "Polygon", "coordinates": [outline]},
    }


def station(zone_id: str, zone_name: str, nth: int, cell: list[Point], chance: random.Random) -> Feature:
    """A GBFS station well inside a cell, at a random weighted mean of its four corners."""
    weights = [chance.uniform(0.3, 1) for _ in range(4)]
    lon, lat = (
        sum(weight * corner[axis] for weight, corner in zip(weights, cell, strict=False)) / sum(weights)
        for axis in (0, 1)
    )
    return {
        "station_id": f"{zone_id}-{nth + 1}",
        "name": f"{STREETS[nth]}, {zone_name}",
        "elevation_m": round(elevation_m(lat, lon)),
        "lat": round(lat, 6),
        "lon": round(lon, 6),
        "capacity": chance.choice((18, 21, 24, 27, 30, 36)),
    }
