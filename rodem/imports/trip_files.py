"""Trip files of bike-share operators, read row by row into trips for `POST /v1/trips:batch`.

Only the file is read: no clock, no network. Memory does not grow with the file.
"""

import csv
import gzip
import math
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import IO, NamedTuple, cast
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from rodem.refusals import Refused

EARTH_RADIUS_M = 6_371_008.8
# Ids derive from these. If either changed, files that were imported before could be imported a second time.
TRIP_NAMESPACE = UUID("6e629c2d-1025-4646-a309-8d9469e90d7d")
RIDER_NAMESPACE = UUID("c2ee3ca9-c3cd-4f40-8599-485d4648b361")
REMEMBERED_ROWS_MAX = 16_384


class ImportRefused(Refused):
    """The whole import cannot be done. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class ImportedTrip:
    """A trip in the gateway's form, and the numbers that the report adds up. Line 1 is the header. Metres of
    an unknown distance are 0. `text` is the line."""

    line: int
    trip: dict[str, str | int]
    duration_s: int
    distance_m: int
    distance_m_exact: float
    text: str = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ImportFailure:
    """A row that is no trip, and the reason. Line 1 is the header. `text` is the line."""

    line: int
    reason: str
    text: str = field(compare=False, repr=False)


class Row(NamedTuple):
    """The cells of a row that we use, or the names of their columns. Files have them in other orders."""

    duration: str
    started: str
    stopped: str
    start_station: str
    start_lat: str
    start_lon: str
    end_station: str
    end_lat: str
    end_lon: str
    bike: str = ""


FORMATS = {
    "citibike": Row(
        "Trip Duration",
        "Start Time",
        "Stop Time",
        "Start Station ID",
        "Start Station Latitude",
        "Start Station Longitude",
        "End Station ID",
        "End Station Latitude",
        "End Station Longitude",
        "Bike ID",
    ),
    "oslo": Row(
        "duration",
        "started_at",
        "ended_at",
        "start_station_id",
        "start_station_latitude",
        "start_station_longitude",
        "end_station_id",
        "end_station_latitude",
        "end_station_longitude",
    ),
}


def rider_key(format: str) -> str:
    """What stands for the rider, whom no file names: "bike", or "trip" (each trip has a rider of its own)."""
    return "bike" if columns_of(format).bike else "trip"


def columns_of(format: str) -> Row:
    """The names of a format's columns. Raises ImportRefused for an unknown format."""
    if format not in FORMATS:
        raise ImportRefused(f"There is no format {format!r}. The formats are {' and '.join(FORMATS)}.")
    return FORMATS[format]


def read_trips(path: Path, format: str, timezone: str) -> Iterator[ImportedTrip | ImportFailure]:
    """One item for each row of the file, in its order. Naive times are in `timezone` (IANA).

    Raises ImportRefused for a file, format or time zone that cannot be used at all.

    A trip's id is derived from its cells, so importing a file again adds nothing. Rows that are equal in
    every cell are numbered, so that each gets its own id. To find equal rows only the last
    REMEMBERED_ROWS_MAX different ones are remembered: equal rows start in the same second, and these files
    are sorted by start except for rows that are a few hundred lines late. Equal rows that are farther apart
    get the same id, and the second is reported as a duplicate.
    """
    zone = zone_named(timezone)
    columns = columns_of(format)
    remembered: OrderedDict[UUID, int] = OrderedDict()
    with opened(path) as file:
        lines = text_lines(file)
        header = split(next(lines, ""))
        pick = picker(header, columns, format, path)
        for line, text in enumerate(lines, start=2):
            if not text.strip():
                continue
            try:
                cells = split(text)
                if len(cells) != len(header):
                    raise ValueError(f"it has {len(cells)} cells, the header has {len(header)}")
                trip_id = row_id(format, cells, remembered)
                yield imported(line, text, trip_id, format, columns, pick(cells), zone)
            except UnicodeError:
                yield ImportFailure(line, "it is not UTF-8", text)
            except OverflowError:
                yield ImportFailure(line, "it starts or ends outside the calendar", text)
            except (ValueError, csv.Error) as broken:
                yield ImportFailure(line, str(broken), text)


