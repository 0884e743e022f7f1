"""Station lists: GBFS `station_information` of any version, and Open Data BCN's CSV of the same columns."""

import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec

from rodem.gateways import Gateway
from rodem.imports.bodies import in_bodies
from rodem.imports.connecting import Progress, connection
from rodem.imports.failures import Failure, reason, rejected_file, sendable
from rodem.imports.files import UTF8, Encoding, ImportRefused, whole_text
from rodem.imports.tables import table
from rodem.imports.times import rfc3339
from rodem_client import Problem, Rodem
from rodem_client.api.stations import put_stations
from shared.limits import AHEAD_MAX, EARLIEST, ELEVATION_M_MAX, ELEVATION_M_MIN, STATIONS_MAX

CHANGES = ("new", "moved", "changed", "unchanged")

SAVE_AS = "fetch the GBFS feed station_information, or save the stations as CSV (UTF-8), and import that"


@dataclass(frozen=True, slots=True)
class StationFile:
    """A station list as the file has it. `places` says where each station is: `{"index": 0}`, or
    `{"line": 2}` in a CSV. `as_of` is the file's own time; `warnings` say why there is none. `unread` has,
    by its index, why something in the list cannot be read as a station at all.

    `only` gives the text of a file with these indexes of the list, to be written in the file's `encoding`.
    """

    listed: Sequence[Any]
    places: Sequence[Failure]
    only: Callable[[Collection[int]], str]
    as_of: datetime | None = None
    warnings: tuple[str, ...] = ()
    unread: Mapping[int, str] = field(default_factory=dict)
    encoding: Encoding = UTF8

    @property
    def stations(self) -> list[object]:
        """The list in the form of GBFS 2, as it is sent."""
        return [sendable(normalised(raw)) for raw in self.listed]


@dataclass(frozen=True, slots=True)
class Listed:
    """A station of a list as it is sent, with its index in the list."""

    index: int
    station_id: object
    json: msgspec.Raw


@dataclass(frozen=True)
class Outcome:
    """What has become of a list so far: stations by what is new about them, failures by index, and the ids of
    the stations that are in the system."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CHANGES, 0))
    failures: dict[int, Failure] = field(default_factory=dict)
    station_ids: set[object] = field(default_factory=set)


OF_ANOTHER = "station-of-another-operator"
"""The code with which a request is refused all of whose stations are another operator's."""
REPEATED = {"errors": [{"pointer": "/station_id", "code": "repeated"}]}
"""The problem of a station whose id came with an earlier request: the gateway compares within one request."""


async def import_stations(
    path: Path,
    gateway: Gateway,
    rejected: Path | None = None,
    on_progress: Progress = lambda stations, all_stations: None,
    encoding: str | None = None,
) -> dict[str, Any]:
    """Send a station list, in as many requests as it needs. Returns `{stations, failures, warnings, as_of?,
    answer}`, `stations` being those that are in the system. Those that are not are written to the file
    `rejected`, if one is named. `on_progress` is called with the stations done and all stations. `encoding`
    is that of the file, if it is not to be found. Raises ImportRefused."""
    file, outcome = read_stations(path, encoding), Outcome()
    for index, why in file.unread.items():
        outcome.failures[index] = file.places[index] | {"reason": why}
    last_updated = rfc3339(file.as_of or datetime.now(UTC))
    with rejected_file(rejected, path, file.encoding) as write:
        async with connection(f"The import of {path.name}", gateway) as rodem:
            for part in in_bodies(listed(file), STATIONS_MAX):
                await send(rodem, file, last_updated, part, outcome)
                on_progress(part[-1].index + 1, len(file.listed))
        write(file.only(outcome.failures))
    return {
        "stations": sum(outcome.counts.values()),
        "failures": [outcome.failures[index] for index in sorted(outcome.failures)],
        "warnings": list(file.warnings),
        **({"as_of": last_updated} if file.as_of else {}),
        "answer": outcome.counts,
    }


