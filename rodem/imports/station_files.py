"""Station lists: GBFS `station_information` of any version, and Open Data BCN's CSV of the same columns."""

import csv
import json
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from rodem.imports.trip_files import ImportRefused

TEXTS = ("address", "post_code", "cross_street", "region_id")
FLAGS = ("is_charging_station", "is_virtual_station")
FLAG_VALUES = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class StationFailure:
    """A station that cannot be used, and why. `index` counts from 0 in the file's list."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True)
class StationFile:
    """The usable stations in the form of GBFS 2, the others as failures, and the file's own time."""

    stations: list[dict[str, Any]]
    failures: list[StationFailure]
    as_of: datetime | None


def read_stations(path: Path) -> StationFile:
    """Read a station list leniently: a value in another form is accepted if it has one meaning; a station
    with an unusable value is a failure.

    Raises ImportRefused if the file as a whole is no station list.
    """
    content = utf8_content(path)
    if content.lstrip().startswith(("{", "[")):
        listed, last_updated = from_json(content, path)
    else:
        listed, last_updated = from_csv(content, path), None
    stations, failures = sort_out(listed)
    if not stations:
        first = f" The first failure: {failures[0].reason}." if failures else ""
        raise ImportRefused(f"{path.name} has no usable station.{first}")
    return StationFile(stations, failures, moment(last_updated))


def utf8_content(path: Path) -> str:
    """The file's text. Raises ImportRefused for another encoding, which would turn names into mojibake."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as unreadable:
        raise ImportRefused(f"{path} cannot be read: {unreadable.strerror}.") from unreadable
    except UnicodeDecodeError as wrong:
        raise ImportRefused(
            f"{path.name} is not UTF-8 (byte 0x{wrong.object[wrong.start]:02x} at offset {wrong.start}). "
            f"GBFS must be UTF-8: convert it, e.g. iconv -f latin1 -t utf8 {path.name}"
        ) from wrong


def from_json(content: str, path: Path) -> tuple[list[Any], object]:
    """The list of stations and `last_updated` of a GBFS file."""
    try:
        feed = json.loads(content)
    except (ValueError, RecursionError) as broken:
        raise ImportRefused(f"{path.name} is not JSON: {broken}.") from broken
    data = feed.get("data") if isinstance(feed, dict) else None
    listed = data.get("stations") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise ImportRefused(f"{path.name} is not a GBFS station_information: it has no data.stations list.")
    return listed, feed.get("last_updated")


def from_csv(content: str, path: Path) -> list[dict[str, Any]]:
    """The rows of a CSV file with GBFS's names as columns. An empty cell is an absent field."""
    rows = csv.DictReader(StringIO(content, newline=""))
    missing = {"station_id", "name", "lat", "lon"} - set(rows.fieldnames or ())
    if missing:
        raise ImportRefused(
            f"{path.name} is neither GBFS JSON nor a CSV of stations: "
            f"it has no column {', '.join(sorted(missing))}."
        )
    return [{key: cell for key, cell in row.items() if key and cell} for row in rows]


def sort_out(listed: Iterable[Any]) -> tuple[list[dict[str, Any]], list[StationFailure]]:
    """The usable stations, and the failures. A second station with the same station_id is a failure."""
    usable: dict[str, tuple[int, dict[str, Any]]] = {}
    failures = []
    for index, raw in enumerate(listed):
        try:
            station = normalised(raw)
            station_id = station["station_id"]
            if station_id in usable:
                raise ValueError(f"station_id {station_id} is already used at index {usable[station_id][0]}")
            usable[station_id] = index, station
        except ValueError as unusable:
            failures.append(StationFailure(index, str(unusable)))
    return [station for _, station in usable.values()], failures


def normalised(raw: object) -> dict[str, Any]:
    """A station with GBFS's types and only the fields that Rodem uses. Raises ValueError, with the reason."""
    if not isinstance(raw, dict):
        raise ValueError("it is not an object")
    station: dict[str, Any] = {
        "station_id": station_id(raw.get("station_id")),
        "name": plain_name(raw.get("name")),
        "lat": degrees(raw.get("lat"), 90, "lat"),
        "lon": degrees(raw.get("lon"), 180, "lon"),
    }
    if raw.get("capacity") is not None:
        station["capacity"] = capacity(raw["capacity"])
    for field in TEXTS:
        if isinstance(value := raw.get(field), str) and value.strip():
            station[field] = text(value, field)
    for field in FLAGS:
        if (flag := FLAG_VALUES.get(str(raw.get(field)).lower())) is not None:
            station[field] = flag
    return station


def station_id(value: object) -> str:
    """The id as a string. Bicing and other feeds of GBFS 1 have numbers."""
    return text(str(value) if isinstance(value, int) and not isinstance(value, bool) else value, "station_id")


def plain_name(value: object) -> str:
    """The name. GBFS 3 has it in several languages; we use the first, which is the feed's own."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = value[0].get("text")
    return text(value, "name")


def text(value: object, field: str) -> str:
    """A text that is not empty and that every database and JSON parser accepts. Raises ValueError."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{field} is missing or not a text")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value.strip()):
        raise ValueError(f"{field} holds a control character or half a surrogate pair")
    return value.strip()


def degrees(value: object, limit: int, field: str) -> float:
    """A latitude or longitude within +-limit. Raises ValueError."""
    number = as_number(value)
    if not -limit <= number <= limit:
        raise ValueError(f"{field} is not between -{limit} and {limit} degrees")
    return number


def capacity(value: object) -> int:
    """The number of docks, a whole number that is not negative. Raises ValueError."""
    number = as_number(value)
    if not (number >= 0 and number.is_integer()):
        raise ValueError("capacity is not a whole number of docks")
    return int(number)


def as_number(value: object) -> float:
    """A number, also one in quotes; NaN for anything else, which is inside no bounds."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return math.nan
    try:
        return float(value)
    except (ValueError, OverflowError):
        return math.nan


def moment(value: object) -> datetime | None:
    """`last_updated` of GBFS 1 and 2 (seconds since 1970) or 3 (RFC 3339), in UTC; None if absent."""
    if value is None:
        return None
    try:
        if isinstance(value, str) and not value.isdigit():
            aware = datetime.fromisoformat(value)
            if aware.tzinfo is None:
                raise ValueError
            return aware.astimezone(UTC)
        return datetime.fromtimestamp(as_number(value), UTC)
    except (ValueError, OverflowError, OSError):
        raise ImportRefused(f"last_updated {str(value)[:40]!r} is not a time GBFS knows.") from None
