"""Files of trips, read row by row into trips for `POST /v1/trips:batch`. `formats` says what stands where.

Only files are read: no clock, no network. Memory does not grow with the file.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from rodem.imports import formats
from rodem.imports.files import Encoding, ImportRefused, encoding_of, opened, text_lines
from rodem.imports.formats import Cells, Fit, Format
from rodem.imports.places import Position, degrees, distance_between, places_in, point
from rodem.imports.tables import table
from rodem.imports.times import (
    check_agrees,
    duration,
    moment,
    rfc3339,
    start_and_duration,
    start_instant,
    zone_named,
)

# Ids derive from these. If either changed, files that were imported before could be imported a second time.
TRIP_NAMESPACE = UUID("6e629c2d-1025-4646-a309-8d9469e90d7d")
RIDER_NAMESPACE = UUID("c2ee3ca9-c3cd-4f40-8599-485d4648b361")
REMEMBERED_ROWS_MAX = 16_384
ABSENT = frozenset(("", "NULL", "null", "Null", "\\N", "nan", "NaN", "NAN", "NA", "N/A", "#N/A", "None"))
"""What a cell without a value holds: as databases, pandas, R and spreadsheets write it."""


TripValue = str | int | dict[str, float]


@dataclass(frozen=True, slots=True)
class ImportedTrip:
    """A trip in the gateway's form, and the numbers that the report adds up. Line 1 is the header. Metres of
    an unknown distance are 0. `text` is the row as the file has it."""

    line: int
    trip: dict[str, TripValue]
    duration_s: int
    distance_m: int
    distance_m_exact: float
    text: str = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ImportFailure:
    """A row that is no trip, and the reason. Line 1 is the header. `text` is the row as the file has it."""

    line: int
    reason: str
    text: str = field(compare=False, repr=False)


@dataclass(frozen=True)
class TripFile:
    """How a file is read. `zone` is that of times without an offset; None if the format has none. `columns`
    are the names of the file's columns, `places` where stations are. `beginning` is what a file of some of
    its rows begins with."""

    path: Path
    format: Format
    zone: ZoneInfo | None
    encoding: Encoding
    delimiter: str | None
    beginning: str
    columns: Cells
    pick: Callable[[Sequence[str]], Cells]
    places: Mapping[str, Position]

    @property
    def warnings(self) -> list[str]:
        """What was guessed of the file."""
        return [self.encoding.warning(self.path)] if self.encoding.guessed else []


def identified(path: Path, format: str, timezone: str | None, encoding: str | None = None) -> TripFile:
    """How this file is read: `format` is `auto`, the name of one, or a TOML file. `timezone` (IANA) is that
    of times without an offset, and `encoding` that of the file, instead of the format's. Raises ImportRefused
    for a file, format, time zone or encoding that cannot be used at all."""
    wanted = formats.formats_of(format)
    own = wanted[0] if format.endswith(formats.OWN) else None
    with opened(path) as (stream, _):
        read_as = encoding_of(stream, path, encoding or (own.encoding if own else None))
        lines = text_lines(stream, read_as)
        found = table(lines, path.name, *((own.delimiter, own.header) if own else ()))
        fit = formats.fitting(format, found, path.name)
    zone = timezone or fit.format.timezone
    named = [found.header[place] if place is not None else "" for place in fit.places]
    return TripFile(
        path,
        fit.format,
        zone_named(zone) if zone else None,
        read_as,
        found.delimiter,
        found.beginning,
        Cells(*(name.strip() for name in named)),
        picker(fit),
        places_in(Path(fit.format.stations)) if fit.format.stations else {},
    )


def picker(fit: Fit) -> Callable[[Sequence[str]], Cells]:
    """A function that picks the format's cells from a row of the file. A cell that says that there is no
    value is empty then."""
    cells_of = itemgetter(*(-1 if place is None else place for place in fit.places))

    def pick(cells: Sequence[str]) -> Cells:
        stripped = [*map(str.strip, cells), ""]
        return Cells._make(["" if cell in ABSENT else cell for cell in cells_of(stripped)])

    return pick


def read_trips(file: TripFile) -> Iterator[ImportedTrip | ImportFailure]:
    """One item for each row of the file, in its order.

    Raises ImportRefused if the file cannot be read on, or has times without an offset and no zone is known.

    A trip's id is that of the file, or is derived from the row's cells, so importing a file again adds
    nothing. Rows that are equal in every cell are numbered, so that each gets its own id. To find equal rows
    only the last REMEMBERED_ROWS_MAX different ones are remembered: equal rows start in the same second, and
    these files are sorted by start except for rows that are a few hundred lines late. Equal rows that are
    farther apart get the same id, and the second is reported as a duplicate.
    """
    remembered: OrderedDict[UUID, int] = OrderedDict()
    with opened(file.path) as (stream, _):
        lines = text_lines(stream, file.encoding)
        found = table(lines, file.path.name, file.delimiter, file.format.header)
        for line, text, cells, known in found.rows:
            if isinstance(cells, str):
                yield ImportFailure(line, cells, text)
                continue
            try:
                picked = file.pick(cells)
                check_text(picked, file.columns)
                if "\0" in text:
                    raise ValueError("it holds a NUL character: remove it")
                trip_id = told_id(file, picked) or row_id(
                    file.format.name, known_by(known or cells, file.encoding), remembered
                )
                yield imported(line, text, trip_id, file, picked)
            except ValueError as broken:
                yield ImportFailure(line, str(broken), text)


def check_text(cells: Cells, columns: Cells) -> None:
    """Raises ValueError if a cell holds bytes that are no text in the file's encoding."""
    for cell, column in zip(cells, columns, strict=True):
        try:
            cell.encode()
        except UnicodeEncodeError:
            read = cell.encode(errors="surrogateescape").decode(errors="backslashreplace")
            raise ValueError(
                f"{column} '{read[:40]}' is not UTF-8: say the file's encoding, as in `--encoding latin2`"
            ) from None