def listed(file: StationFile) -> Iterator[Listed]:
    """The stations of a file as they are sent."""
    for index, station in enumerate(file.stations):
        if index in file.unread:
            continue
        station_id = station.get("station_id") if isinstance(station, dict) else None
        yield Listed(index, station_id, msgspec.Raw(msgspec.json.encode(station)))


async def send(
    rodem: Rodem, file: StationFile, last_updated: str, part: Sequence[Listed], outcome: Outcome
) -> None:
    """Send a part of a list, and add what became of it to the outcome."""
    new = [each for each in part if each.station_id not in outcome.station_ids]
    refused: list[tuple[Listed, object, Mapping[str, Any]]] = [
        (each, each.station_id, REPEATED) for each in part if each.station_id in outcome.station_ids
    ]
    if new:
        data = {"stations": [each.json for each in new]}
        body = msgspec.json.encode({"last_updated": last_updated, "data": data})
        try:
            answer = await put_stations(rodem, msgspec.Raw(body))
        except Problem as refusal:
            if refusal.code != OF_ANOTHER:
                raise
            refused += [(each, each.station_id, refusal.members) for each in new]
        else:
            refused += [(new[each.index], each.station_id, each.problem) for each in answer.failures]
            for change in CHANGES:
                outcome.counts[change] += getattr(answer, change)
    for each, station_id, problem in refused:
        named = {"station_id": station_id} if station_id else {}
        why = reason(problem, file.listed[each.index])
        outcome.failures[each.index] = file.places[each.index] | named | {"reason": why}
    outcome.station_ids.update(each.station_id for each in new if each.index not in outcome.failures)


def read_stations(path: Path, encoding: str | None = None) -> StationFile:
    """Read a station list, in the encoding that is named or found. Raises ImportRefused if the file as a
    whole is none, or has no station."""
    content, read_as = whole_text(path, SAVE_AS, encoding)
    file = from_json(content, path) if content.lstrip().startswith(("{", "[")) else from_csv(content, path)
    if not file.listed:
        raise ImportRefused(f"{path.name} has no stations: nothing was changed. Fetch the feed again.")
    guess = (read_as.warning(path),) if read_as.guessed else ()
    return replace(file, warnings=(*guess, *file.warnings), encoding=read_as)


def from_json(content: str, path: Path) -> StationFile:
    """The stations of a GBFS file."""
    try:
        feed = json.loads(content)
    except (ValueError, RecursionError) as broken:
        raise ImportRefused(f"{path.name} is not JSON: {broken}. Fetch the feed again.") from broken
    data: Any = feed.get("data") if isinstance(feed, dict) else None
    listed = data.get("stations") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise ImportRefused(
            f"{path.name} is not a GBFS station_information: it has no data.stations list. "
            "Fetch the feed of that name, whose address is in the feed gbfs."
        )

    def only(indexes: Collection[int]) -> str:
        stations = [raw for i, raw in enumerate(listed) if i in indexes]
        return json.dumps({**feed, "data": {**data, "stations": stations}}, indent=2)

    as_of, warnings = moment(feed.get("last_updated"), path)
    return StationFile(listed, [{"index": i} for i in range(len(listed))], only, as_of, warnings)


def from_csv(content: str, path: Path) -> StationFile:
    """The stations of a CSV file with GBFS's names as columns, between any of the usual delimiters. An empty
    cell is an absent field."""
    found = table(iter(StringIO(content, newline="")), path.name)
    header = [name.strip() for name in found.header]
    missing = {"station_id", "name", "lat", "lon"} - set(header)
    if missing:
        raise ImportRefused(
            f"{path.name} is neither GBFS JSON nor a CSV of stations: "
            f"it has no column {', '.join(sorted(missing))}. Name the columns as GBFS does."
        )
    rows = list(found.rows)

    def only(indexes: Collection[int]) -> str:
        texts = [found.beginning, *(row.text for i, row in enumerate(rows) if i in indexes)]
        return "".join(text if text.endswith(("\n", "\r")) else f"{text}\n" for text in texts)

    listed = [
        None
        if isinstance(row.cells, str)
        else {key: cell for key, cell in zip(header, row.cells, strict=True) if cell}
        for row in rows
    ]
    unread = {i: row.cells for i, row in enumerate(rows) if isinstance(row.cells, str)}
    return StationFile(listed, [{"line": row.line} for row in rows], only, unread=unread)