def header_line(path: Path) -> str:
    """The file's first line. Raises ImportRefused if it cannot be read."""
    with opened(path) as file:
        return next(text_lines(file), "")


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, decompressed if they begin as gzip does, whatever the file's name is."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            yield cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if packed else raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
        raise ImportRefused(f"{path.name} is damaged: {broken}. Fetch it again.") from broken
    except OSError as unreadable:
        raise ImportRefused(f"{path} cannot be read: {unreadable.strerror}.") from unreadable


def text_lines(file: IO[bytes]) -> Iterator[str]:
    """The file's lines. Bytes that are not UTF-8 become lone surrogates, which nothing encodes again."""
    return TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")


def split(line: str) -> list[str]:
    """The cells of a row. A row is a line: so a stray quote costs its row, not all that follow."""
    return next(csv.reader((line,)), [])


def picker(header: Sequence[str], columns: Row, format: str, path: Path) -> Callable[[Sequence[str]], Row]:
    """A function that picks the format's cells from a row under this header, which may have the columns in
    any order and in other case and spacing. Raises ImportRefused when a column is missing."""
    places = {plain(name): place for place, name in reversed(list(enumerate(header)))}
    names = [name for name in columns if name]
    missing = [name for name in names if plain(name) not in places]
    if missing:
        raise ImportRefused(
            f"{path.name} is not in the format {format!r}: it has no column {', '.join(missing)}. "
            f"The formats are {' and '.join(FORMATS)}; the first line holds the names of the columns."
        )
    column_places = [places[plain(name)] for name in names]
    return lambda cells: Row(*[cells[place].strip() for place in column_places])


def plain(column: str) -> str:
    """A column's name for comparing: operators write `Trip Duration` one year and `tripduration` another."""
    return column.strip().lower().replace(" ", "").replace("_", "")


def row_id(format: str, cells: Sequence[str], remembered: OrderedDict[UUID, int]) -> UUID:
    """The trip's id. `remembered` has how often each of the latest rows occurred, and is updated."""
    first = uuid5(TRIP_NAMESPACE, numbered(format, cells, 0))
    occurrence = remembered.pop(first, 0)
    remembered[first] = occurrence + 1
    if len(remembered) > REMEMBERED_ROWS_MAX:
        remembered.popitem(last=False)
    return uuid5(TRIP_NAMESPACE, numbered(format, cells, occurrence)) if occurrence else first


def numbered(format: str, cells: Sequence[str], occurrence: int) -> str:
    """A text that is equal only for equal cells. It is JSON, because joining by commas would make
    ("a,b", "c") and ("a", "b,c") equal."""
    return msgspec.json.encode([format, *cells, occurrence]).decode()


def imported(
    line: int, text: str, trip_id: UUID, format: str, columns: Row, row: Row, zone: ZoneInfo
) -> ImportedTrip:
    """The row as a trip. Raises ValueError, with the reason, or OverflowError if it is no trip."""
    if columns.bike and not row.bike:
        raise ValueError(f"{columns.bike} is empty, and the bike stands for the rider")
    duration_s = seconds(row.duration, columns.duration)
    started = moment(row.started, columns.started)
    started_at = start_instant(started, moment(row.stopped, columns.stopped), duration_s, zone)
    start = position(row.start_lat, row.start_lon, columns.start_lat, columns.start_lon)
    end = position(row.end_lat, row.end_lon, columns.end_lat, columns.end_lon)
    exact_m = distance_between(start, end) if start and end else 0.0
    distance_m = math.floor(exact_m + 0.5)
    trip: dict[str, str | int] = {
        "trip_id": str(trip_id),
        "rider_id": str(uuid5(RIDER_NAMESPACE, f"{format} {row.bike or trip_id}")),
        "vehicle_type": "bike",
        "started_at": rfc3339(started_at),
        "ended_at": rfc3339(started_at + timedelta(seconds=duration_s)),
    }
    if start and end:
        trip |= {"distance_m": distance_m, "distance_source": "station_pair"}
    optional = {
        "start_station_id": row.start_station,
        "end_station_id": row.end_station,
        "vehicle_id": row.bike,
    }
    trip |= {name: value for name, value in optional.items() if not is_absent(value)}
    return ImportedTrip(line, trip, duration_s, distance_m, exact_m, text)


