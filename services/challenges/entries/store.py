"""The table `joins`: who was in which challenge from when to when. Functions never decide or commit."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.rules import Challenge
from services.challenges.tree.joining import Joinable, Span
from services.challenges.tree.trees import tree_of
from shared.db import fetch


async def spans(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID) -> list[Span]:
    """When the rider was in a challenge."""
    rows = await tx.execute(
        sa.text("SELECT since, until FROM joins WHERE rider_id = :rider_id AND challenge_id = :challenge_id"),
        {"rider_id": rider_id, "challenge_id": challenge_id},
    )
    return [Span(*row) for row in rows]


OTHERS_OF_GROUP = sa.text("""
    SELECT challenge_id, challenges.state, challenges.closed_at, versions.body, joins.since
    FROM joins JOIN challenges USING (challenge_id)
        JOIN versions USING (challenge_id, version)
    WHERE joins.rider_id = :rider_id AND joins.until IS NULL AND challenge_id <> :challenge_id
        AND challenges.operator_id = :operator_id AND challenges.closed_at IS NULL
        AND versions.body #>> '{group,group_id}' = :group_id
        AND (versions.body ->> 'ends_at')::timestamptz > :now
""")


async def others_of_group(
    tx: AsyncConnection, challenge: Challenge, group_id: str, rider_id: UUID, now: datetime
) -> list[tuple[Joinable, Span]]:
    """The other challenges of a group of this operator that have not ended and in which the rider is, with
    since when."""
    values = {
        "rider_id": rider_id,
        "challenge_id": challenge.challenge_id,
        "operator_id": challenge.operator_id,
        "group_id": group_id,
        "now": now,
    }
    return [
        (Joinable(challenge_id, state, tree_of(body), closed_at), Span(since))
        for challenge_id, state, closed_at, body, since in await fetch(tx, OTHERS_OF_GROUP, values)
    ]


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
