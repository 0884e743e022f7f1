"""The table of wrong codes. Functions take `tx`; they never commit or decide."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

HOLD_RIDER = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def hold_riders(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> None:
    """Let these riders do one thing at a time with codes, teams and pairs, until the transaction ends. Called
    once in a transaction, before any row is locked: in one order, so that nobody waits in a circle."""
    for rider_id in sorted(set(rider_ids)):
        await tx.execute(HOLD_RIDER, {"name": f"groups of {rider_id}"})


async def wrong_codes(tx: AsyncConnection, rider_id: UUID, since: datetime, most: int) -> Sequence[datetime]:
    """The instants of the rider's last wrong codes after `since`, newest first."""
    rows = await tx.execute(
        sa.text("""
            SELECT at FROM wrong_invites WHERE rider_id = :rider_id AND at > :since
            ORDER BY at DESC LIMIT :most
        """),
        {"rider_id": rider_id, "since": since, "most": most},
    )
    return rows.scalars().all()


async def add_wrong_code(
    tx: AsyncConnection, city_id: str, rider_id: UUID, now: datetime, before: datetime
) -> None:
    """Remember that the rider has sent a code that is none, and forget those until `before`."""
    await tx.execute(
        sa.text("DELETE FROM wrong_invites WHERE rider_id = :rider_id AND at <= :before"),
        {"rider_id": rider_id, "before": before},
    )
    await tx.execute(
        sa.text("INSERT INTO wrong_invites (rider_id, at, city_id) VALUES (:rider_id, :at, :city_id)"),
        {"rider_id": rider_id, "at": now, "city_id": city_id},
    )
