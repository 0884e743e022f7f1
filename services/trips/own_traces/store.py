"""What a rider may read and delete of traces. Functions take `tx`; they never decide or commit."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import KeptTrip
from services.trips.traces.rules import Trace, unpacked

# A trip lasts a day at most, and so does what is merged into it.
MERGED_INTO = sa.text("""
    SELECT trip_id FROM trips
    WHERE rider_id = :rider_id AND started_at > CAST(:started_at AS timestamptz) - interval '2 days'
        AND started_at < CAST(:ended_at AS timestamptz) + interval '2 days'
        AND merged_into @> ARRAY[CAST(:trip_id AS uuid)]
    ORDER BY started_at, trip_id
""")


async def merged_into(tx: AsyncConnection, trip: KeptTrip) -> list[UUID]:
    """The trips of the same rider that are merged into this one."""
    values = {name: getattr(trip, name) for name in ("trip_id", "rider_id", "started_at", "ended_at")}
    return list((await tx.execute(MERGED_INTO, values)).scalars())


async def traces_of(tx: AsyncConnection, trip_ids: Collection[UUID]) -> dict[UUID, Trace | None]:
    """The traces of those of these trips that have, or had, one; None for one whose places are deleted."""
    rows = await tx.execute(
        sa.text("SELECT trip_id, kept FROM traces WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))"),
        {"trip_ids": list(trip_ids)},
    )
    return {row.trip_id: unpacked(row.kept) if row.kept else None for row in rows}


async def is_looked_for(tx: AsyncConnection, trip_ids: Collection[UUID]) -> bool:
    """Whether the way of one of these trips is still to be looked at beside others."""
    found = await tx.execute(
        sa.text("""
            SELECT EXISTS (
                SELECT FROM beside_searches WHERE trace_ids && CAST(:trip_ids AS uuid[])
            )
        """),
        {"trip_ids": list(trip_ids)},
    )
    return bool(found.scalar_one())
