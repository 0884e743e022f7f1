"""What riders have redeemed so far of rewards that have a limit. Functions never decide or commit."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import fetch

UNITS = sa.text("""
    SELECT row.reward_id, sum(quantity)::bigint
    FROM unnest(CAST(:reward_ids AS uuid[]), CAST(:begins AS date[])) AS row (reward_id, begins_on)
    JOIN redemptions ON redemptions.rider_id = :rider_id AND redemptions.reward_id = row.reward_id
        AND redemptions.local_on >= row.begins_on
    WHERE status <> 'released' AND NOT (status = 'reserved' AND reserved_until <= :now) AND NOT is_prize
    GROUP BY row.reward_id
""")


async def units_since(
    tx: AsyncConnection, rider_id: UUID, begins: Mapping[UUID, date], now: datetime
) -> dict[UUID, int]:
    """The units that a rider has redeemed and that are not released at `now`, of each of these rewards, from
    a local day on. Prizes of draws do not count."""
    ids, days = list(begins), list(begins.values())
    values = {"rider_id": rider_id, "reward_ids": ids, "begins": days, "now": now}
    return dict(await fetch(tx, UNITS, values))
