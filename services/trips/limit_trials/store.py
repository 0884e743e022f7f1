"""Whose trips limits are tried on. Functions take `tx`; they never decide or commit."""

from datetime import datetime
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.limit_trials.rules import TriedRider


async def only_read(tx: AsyncConnection) -> None:
    """Let the transaction, which has just begun, see one moment and write nothing."""
    await tx.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


async def count_riders(connection: asyncpg.Connection) -> int:
    """How many riders have told of trips."""
    riders: int = await connection.fetchval("SELECT count(*) FROM riders")
    return riders


RIDERS = sa.text("""
    SELECT next.rider_id, next.strikes, tried.trips
    FROM (
        SELECT rider_id, strikes FROM riders WHERE rider_id > :after ORDER BY rider_id LIMIT :most
    ) AS next
    CROSS JOIN LATERAL (
        SELECT count(*) AS trips FROM trips
        WHERE trips.rider_id = next.rider_id AND started_at >= :since AND started_at < :until
    ) AS tried
    ORDER BY next.rider_id
""")


async def riders(
    tx: AsyncConnection, after: UUID, since: datetime, until: datetime, most: int
) -> list[TriedRider]:
    """The riders behind this one, `most` at most, in order, with the number of their trips that start in this
    span."""
    values = {"after": after, "since": since, "until": until, "most": most}
    return [TriedRider(*row) for row in await tx.execute(RIDERS, values)]
