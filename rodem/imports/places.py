"""Positions and distances; and where stations are, from a file that says so."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rodem.imports.files import ImportRefused, encoding_of, opened, text_lines
from rodem.imports.tables import table

EARTH_RADIUS_M = 6_371_008.8
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")

MEND = "correct it, or leave it empty"

Position = tuple[float, float]
"""Latitude and longitude in degrees."""

IDS = ("station_id", "id", "short_name", "code", "number", "name")
LATS = ("lat", "latitude", "latitud")
LONS = ("lon", "lng", "long", "longitude", "longitud")
"""What the columns of lists of stations are called."""


def distance_between(here: Position, there: Position) -> float:
    """The great-circle distance of two positions: metres, by the haversine formula."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*here, *there))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def degrees(text: str, limit: int, column: str) -> float:
    """A latitude or longitude within +-limit. Its decimal point may be a comma."""
    try:
        value = float(text.replace(",", ".", 1))
    except ValueError:
        value = math.nan
    if not -limit <= value <= limit:
        raise ValueError(f"{column} {text[:40]!r} is not between -{limit} and {limit} degrees: {MEND}")
    return value


def point(text: str, column: str) -> Position:
    """The position of a GeoJSON or WKT point, or of two numbers: the longitude stands first."""
    numbers = NUMBER.findall(text)
    if len(numbers) < 2:
        raise ValueError(f"{column} {text[:40]!r} does not hold a longitude and a latitude: {MEND}")
    return degrees(numbers[1], 90, column), degrees(numbers[0], 180, column)


def places_in(path: Path) -> Mapping[str, Position]:
    """Where each station is, by its id, short name and name, from GBFS `station_information` or a CSV file.
    Stations without a position are left out. Raises ImportRefused if no station has one."""
    places: dict[str, Position] = {}
    for station in stations_in(path):
        position = position_of(station)
        for name in IDS:
            if position and station.get(name):
                places.setdefault(str(station[name]).strip(), position)
    if not places:
        raise ImportRefused(f"{path.name} tells no station's place: name a GBFS station_information file.")
    return places


def stations_in(path: Path) -> Iterator[dict[str, Any]]:
    """The stations of a file, with the names of their fields in lower case."""
    with opened(path) as (stream, _):
        encoding = encoding_of(stream, path)
        lines = text_lines(stream, encoding)
        if stream.read(1) in (b"{", b"["):
            stream.seek(0)
            yield from feed(lines, path)
            return
        stream.seek(0)
        found = table(lines, path.name)
        names = [name.strip().lower() for name in found.header]
        for row in found.rows:
            if not isinstance(row.cells, str):
                yield dict(zip(names, row.cells, strict=True))


def feed(lines: Iterator[str], path: Path) -> Iterator[dict[str, Any]]:
    """The stations of a JSON file: of GBFS, or a list of objects."""
    try:
        found = json.loads("".join(lines))
        listed = found["data"]["stations"] if isinstance(found, dict) else found
        yield from (each for each in listed if isinstance(each, dict))
    except (ValueError, RecursionError, LookupError, TypeError):
        raise ImportRefused(
            f"{path.name} is no GBFS station_information: it has no data.stations list. Name that feed."
        ) from None


def position_of(station: Mapping[str, Any]) -> Position | None:
    """A station's position; None if it has none, or that at 0, 0."""
    lat, lon = (next((station[name] for name in names if name in station), "") for names in (LATS, LONS))
    try:
        found = degrees(str(lat), 90, "lat"), degrees(str(lon), 180, "lon")
    except ValueError:
        return None
    return None if found == (0, 0) else found
