"""What riders reached and rode by a rule, some riders at a time, as of one moment. Functions never decide or
commit; the connection is in a transaction."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from services.challenges.counting.progress import parts_of, proof
from services.challenges.matching.rules import Rule
from services.challenges.matching.sql import Literals
from services.challenges.matching.windows import DAYS_AROUND
from services.challenges.simulations.rules import Entry, Ridden

RIDERS_AT_ONCE = 500
PAGE = 250
"""Rows that are read at a time: reading them holds the event loop for some milliseconds."""


class Lot(NamedTuple):
    """Riders whose ids lie between two, both included. `place` is how many there are up to the last."""

    first: UUID
    last: UUID
    place: int


LOTS = f"""
    SELECT rider_id, place FROM (
        SELECT rider_id, row_number() OVER (ORDER BY rider_id) AS place, count(*) OVER () AS riders
        FROM (
            SELECT DISTINCT rider_id FROM trips
            WHERE operator_id = $1 AND started_at >= $2 AND started_at < $3 AND counts
        ) AS riders
    ) AS riders WHERE place % {RIDERS_AT_ONCE} IN (0, 1) OR place = riders ORDER BY place
"""


async def lots(
    connection: asyncpg.Connection, operator_id: str, since: datetime, until: datetime
) -> list[Lot]:
    """All who rode with this operator around these instants, in lots."""
    rows = await connection.fetch(LOTS, operator_id, since - DAYS_AROUND, until + DAYS_AROUND)
    found = []
    for rider_id, place in rows:
        if place % RIDERS_AT_ONCE == 1:
            first = rider_id
        if place % RIDERS_AT_ONCE == 0 or place == rows[-1]["place"]:
            found.append(Lot(first, rider_id, place))
    return found


OF_LOT = "AND trip.rider_id BETWEEN $1 AND $2"
REACHED = "SELECT rider_id, period_on, is_reached, level FROM ({proof}) AS proof"
RIDDEN = """
    SELECT rider_id, period_on, start_zone_id, vehicle_type, count(*) FROM (
        SELECT trip.*, {period_on} AS period_on FROM trips AS trip
        WHERE counts AND ({is_counted}) {of_lot}
    ) AS trip GROUP BY 1, 2, 3, 4
"""


def reached(rule: Rule) -> str:
    """SQL of how far the riders of a lot are."""
    return REACHED.format(proof=proof(rule, OF_LOT))


def ridden(rule: Rule) -> str:
    """SQL of what counts of the riders of a lot."""
    counts = [part.counts for part in parts_of(rule, Literals())]
    return RIDDEN.format(
        period_on=counts[0].period_on,
        is_counted=" OR ".join(f"({each.is_counted})" for each in counts),
        of_lot=OF_LOT,
    )


async def pages(connection: asyncpg.Connection, sql: str, lot: Lot) -> AsyncIterator[list[Any]]:
    """The rows of a statement on a lot, some at a time."""
    cursor = await connection.cursor(sql, lot.first, lot.last)
    while rows := await cursor.fetch(PAGE):
        yield rows


def entry_of(row: Any) -> Entry:
    """A row of `reached`."""
    return Entry(*row)


def ridden_of(row: Any) -> Ridden:
    """A row of `ridden`."""
    return Ridden(*row)


ALLOWED = """
    SELECT rider_id FROM entries
    WHERE challenge_id = ANY($3::uuid[]) AND rider_id BETWEEN $1 AND $2 AND completed_at IS NOT NULL
    GROUP BY rider_id HAVING count(DISTINCT challenge_id) = cardinality($3::uuid[])
"""


async def allowed(connection: asyncpg.Connection, lot: Lot, required: Sequence[UUID]) -> frozenset[UUID]:
    """Those of a lot who have completed all of these challenges."""
    rows = await connection.fetch(ALLOWED, lot.first, lot.last, required)
    return frozenset(row[0] for row in rows)


WON = """
    SELECT DISTINCT rider_id FROM entries JOIN challenges USING (challenge_id)
    WHERE operator_id = $3 AND rider_id BETWEEN $1 AND $2 AND completed_at >= $4 AND completed_at < $5
"""


async def won(
    connection: asyncpg.Connection, lot: Lot, operator_id: str, since: datetime, until: datetime
) -> frozenset[UUID]:
    """Those of a lot who completed an entry of this operator between these instants."""
    rows = await connection.fetch(WON, lot.first, lot.last, operator_id, since, until)
    return frozenset(row[0] for row in rows)
