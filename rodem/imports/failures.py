"""What of a file is not in the system after an import: why, in words, and a file of it to be corrected."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import typer

from rodem.imports.files import UTF8, Encoding, ImportRefused
from shared import limits

SHOWN_MAX = 20
VALUE_CHARACTERS_MAX = 60

Failure = dict[str, Any]
"""`{line or index, trip_id or station_id or zone_id?, reason}`. The first line is 1, the first index 0."""

T = TypeVar("T")

MEANINGS = {
    "bad_format": "has another form",
    "before_start": "lies before the start: correct one of both",
    "crossing": "is an outline that crosses itself: repair it",
    "empty": "is empty: fill it in",
    "far_from_stations": "is over a degree from every station: correct it, or import its stations first",
    "forbidden_character": "holds a control or direction character: remove it",
    "in_the_future": "lies in the future: set the clock or --timezone right",
    "lat_lon_swapped": "has latitude and longitude swapped: GeoJSON has the longitude first",
    "loop": "makes the zone a part of itself: name another parent",
    "missing": "is missing: add it",
    "no_position": "stands for 0, 0, which is no position: write where it is",
    "not_allowed": "is not a word that is known here",
    "not_lon_lat": "is not longitude and latitude: convert it",
    "not_closed": "is a ring whose last point is not its first: repeat the first",
    "null": "is null: leave it out",
    "out_of_range": "is out of range",
    "repeated": "is the id of an earlier one in the file too: give each its own",
    "too_few_points": "is a ring of fewer than four points: add what is missing",
    "too_short": "is empty",
    "unknown_field": "is not a field that is known here: remove it",
    "unknown_parent": "is neither in the file nor known: import that zone first",
    "wrong_type": "is of another type",
}
"""Fault code -> what is wrong with the value, and what to do if that is not plain."""

ALLOWED = {
    "": "an object, as the standard has it",
    "capacity": f"a whole number from 0 to {limits.CAPACITY_DOCKS_MAX:,}",
    "distance_m": f"a whole number from 0 to {limits.REPORTED_DISTANCE_M_MAX:,}",
    "elevation_m": f"a whole number from {limits.ELEVATION_M_MIN} to {limits.ELEVATION_M_MAX:,}",
    "features": f"a list of 1 to {limits.ZONES_MAX:,}",
    "lat": "a number from -90 to 90",
    "lon": "a number from -180 to 180",
    "name": f"a text of 1 to {limits.NAME_LENGTH_MAX} characters",
    "stations": f"a list of 1 to {limits.STATIONS_MAX:,}",
    "started_at": "a time from 2000 on with an offset, as 2026-05-04T08:30:00Z",
    "ended_at": "a time from 2000 on with an offset, as 2026-05-04T08:30:00Z",
    "type": "Polygon or MultiPolygon, of a Feature",
    "until": "a time from 2000 on with an offset, as 2026-05-04T08:30:00Z",
    "vehicle_type": "bike or ebike",
}
"""Field -> what is allowed."""

TOLD_WHAT_IS_ALLOWED = (
    "bad_format",
    "missing",
    "not_allowed",
    "null",
    "out_of_range",
    "too_short",
    "wrong_type",
)

REMEDIES = {
    "station-of-another-operator": "It belongs to who has put it first: the city can transfer it.",
    "trip-id-conflict": "The system has this row with other values: had its import another --timezone? Then"
    " `rodem imports` names that, and `rodem import undo ID` takes it back.",
}
"""Code of a problem without faults -> what to do."""


def reason(problem: Mapping[str, Any], item: object) -> str:
    """Why the gateway refused an item: each fault with its value and what is allowed."""
    if (broken := half_character(item)) is not None:
        return f"{broken} holds half a character (a lone surrogate), which no UTF-8 can: remove it"
    faults = problem.get("errors") or ()
    if not faults:
        return (
            f"{problem.get('detail', 'it was refused')} {REMEDIES.get(str(problem.get('code')), '')}".strip()
        )
    return "; ".join(fault_in_words(fault["pointer"], fault["code"], item) for fault in faults)


def fault_in_words(pointer: str, code: str, item: object) -> str:
    """One fault: `capacity 2147483647 is out of range (right: a whole number from 0 to 10,000)`. Without an
    item no value is told."""
    parts = pointer.split("/")[1:]
    field = parts[-1] if parts else ""
    value = "" if item is None or code == "missing" else f" {shown(value_at(item, parts))}"
    ids = f"a text of 1 to {limits.ID_LENGTH_MAX} characters" if field.endswith("_id") else None
    allowed = ALLOWED.get(field, ids) if code in TOLD_WHAT_IS_ALLOWED else None
    meaning = MEANINGS.get(code, code)
    remedy = f" (right: {allowed})" if allowed else "" if ":" in meaning else ": correct it"
    return f"{'/'.join(parts) or 'the whole'}{value} {meaning}{remedy}"


def half_character(item: object) -> str | None:
    """What is before the first lone surrogate of an item, and it; None if it has none."""
    text = json.dumps(item, ensure_ascii=False, default=str)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        start = max(0, error.start - VALUE_CHARACTERS_MAX // 2)
        before = "…" * bool(start) + text[start : error.start + 1]
        return before.encode(errors="backslashreplace").decode()
    return None


def value_at(item: Any, parts: Sequence[str]) -> Any:
    """The value at a JSON pointer's parts; None where there is none."""
    for part in parts:
        if isinstance(item, list) and part.isdigit() and int(part) < len(item):
            item = item[int(part)]
        elif isinstance(item, dict):
            item = item.get(part.replace("~1", "/").replace("~0", "~"))
        else:
            return None
    return item


def shown(value: object) -> str:
    """A value as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str).encode(errors="backslashreplace").decode()
    return text if len(text) <= VALUE_CHARACTERS_MAX else f"{text[:VALUE_CHARACTERS_MAX]}…"


def sentences(file: Path, failures: Sequence[Failure], count: int, rejected: Path | None) -> Iterator[str]:
    """The first failures of a file, each in a line, and what to do about all `count` of them. Lines
    and items count from 1 here."""
    for failure in failures[:SHOWN_MAX]:
        place = f"line {failure['line']}" if "line" in failure else f"item {int(failure['index']) + 1}"
        named = next((f" ({failure[name]})" for name in failure if name.endswith("_id")), "")
        yield f"{file.name}, {place}{named}: {failure['reason']}"
    if count > SHOWN_MAX:
        yield f"And {count - SHOWN_MAX} more."
    them, are = ("it", "it is") if count == 1 else ("them", "they are")
    where = f"{are} in {rejected}" if rejected else f"--rejected FILE writes {them} to a file"
    yield f"{count} of {file.name} not in the system: correct {them} and import {them} again ({where})."


def end_import(
    file: Path, first: Sequence[Failure], count: int, rejected: Path | None, allowed: bool
) -> None:
    """Say on stderr what is not in the system, and exit with 1 unless that is allowed."""
    for sentence in sentences(file, first, count, rejected) if count else ():
        typer.echo(sentence, err=True)
    if count and not allowed:
        raise typer.Exit(1)


def number_of(count: int, noun: str) -> str:
    """`1 trip`, `2 trips`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counts_text(counts: Mapping[str, int]) -> str:
    """`2 new, 0 changed, 0 unchanged`."""
    return ", ".join(f"{items} {news}" for news, items in counts.items())


def sendable(item: T) -> T | None:
    """The item, or None if it holds half a surrogate pair, which no JSON in UTF-8 can: so the gateway refuses
    this item alone."""
    try:
        msgspec.json.encode(item)
    except UnicodeEncodeError:
        return None
    return item


@contextmanager
def rejected_file(
    rejected: Path | None, source: Path, encoding: Encoding = UTF8
) -> Iterator[Callable[[str], None]]:
    """A function that writes text to the file `rejected`; without `rejected` it does nothing.

    An import opens the file before it sends anything. Raises ImportRefused if that file is `source`, if it
    exists (it may hold what an earlier import has refused), or if it cannot be written.
    """
    if rejected is None:
        yield lambda _: None
        return
    if rejected.resolve() == source.resolve():
        raise ImportRefused(f"--rejected {rejected} is the imported file itself: name another.")
    try:
        # Bytes of `source` that are no text are written as they were read.
        with rejected.open("x", encoding=encoding.written, errors=encoding.errors, newline="") as file:

            def write(text: str) -> None:
                file.write(text)

            yield write
    except FileExistsError:
        raise ImportRefused(f"--rejected {rejected} exists: name another, or take it away first.") from None
    except OSError as error:
        raise ImportRefused(f"--rejected {rejected} cannot be written: {error.strerror}.") from error


@contextmanager
def rejected_lines(
    rejected: Path | None, source: Path, beginning: str, encoding: Encoding
) -> Iterator[Callable[[str], None]]:
    """A function that adds a row of `source` to the file `rejected`, which has its encoding and `beginning`.
    Otherwise as `rejected_file`."""
    with rejected_file(rejected, source, encoding) as write:

        def add(line: str) -> None:
            write(line if line.endswith(("\n", "\r")) else f"{line}\n")

        if beginning:
            add(beginning)
        yield add