def told_id(file: TripFile, cells: Cells) -> UUID | None:
    """The trip's id, from that which the file has for it; None if it has none."""
    if not cells.trip_id:
        return None
    return uuid5(TRIP_NAMESPACE, msgspec.json.encode([file.format.name, whole(cells.trip_id)]).decode())


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


def known_by(cells: Sequence[str], encoding: Encoding) -> Sequence[str]:
    """What the id of a trip without one of its own derives from: the cells. In an encoding that is not
    Unicode it is their bytes, each as a character: which letters they are may be guessed otherwise next time.
    """
    try:
        if encoding.is_unicode:
            "".join(cells).encode()
            return cells
    except UnicodeEncodeError:  # bytes that are not UTF-8, in a cell that is not used
        pass
    return [cell.encode(encoding.written, encoding.errors).decode("latin-1") for cell in cells]


def imported(line: int, text: str, trip_id: UUID, file: TripFile, cells: Cells) -> ImportedTrip:
    """The row as a trip. Raises ValueError, with the reason, if it is no trip."""
    try:
        started_at, lasted = start_and_length(file, cells)
        ended_at = started_at + lasted
    except OverflowError:
        raise ValueError(
            f"it starts before the year 1 or ends after 9999 ({told_times(file.columns, cells)}): correct it"
        ) from None
    start, end = ends(file, cells)
    exact_m = distance_between(start, end) if start and end else 0.0
    distance_m = math.floor(exact_m + 0.5)
    trip: dict[str, TripValue] = {
        "trip_id": str(trip_id),
        "rider_id": str(uuid5(RIDER_NAMESPACE, f"{file.format.name} {rider(file, cells) or trip_id}")),
        "vehicle_type": vehicle_type(file, cells),
        "started_at": rfc3339(started_at),
        "ended_at": rfc3339(ended_at),
    }
    if start and end:
        trip |= {"distance_m": distance_m, "distance_source": "station_pair"}
    trip |= {name: {"lat": at[0], "lon": at[1]} for name, at in (("start", start), ("end", end)) if at}
    optional = {
        "start_station_id": cells.start_station_id,
        "end_station_id": cells.end_station_id,
        "vehicle_id": cells.bike_id,
    }
    trip |= {name: whole(value) for name, value in optional.items() if value}
    return ImportedTrip(line, trip, lasted // timedelta(seconds=1), distance_m, exact_m, text)


def whole(cell: str) -> str:
    """An id without the `.0` that spreadsheets and pandas add to numbers."""
    return cell[:-2] if cell.endswith(".0") and cell[:-2].isdigit() else cell


def rider(file: TripFile, cells: Cells) -> str | None:
    """What tells the rider apart; None if each trip has a rider of its own."""
    key = file.format.rider_key
    if key == "bike" and not cells.bike_id:
        raise ValueError(f"{file.columns.bike_id} is empty, and the bike stands for the rider: fill it in")
    found = {"rider": cells.rider_id, "bike": cells.bike_id, "trip": ""}[key]
    return whole(found) if found else None


def vehicle_type(file: TripFile, cells: Cells) -> str:
    """`ebike` or `bike`, by the format's words."""
    word = cells.vehicle_type.casefold()
    if not word:
        return file.format.every_vehicle
    if word in map(str.casefold, file.format.ebike):
        return "ebike"
    if file.format.bike and word not in map(str.casefold, file.format.bike):
        named = f"{file.columns.vehicle_type} {cells.vehicle_type[:40]!r}"
        raise ValueError(f"{named} is neither a bike nor an e-bike: a format of your own names its words")
    return "bike"


def start_and_length(file: TripFile, cells: Cells) -> tuple[datetime, timedelta]:
    """When the trip started, in UTC, and how long it lasted: as the file says, else from start to end."""
    columns, order = file.columns, file.format.date_order
    started = moment(f"{cells.started_on} {cells.started_at}".strip(), columns.started_at, order)
    lasted = told_duration(cells, columns)
    stopped = None
    if cells.ended_at:
        stopped = moment(f"{cells.ended_on} {cells.ended_at}".strip(), columns.ended_at, order)
    elif lasted is None:
        told = (columns.ended_at, columns.duration_ms, columns.duration_s, columns.duration_min)
        raise ValueError(
            f"the bike was not returned: nothing stands in {' and '.join(filter(None, told))} (take the row"
            " out, or fill one in)"
        )
    if file.zone is None and not (started.tzinfo and (stopped is None or stopped.tzinfo)):
        raise ImportRefused(
            f"{file.path.name} has times without a time zone: say whose clocks they are, e.g. --timezone "
            "America/New_York."
        )
    zone = file.zone or ZoneInfo("UTC")  # not used: both times have their own
    if lasted is None:
        return start_and_duration(started, stopped or started, zone)
    if stopped is None:
        return start_instant(started, started + lasted, lasted.total_seconds(), zone), lasted
    check_agrees(started, stopped, lasted, zone, f"{columns.ended_at} {cells.ended_at[:40]!r}")
    return start_instant(started, stopped, lasted.total_seconds(), zone), lasted


def told_times(columns: Cells, cells: Cells) -> str:
    """What the row says of when and how long it was, with the names of the columns."""
    names = ("started_on", "started_at", "ended_on", "ended_at", "duration_ms", "duration_s", "duration_min")
    told = [(getattr(columns, name), getattr(cells, name)) for name in names]
    return ", ".join(f"{column} {cell[:40]!r}" for column, cell in told if cell)


def told_duration(cells: Cells, columns: Cells) -> timedelta | None:
    """How long the file says that the trip lasted; None if it does not."""
    if cells.duration_ms:
        return duration(cells.duration_ms, columns.duration_ms, 0.001)
    if cells.duration_s:
        return duration(cells.duration_s, columns.duration_s, 1)
    if cells.duration_min:
        return duration(cells.duration_min, columns.duration_min, 60)
    return None


def ends(file: TripFile, cells: Cells) -> tuple[Position | None, Position | None]:
    """Where the trip started and ended: as the row says, else where the file of stations has them."""
    columns, places = file.columns, file.places
    start = position(cells.start_lat, cells.start_lon, columns.start_lat, columns.start_lon)
    end = position(cells.end_lat, cells.end_lon, columns.end_lat, columns.end_lon)
    if cells.start_point:
        start = point(cells.start_point, columns.start_point)
    if cells.end_point:
        end = point(cells.end_point, columns.end_point)
    return (
        start or places.get(whole(cells.start_station_id)),
        end or places.get(whole(cells.end_station_id)),
    )


def position(lat: str, lon: str, lat_column: str, lon_column: str) -> Position | None:
    """Latitude and longitude in degrees. None if they are unknown: absent, or both 0, where no city is."""
    if not lat or not lon:
        return None
    found = degrees(lat, 90, lat_column), degrees(lon, 180, lon_column)
    return None if found == (0, 0) else found
