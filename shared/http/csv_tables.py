"""Tables as CSV files, for people who open them in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""With which a spreadsheet begins a formula."""


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with its columns' names in the first line, as RFC 4180 has it.

    Words that somebody else has written must not be run: an apostrophe before them makes them text.

    >>> as_csv(["name", "units"], [["=HYPERLINK(A1)", -3]])
    "name,units\\r\\n'=HYPERLINK(A1),-3\\r\\n"
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell
