"""Which accounts are closed, and what has expired of some. Functions never decide or commit."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


async def expired_points(tx: AsyncConnection, account_ids: Collection[UUID]) -> dict[UUID, int]:
    """What has expired of these accounts so far, where something has."""
    rows = await tx.execute(
        sa.text("""
            SELECT account_id, -sum(points)::bigint FROM moves
            WHERE account_id = ANY(CAST(:account_ids AS uuid[])) AND given_by = 'expiry' GROUP BY account_id
        """),
        {"account_ids": list(account_ids)},
    )
    return {account_id: points for account_id, points in rows}


async def is_closed(tx: AsyncConnection, rider_id: UUID) -> bool:
    """Whether the account under this name was closed."""
    rows = await tx.execute(
        sa.text("SELECT closed_at IS NOT NULL FROM accounts WHERE rider_id = :rider_id"),
        {"rider_id": rider_id},
    )
    return bool(rows.scalar_one_or_none())
