"""Trips whose verdict the clock alone changes. Functions take `tx`; they never decide or commit."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.verdicts.rules import Strikes


class Due(NamedTuple):
    """A trip that is to be judged again, and since when."""

    due_at: datetime
    trip_id: UUID
    rider_id: UUID
    started_at: datetime
    ended_at: datetime


DUE = """
    SELECT due_at, trip_id, rider_id, started_at, ended_at FROM trips
    WHERE due_at <= :now {after} ORDER BY due_at, trip_id LIMIT :most
"""


async def due(tx: AsyncConnection, now: datetime, most: int, after: Due | None) -> list[Due]:
    """The trips that are due at `now`, from behind `after`, in order, `most` at most."""
    condition = "AND (due_at, trip_id) > (:due_at, :trip_id)" if after else ""
    place = {"due_at": after.due_at, "trip_id": after.trip_id} if after else {}
    rows = await tx.execute(sa.text(DUE.format(after=condition)), {"now": now, "most": most, **place})
    return [Due(*row) for row in rows]


async def lock_free(tx: AsyncConnection, rider_ids: Collection[UUID]) -> Strikes:
    """Lock those of these riders whom no other transaction has locked, in order. Returns each one's
    strikes."""
    rows = await tx.execute(
        sa.text("""
            SELECT rider_id, strikes FROM riders WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
            ORDER BY rider_id FOR NO KEY UPDATE SKIP LOCKED
        """),
        {"rider_ids": sorted(rider_ids)},
    )
    return {row.rider_id: row.strikes for row in rows}