def normalised(raw: object) -> object:
    """A station with GBFS 2's types and only the fields that Rodem uses. A value in another form is converted
    if it has one meaning; else it stays, for the gateway to refuse."""
    if not isinstance(raw, dict):
        return None
    found = {field: plain(read(raw[field])) for field, read in FIELDS.items() if raw.get(field) is not None}
    height = altitude(raw.get("altitude"))
    return found if height is None else {"elevation_m": height} | found


def altitude(value: object) -> int | None:
    """The `altitude` of Bicing's feeds and lists, as whole metres; None if it is none: a station is not lost
    for it."""
    metres = number(value)
    if not isinstance(metres, float) or not ELEVATION_M_MIN <= metres <= ELEVATION_M_MAX:
        return None
    return math.floor(metres + 0.5)


def plain(value: object) -> object:
    """The value if it is a finite number, a text or a truth value; else null, which is none of them."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float) else None


def station_id(value: object) -> object:
    """The id as a text. Bicing and other feeds of GBFS 1 have numbers; 12.0 is 12."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if type(value) is int else trimmed(value)


def name(value: object) -> object:
    """The name. GBFS 3 has it in several languages; we use the first, which is the feed's own, or the next if
    that is empty."""
    if isinstance(value, list):
        texts = [trimmed(each.get("text")) for each in value if isinstance(each, dict)]
        return next((text for text in texts if isinstance(text, str) and text), None)
    return trimmed(value)


def other_id(value: object) -> object:
    """Another id of the station, as a text; null if it is none, for a station is not lost for it."""
    found = station_id(name(value))
    return found if isinstance(found, str) and found else None


def trimmed(value: object) -> object:
    """A text without tabs, line breaks and spaces around."""
    return " ".join(value.split()) if isinstance(value, str) else value


def number(value: object) -> object:
    """A number, also one in quotes."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    try:
        return float(value)
    except (ValueError, OverflowError):
        return value


def degrees(value: object) -> object:
    """A number, also one in quotes, with a decimal point or comma."""
    found = number(value.replace(",", ".", 1) if isinstance(value, str) else value)
    return value if isinstance(found, str) else found


def whole_number(value: object) -> object:
    """A whole number, also one in quotes or with `.0`."""
    found = number(value)
    return int(found) if isinstance(found, float) and found.is_integer() else found


FIELDS: Mapping[str, Callable[[object], object]] = {
    "station_id": station_id,
    "name": name,
    "lat": degrees,
    "lon": degrees,
    "capacity": whole_number,
    "short_name": other_id,
    "legacy_id": other_id,
    "external_id": other_id,
    "elevation_m": whole_number,
    "until": trimmed,
}


def moment(value: object, path: Path) -> tuple[datetime | None, tuple[str, ...]]:
    """`last_updated` of GBFS 1 and 2 (seconds since 1970) or 3 (RFC 3339), in UTC; None if it is absent, or
    if it cannot be meant, with a warning that says so."""
    if value is None:
        return None, ()
    wrong = "is no time"
    try:
        found = instant(value)
        now = datetime.now(UTC)
        if EARLIEST <= found <= now + AHEAD_MAX:
            return found, ()
        wrong = "lies in the future" if found > now else f"lies before {EARLIEST.year}"
    except NoZone:
        wrong = "has no time zone"
    except (ValueError, OverflowError, OSError):
        pass
    return None, (f"{path.name}: last_updated {str(value)[:40]!r} {wrong}: its stations hold as of now.",)


class NoZone(ValueError):
    """A time of day that does not say where."""


def instant(value: object) -> datetime:
    """A time of GBFS, in UTC. Raises ValueError (NoZone too), OverflowError or OSError."""
    if isinstance(value, str) and not value.isdigit():
        aware = datetime.fromisoformat(value)
        if aware.tzinfo is None:
            raise NoZone
        return aware.astimezone(UTC)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError
    return datetime.fromtimestamp(float(value), UTC)
