"""Cuts the rows that say whose account is whose. Functions never decide or commit."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, unnest

KEYED_BY_RIDER = (
    "accounts",
    "trips",
    "rider_days",
    "rider_months",
    "entries",
    "redemptions",
    "charged_entries",
    "charged_trips",
    "activities",
    "bonus_days",
)
"""Tables whose rows name a rider. All of one rider's go on under one new name, so that sums stay provable."""
NAMES = {"rider_id": "uuid", "new_id": "uuid"}


async def cut(tx: AsyncConnection, new_ids: Mapping[UUID, UUID], at: datetime) -> None:
    """Name the rows of these riders by random ids that nothing maps to."""
    names = by_column(NAMES, list(new_ids.items()))
    for table in KEYED_BY_RIDER:
        closed = ", closed_at = :at" if table == "accounts" else ""
        await tx.execute(
            sa.text(f"""
                UPDATE {table} SET rider_id = row.new_id{closed}
                FROM {unnest(NAMES)} WHERE {table}.rider_id = row.rider_id
            """),
            names | ({"at": at} if closed else {}),
        )


async def forget_notes(tx: AsyncConnection, account_ids: Collection[UUID]) -> None:
    """Forget where the balances of these accounts came from."""
    await tx.execute(
        sa.text("UPDATE migrated SET note = NULL WHERE account_id = ANY(CAST(:account_ids AS uuid[]))"),
        {"account_ids": list(account_ids)},
    )
