"""What stands where in files of trips. Each layout of a file is a format, and each format is a TOML file.

The formats of operators whose files are public lie in `public_formats/`. A user's own has the same form.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from rodem.imports.files import ImportRefused, not_readable
from rodem.imports.tables import Table

FORMATS = Path(__file__).parent / "public_formats"
AUTO = "auto"
OWN = ".toml"
DOCUMENTED = "docs/how-to/import-your-own-file.md has an example."
NO_DELIMITERS = ('"', "\r", "\n")
SHOWN_CHARACTERS_MAX = 200
DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}")

RiderKey = Literal["rider", "bike", "trip"]
Name = Annotated[str, Meta(min_length=1)]
Names = Name | Annotated[list[Name], Meta(min_length=1)]
"""A column's name, or the names that it had over the years."""


class Columns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which column holds what. `started_on` and `ended_on` are dates, where the times have none.
    `start_point` and `end_point` hold both coordinates, the longitude first, as GeoJSON and WKT do."""

    started_at: Names
    started_on: Names | None = None
    ended_at: Names | None = None
    ended_on: Names | None = None
    duration_ms: Names | None = None
    duration_s: Names | None = None
    duration_min: Names | None = None
    start_station_id: Names | None = None
    start_lat: Names | None = None
    start_lon: Names | None = None
    start_point: Names | None = None
    end_station_id: Names | None = None
    end_lat: Names | None = None
    end_lon: Names | None = None
    end_point: Names | None = None
    trip_id: Names | None = None
    bike_id: Names | None = None
    rider_id: Names | None = None
    vehicle_type: Names | None = None


class Format(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A layout of files. Ids of trips derive from its `name`.

    `timezone`: of times without an offset. `date_order`: of dates like 1/2/2022. `ebike`, `bike`: the words
    of `vehicle_type`; without `bike` every other word is one. `every_vehicle`: what those are that no word
    tells. `header`: the columns of files whose first line is a trip. `delimiter` and `encoding` are found
    if they are not given. `stations`: a file that says where stations are, beside this one.
    """

    name: Annotated[str, Meta(pattern="^[a-z0-9_-]{1,40}$")]
    columns: Columns
    timezone: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    ebike: list[str] = []
    bike: list[str] = []
    every_vehicle: Literal["bike", "ebike"] = "bike"
    header: list[str] = []
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] | None = None
    encoding: str | None = None
    stations: str | None = None

    @property
    def rider_key(self) -> RiderKey:
        """What tells riders apart: the file, or each bike stands for one, or each trip has one of its own."""
        return "rider" if self.columns.rider_id else "bike" if self.columns.bike_id else "trip"


class Cells(NamedTuple):
    """A row's cells by what they hold, in the order of Columns; or the names of their columns. What the file
    has not is empty."""

    started_at: str
    started_on: str
    ended_at: str
    ended_on: str
    duration_ms: str
    duration_s: str
    duration_min: str
    start_station_id: str
    start_lat: str
    start_lon: str
    start_point: str
    end_station_id: str
    end_lat: str
    end_lon: str
    end_point: str
    trip_id: str
    bike_id: str
    rider_id: str
    vehicle_type: str


class Fit(NamedTuple):
    """How a format fits a header: the place of each of Cells in a row, None where the format has no such
    column, and the names of those that the file lacks."""

    format: Format
    places: Sequence[int | None]
    missing: Sequence[str]


@cache
def built_in() -> Sequence[Format]:
    """The formats that come with Rodem."""
    return [msgspec.toml.decode(file.read_bytes(), type=Format) for file in sorted(FORMATS.glob("*.toml"))]


def names() -> str:
    """The names of the formats that come with Rodem, in words."""
    found = sorted({each.name for each in built_in()})
    return f"{', '.join(found[:-1])} and {found[-1]}"


def formats_of(wanted: str) -> Sequence[Format]:
    """The formats that a file may have: all (`auto`), those of a name, or that of a TOML file. Raises
    ImportRefused."""
    if wanted.endswith(OWN):
        return [own_format(Path(wanted))]
    found = [each for each in built_in() if wanted in (AUTO, each.name)]
    if not found:
        raise ImportRefused(
            f"There is no format {wanted!r}. The formats are {names()}; your own is named *.toml."
        )
    return found


def own_format(path: Path) -> Format:
    """A user's format, with its stations' path made good."""
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=Format)
    except OSError as unreadable:
        raise not_readable(path, unreadable) from unreadable
    except (ValueError, msgspec.MsgspecError) as wrong:
        raise ImportRefused(f"{path.name} is no format of trip files: {wrong}. {DOCUMENTED}") from wrong
    if found.delimiter in NO_DELIMITERS:
        raise ImportRefused(
            f"{path.name} has {found.delimiter!r} as delimiter, which CSV cannot have: take another."
        )
    columns = found.columns
    if not (columns.ended_at or columns.duration_ms or columns.duration_s or columns.duration_min):
        raise ImportRefused(f"{path.name} names neither ended_at nor a duration: name the column of one.")
    if found.stations is None:
        return found
    return msgspec.structs.replace(found, stations=str(path.parent / found.stations))


def fitting(wanted: str, table: Table, file_name: str) -> Fit:
    """The one of the wanted formats whose columns this table has; of several, the one that uses most of
    them. Raises ImportRefused, with the columns that are missing, or with those that there are."""
    fits = [fit(each, table.header) for each in formats_of(wanted)]
    full = [each for each in fits if not each.missing]
    if full:
        return max(full, key=lambda each: sum(place is not None for place in each.places))
    begins = f"it begins with {shortened(', '.join(table.header))}"
    nearest = min(fits, key=lambda each: len(each.missing) / len(each.places))
    lacks = f"no column {', '.join(nearest.missing)}"
    if wanted != AUTO:
        raise ImportRefused(
            f"{file_name} is not in the format {nearest.format.name!r}: it has {lacks}; {begins}. "
            f"--format auto finds one of {names()}."
        )
    if any(DATE.search(name) for name in table.header):
        raise ImportRefused(
            f"{file_name} has no line of column names: {begins}, with {table.delimiter!r} between"
            f" cells. Give the names as the header of a TOML file (--format FILE.toml). {DOCUMENTED}"
        )
    like = f"; it is like {nearest.format.name!r}, but has {lacks}" if len(nearest.missing) == 1 else ""
    raise ImportRefused(
        f"{file_name} has the columns of no known format ({names()}): {begins}{like}. "
        f"Say in a TOML file which column holds what, and name it (--format FILE.toml). {DOCUMENTED}"
    )


def shortened(text: str) -> str:
    """A text as it is, or its beginning."""
    return text if len(text) <= SHOWN_CHARACTERS_MAX else f"{text[:SHOWN_CHARACTERS_MAX]}…"


def fit(format: Format, header: Sequence[str]) -> Fit:
    """How a format fits a header, whose columns may be in any order and in other case and spacing."""
    places = {plain(name): place for place, name in reversed(list(enumerate(header)))}
    found: list[int | None] = []
    missing = []
    for field in Cells._fields:
        wanted = getattr(format.columns, field)
        options = [wanted] if isinstance(wanted, str) else wanted or []
        found.append(next((places[plain(name)] for name in options if plain(name) in places), None))
        if options and found[-1] is None:
            missing.append(options[0])
    return Fit(format, found, missing)


def plain(column: str) -> str:
    """A column's name for comparing: operators write `Trip Duration` one year and `tripduration` another."""
    return "".join(column.lower().replace("_", " ").split())