def is_absent(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return cell.upper() in ("", "NULL")


def seconds(text: str, column: str) -> int:
    """Whole seconds, not negative. Some files write them as 634.0."""
    whole, _, fraction = text.partition(".")
    if not (whole.isascii() and whole.isdigit()) or fraction.strip("0"):
        raise ValueError(f"{column} {text[:40]!r} is not a whole number of seconds")
    return int(whole)


def moment(text: str, column: str) -> datetime:
    """A date and time, aware or naive as the file has it."""
    try:
        if ":" not in text:  # fromisoformat takes a bare date, as midnight
            raise ValueError
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{column} {text[:40]!r} is not a date and time") from None


def position(lat: str, lon: str, lat_column: str, lon_column: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees. None if they are unknown: absent, or both 0, where no city is."""
    if is_absent(lat) or is_absent(lon):
        return None
    found = degrees(lat, 90, lat_column), degrees(lon, 180, lon_column)
    return None if found == (0, 0) else found


def degrees(text: str, limit: int, column: str) -> float:
    """A latitude or longitude within +-limit."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not -limit <= value <= limit:
        raise ValueError(f"{column} {text[:40]!r} is not between -{limit} and {limit} degrees")
    return value


def start_instant(started: datetime, stopped: datetime, duration_s: int, zone: ZoneInfo) -> datetime:
    """When a trip started, in UTC.

    Local times are ambiguous when clocks are set back (an hour occurs twice), and do not exist when clocks
    are set forward (an hour is skipped, but a clock that was not set yet shows it). Of the readings of the
    start, the file's duration decides: the first one for which stop minus start is 0 or 1 s more than the
    duration (files cut off fractions of seconds), or else the first.
    """
    starts = readings(started, zone)
    if len(starts) > 1:
        stops = readings(stopped, zone)
        for start in starts:
            if any(0 <= (stop - start).total_seconds() - duration_s <= 1 for stop in stops):
                return start
    return starts[0]


def readings(time: datetime, zone: ZoneInfo) -> list[datetime]:
    """The UTC times that a time of the file can mean: one, or two around a change of the clock."""
    if time.tzinfo:
        return [time.astimezone(UTC)]
    both = [time.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return both[:1] if both[0] == both[1] else both


def rfc3339(instant: datetime) -> str:
    """A UTC time in RFC 3339, with all its fractional digits."""
    return instant.isoformat().replace("+00:00", "Z")


def distance_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The great-circle distance of two (latitude, longitude) in degrees: metres, by the haversine formula."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*here, *there))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def zone_named(timezone: str) -> ZoneInfo:
    """The time zone of an IANA name."""
    try:
        return ZoneInfo(timezone)
    except (ValueError, OSError, LookupError):
        raise ImportRefused(f"There is no time zone {timezone!r}. One is Europe/Madrid.") from None


def estimate_rows(path: Path) -> int:
    """An estimate of a file's number of rows, from its first MiB, for a progress bar."""
    with opened(path) as file:
        start = file.read(1 << 20)
        size = path.stat().st_size
        read = file.fileobj.tell() if isinstance(file, gzip.GzipFile) else len(start)
    return max(0, start.count(b"\n") * size // max(1, read) - 1)
