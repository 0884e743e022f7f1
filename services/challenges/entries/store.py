"""The table `joins`: who was in which challenge from when to when. Functions never decide or commit."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.tree.joining import Span


async def spans(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID) -> list[Span]:
    """When the rider was in a challenge."""
    rows = await tx.execute(
        sa.text("SELECT since, until FROM joins WHERE rider_id = :rider_id AND challenge_id = :challenge_id"),
        {"rider_id": rider_id, "challenge_id": challenge_id},
    )
    return [Span(*row) for row in rows]


async def join(tx: AsyncConnection, city_id: str, challenge_id: UUID, rider_id: UUID, now: datetime) -> None:
    """Store that the rider, who is not in, takes part from now on."""
    await tx.execute(
        sa.text("""
            INSERT INTO joins (rider_id, challenge_id, city_id, since)
            VALUES (:rider_id, :challenge_id, :city_id, :now)
        """),
        {"rider_id": rider_id, "challenge_id": challenge_id, "city_id": city_id, "now": now},
    )


async def leave(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID, now: datetime) -> None:
    """Store that the rider, who is in, takes part no longer."""
    await tx.execute(
        sa.text("""
            UPDATE joins SET until = :now
            WHERE rider_id = :rider_id AND challenge_id = :challenge_id AND until IS NULL
        """),
        {"rider_id": rider_id, "challenge_id": challenge_id, "now": now},
    )


async def is_completed(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID, period_on: object) -> bool:
    """Whether the rider's entry of this period is completed now."""
    rows = await tx.execute(
        sa.text("""
            SELECT FROM entries WHERE challenge_id = :challenge_id AND rider_id = :rider_id
                AND period_on = :period_on AND completed_at IS NOT NULL
        """),
        {"challenge_id": challenge_id, "rider_id": rider_id, "period_on": period_on},
    )
    return rows.rowcount == 1
