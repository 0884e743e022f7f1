"""Rows that are not what they are derived from: somebody, or a bug, has changed a number behind the rules.

The database of each service that derives numbers has a view `differences`. It compares tables of that
database in one snapshot, in which a row and what it is derived from belong together, whatever is on its way
between services.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from rodem.local.asking import UNANSWERED, ask

COMPARE_S = 120
NAMED_MAX = 3
"""How many rows of each kind are named."""

# The view compares whole tables: the limit is on what is told, not on what is read.
DIFFERENCES = f"""
    SELECT what, rows, id, found::bigint, expected::bigint FROM (
        SELECT *, count(*) OVER (PARTITION BY what) AS rows,
            row_number() OVER (PARTITION BY what ORDER BY id) AS place
        FROM differences
    ) AS ranked WHERE place <= {NAMED_MAX} ORDER BY what, place
"""


@dataclass(frozen=True)
class Difference:
    """A row of `what` (a table and its column) that holds `found` instead of `expected`; the view's `rows` is
    how many such rows there are (0: not counted). `id` is the row's key, its parts divided by blanks; empty
    where rows are not named."""

    service: str
    what: str
    rows: int
    id: str
    found: int
    expected: int


async def find(databases: Mapping[str, str], within_s: float) -> tuple[list[Difference], list[str]]:
    """The differences in these databases (by service), and the services that did not
    answer in `within_s` seconds: tables are too large, or the database went away."""
    found = await asyncio.gather(*(_find(service, dsn, within_s) for service, dsn in databases.items()))
    differences = [difference for rows in found if rows is not None for difference in rows]
    return differences, [service for service, rows in zip(databases, found, strict=True) if rows is None]


async def _find(service: str, dsn: str, within_s: float) -> list[Difference] | None:
    try:
        return [Difference(service, *row) for row in await ask(dsn, DIFFERENCES, within_s=within_s)]
    except asyncpg.UndefinedTableError:
        return []
    except UNANSWERED:
        return None
