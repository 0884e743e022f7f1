"""Text as a table: CSV with any of the usual delimiters, or a JSON object in each line. Row by row."""

import csv
import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple

from rodem.imports.files import ImportRefused, is_cut

DELIMITERS = (",", ";", "\t", "|")
SEPARATOR = re.compile("sep=(.)", re.IGNORECASE)
"""A first line that tells Excel the delimiter."""
ONE_LINE = "Put each row on a line of its own."
TOO_LONG = "its line is too long for a row of a table"
JOINED_LINES_MAX = 20
"""How many lines a row may go over, by line breaks within quotation marks."""
OBJECTS_LOOKED_AT = 100
"""Of how many JSON lines the keys are the columns."""


class Row(NamedTuple):
    """A row of a table: its first line, its text, and its cells; or in their place why it has none.
    `known_by` tells a JSON object from others, in whatever order its keys are; the cells do in CSV."""

    line: int
    text: str
    cells: Sequence[str] | str
    known_by: Sequence[str] = ()


@dataclass(frozen=True)
class Table:
    """The names of the columns, the text that a file of other rows begins with, and the rows, which can be
    read once. `delimiter` is None where each line is a JSON object."""

    header: Sequence[str]
    beginning: str
    delimiter: str | None
    rows: Iterator[Row]


def table(lines: Iterator[str], name: str, delimiter: str | None = None, header: Sequence[str] = ()) -> Table:
    """The table in these lines. With a `header` the first line is a row already. Raises ImportRefused, which
    names the file, if there is no row, or if it is JSON of another form."""
    numbered = enumerate(lines, start=1)
    filled = ((line, text) for line, text in numbered if text.strip())
    first, beginning = next(filled, None), ""
    if first is not None and (told := SEPARATOR.fullmatch(first[1].strip(" \r\n"))):
        beginning, delimiter, first = first[1], delimiter or told[1], next(filled, None)
    if first is None:
        raise ImportRefused(f"{name} is empty: fetch it again.")
    _, text = first
    if is_cut(text):
        raise ImportRefused(f"{name} is no table: its first line has no end. {ONE_LINE}")
    if text.lstrip().startswith(("{", "[")):
        examined = [first, *islice(numbered, OBJECTS_LOOKED_AT - 1)]
        keys = tuple(dict.fromkeys(chain(first_object(text, name), *map(keys_in, examined))))
        return Table(keys, "", None, json_rows(chain(examined, numbered), keys))
    try:
        delimiter = delimiter or max(DELIMITERS, key=lambda each: len(split(text, each)))
        cells = split(text, delimiter)
    except csv.Error as broken:
        raise ImportRefused(f"{name} is no table: in its first line is a {broken}. {ONE_LINE}") from broken
    if header:
        rows = csv_rows(chain([first], numbered), delimiter, len(header))
        return Table(header, beginning, delimiter, rows)
    return Table(cells, beginning + text, delimiter, csv_rows(numbered, delimiter, len(cells)))


def split(text: str, delimiter: str) -> list[str]:
    """The cells of a row. Raises csv.Error, for a cell of over 131,072 characters too."""
    return next(csv.reader((text,), delimiter=delimiter), [])


def without_extra(cells: list[str], width: int) -> list[str]:
    """The cells of a row without an empty one that a delimiter at its end makes."""
    return cells[:width] if len(cells) == width + 1 and not cells[width].strip() else cells


