"""By what ways are known again, in the table `ways`. Functions take `tx`."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, unnest

WAYS_LOCK = 0x77617973  # an advisory lock, "ways" in ASCII


async def hold_ways(tx: AsyncConnection) -> None:
    """Take the advisory lock of ways exclusively until the transaction ends: whoever deletes traces that may
    still be looked for waits until their ways are compared and added. It is taken before riders are
    locked."""
    await tx.execute(sa.text(f"SELECT pg_advisory_xact_lock({WAYS_LOCK})"))


async def keep_ways(tx: AsyncConnection) -> None:
    """Take the advisory lock of ways shared until the transaction ends: nobody compares or adds ways while
    traces are deleted, for a way that was added later would stay. It is taken before riders are locked."""
    await tx.execute(sa.text(f"SELECT pg_advisory_xact_lock_shared({WAYS_LOCK})"))


WAY_COLUMNS = {
    "trip_id": "uuid",
    "city_id": "text",
    "key": "bytea",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
}
SET_WAYS = sa.text(f"""
    INSERT INTO ways ({", ".join(WAY_COLUMNS)}) SELECT * FROM {unnest(WAY_COLUMNS)} ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE SET key = excluded.key, started_at = excluded.started_at,
        ended_at = excluded.ended_at
""")


async def set_ways(
    tx: AsyncConnection, city_id: str, ways: Sequence[tuple[UUID, bytes, datetime, datetime]]
) -> None:
    """Insert or replace by what the way of each of these trips is known again: its key, and when it began and
    ended."""
    rows = [(trip_id, city_id, *way) for trip_id, *way in ways]
    await tx.execute(SET_WAYS, by_column(WAY_COLUMNS, rows))


FORGET_WAYS = sa.text("""
    DELETE FROM ways WHERE trip_id IN (
        SELECT trip_id FROM ways WHERE started_at < :before ORDER BY started_at LIMIT :most
    )
""")


async def forget_ways(tx: AsyncConnection, before: datetime, most: int) -> int:
    """Delete by what ways are known again of trips that started before this instant. Returns of how many, at
    most `most`."""
    return (await tx.execute(FORGET_WAYS, {"before": before, "most": most})).rowcount


NEAR_COLUMNS = {"trip_id": "uuid", "key": "bytea", "since": "timestamptz", "until": "timestamptz"}
# OFFSET 0 keeps PostgreSQL from joining the whole table.
NEAR = sa.text(f"""
    SELECT DISTINCT row.trip_id, near.trip_id AS other_id, near.started_at, near.ended_at
    FROM {unnest(NEAR_COLUMNS)}
    CROSS JOIN LATERAL (
        SELECT trip_id, started_at, ended_at FROM ways
        WHERE key = row.key AND started_at >= row.since AND started_at <= row.until OFFSET 0
    ) AS near
    WHERE near.trip_id <> row.trip_id
""")


class Near(NamedTuple):
    """A trip that passes cells near those of another: which, and when the other began and ended."""

    trip_id: UUID
    other_id: UUID
    started_at: datetime
    ended_at: datetime


async def near(tx: AsyncConnection, asked: Sequence[tuple[UUID, bytes, datetime, datetime]]) -> list[Near]:
    """The trips with one of these keys that start in these spans, beside the trip that each is asked for."""
    return [Near(*row) for row in await tx.execute(NEAR, by_column(NEAR_COLUMNS, asked))]


HELD_BESIDE = sa.text("""
    SELECT trip_id FROM trips
    WHERE others -> 'replayed' IS NOT NULL AND others -> 'replayed' ?| CAST(:trip_ids AS text[])
""")


async def held_beside(tx: AsyncConnection, trip_ids: Collection[UUID]) -> Iterable[UUID]:
    """The trips that are held as those of which one of these is told again."""
    return (await tx.execute(HELD_BESIDE, {"trip_ids": sorted(map(str, trip_ids))})).scalars().all()
