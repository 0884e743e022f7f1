"""The table of campaigns, as rewards tells of them. Functions never decide or commit."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, fetch, unnest
from shared.events.rewards import CampaignChanged

COLUMNS = {
    "campaign_id": "uuid",
    "city_id": "text",
    "operator_id": "text",
    "state": "text",
    "revision": "bigint",
}
REMEMBER = sa.text(f"""
    INSERT INTO campaigns ({", ".join(COLUMNS)})
    SELECT {", ".join(COLUMNS)} FROM {unnest(COLUMNS)} ORDER BY campaign_id
    ON CONFLICT (campaign_id) DO UPDATE
        SET operator_id = excluded.operator_id, state = excluded.state, revision = excluded.revision
        WHERE campaigns.revision < excluded.revision
""")


class Campaign(NamedTuple):
    """Whose a campaign is, and whether it is open, spent or over."""

    operator_id: str
    state: str


async def remember(tx: AsyncConnection, campaigns: Sequence[CampaignChanged]) -> None:
    """Upsert those of these campaigns that are newer than the stored revision."""
    rows = [tuple(getattr(campaign, name) for name in COLUMNS) for campaign in campaigns]
    await fetch(tx, REMEMBER, by_column(COLUMNS, rows))


async def find(tx: AsyncConnection, campaign_id: UUID) -> Campaign | None:
    """A campaign that was ever published."""
    rows = await tx.execute(
        sa.text("SELECT operator_id, state FROM campaigns WHERE campaign_id = :campaign_id"),
        {"campaign_id": campaign_id},
    )
    row = rows.one_or_none()
    return Campaign(*row) if row else None