def csv_rows(lines: Iterator[tuple[int, str]], delimiter: str, width: int) -> Iterator[Row]:
    """The rows of a CSV file that have `width` cells, and the reason of each that has not.

    A line break within quotation marks belongs to its cell. But a stray quotation mark costs its line, and
    not all that follow: lines are joined only if that makes one row of the right width.
    """
    waiting: deque[tuple[int, str]] = deque()
    while first := (waiting.popleft() if waiting else next(lines, None)):
        line, text = first
        if is_cut(text):
            yield Row(line, text, TOO_LONG)
            continue
        try:
            cells = without_extra(split(text, delimiter), width)
            if text.count('"') % 2 and is_open(text, delimiter):
                joined = joined_row(text, waiting, lines, delimiter, width)
                if joined is None:
                    mark = text[text.rfind('"') :].strip()
                    yield Row(
                        line, text, f"a quotation mark is opened and not closed ({mark[:40]}): close it"
                    )
                    continue
                text, cells = joined
        except csv.Error as broken:
            yield Row(line, text, f"{text[:40]!r} begins no row of CSV ({broken}): correct it")
            continue
        if len(cells) == width:
            yield Row(line, text, cells)
        elif any(cell.strip() for cell in cells):
            number = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            yield Row(
                line,
                text,
                f"{text.strip()[:40]!r} begins a row of {number}, and there are {width} columns:"
                f" write as many cells, and one that holds {delimiter!r} in quotation marks",
            )


def is_open(text: str, delimiter: str) -> bool:
    """Whether the text ends within quotation marks."""
    try:
        list(csv.reader((text,), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def joined_row(
    text: str, waiting: deque[tuple[int, str]], lines: Iterator[tuple[int, str]], delimiter: str, width: int
) -> tuple[str, list[str]] | None:
    """The row that begins with this line and goes over the next ones, which are taken then; else None, and
    they wait. Lines that are rows by themselves are never taken."""
    for taken in range(1, JOINED_LINES_MAX):
        while len(waiting) < taken:
            following = next(lines, None)
            if following is None:
                return None
            waiting.append(following)
        newest = waiting[taken - 1][1]
        if '"' not in newest and len(without_extra(split(newest, delimiter), width)) == width:
            return None
        whole = text + "".join(waiting[i][1] for i in range(taken))
        if is_open(whole, delimiter):
            continue
        cells = without_extra(strict_cells(whole, delimiter), width)
        if len(cells) != width:
            return None
        for _ in range(taken):
            waiting.popleft()
        return whole, cells
    return None


def strict_cells(text: str, delimiter: str) -> list[str]:
    """The cells of a text that is one row, and has no text after a closing quotation mark; else none."""
    try:
        [cells] = csv.reader((text,), delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return []
    return cells


def first_object(text: str, name: str) -> dict[str, str]:
    """The first line's values by key."""
    if text.lstrip().startswith("{"):
        try:
            return flat(json.loads(text))
        except (ValueError, RecursionError):
            pass
    remedy = f"e.g. jq -c '.trips[]' {name}, with the way to its list for .trips[]"
    if text.lstrip().startswith("["):
        remedy = f"as by jq -c '.[]' {name}"
    raise ImportRefused(f"{name} is JSON, but not an object in each line: make it so, {remedy}.")


def keys_in(numbered: tuple[int, str]) -> Sequence[str]:
    """The keys of a line that is a JSON object; none of another."""
    try:
        found = json.loads(numbered[1])
        return tuple(flat(found)) if isinstance(found, dict) else ()
    except (ValueError, RecursionError):
        return ()


def json_rows(lines: Iterator[tuple[int, str]], keys: Sequence[str]) -> Iterator[Row]:
    """The rows of a file with a JSON object in each line. A key that is missing is an empty cell."""
    for line, text in lines:
        if not text.strip():
            continue
        if is_cut(text):
            yield Row(line, text, TOO_LONG)
            continue
        try:
            found = json.loads(text)
            if not isinstance(found, dict):
                raise ValueError
            values = flat(found)
            known_by = [part for key in sorted(values) if values[key] for part in (key, values[key])]
            yield Row(line, text, [values.get(key, "") for key in keys], known_by)
        except (ValueError, RecursionError):
            yield Row(line, text, f"{text.strip()[:40]!r} begins no JSON object: write one on each line")


def flat(found: dict[str, Any], before: str = "") -> dict[str, str]:
    """The values of an object as texts. Those within objects have names like `_id.$oid`."""
    values: dict[str, str] = {}
    for key, value in found.items():
        if isinstance(value, dict):
            values |= flat(value, f"{before}{key}.")
        elif value is None:
            values[before + key] = ""
        else:
            values[before + key] = value if isinstance(value, str) else json.dumps(value)
    return values
