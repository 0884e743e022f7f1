"""Badges as riders read them. Functions never decide or commit."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, unnest
from shared.events.heard import Heard
from shared.events.rewards import BadgeEarned

COLUMNS = {
    "rider_id": "uuid",
    "badge_id": "text",
    "city_id": "text",
    "revision": "bigint",
    "earned_on": "date",
    "kept": "bool",
    "as_of": "timestamptz",
}
KEEP = sa.text(f"""
    INSERT INTO badges ({", ".join(COLUMNS)})
    SELECT {", ".join(COLUMNS)} FROM {unnest(COLUMNS)} ORDER BY rider_id, badge_id
    ON CONFLICT (rider_id, badge_id) DO UPDATE
        SET revision = excluded.revision, earned_on = excluded.earned_on, kept = excluded.kept,
            as_of = greatest(badges.as_of, excluded.as_of)
        WHERE badges.revision < excluded.revision
""")


async def keep(tx: AsyncConnection, badges: Iterable[Heard[BadgeEarned]]) -> None:
    """Upsert those of these badges that are newer than the stored revision."""
    rows = [
        (badge.rider_id, badge.badge_id, badge.city_id, badge.revision, badge.earned_on, badge.kept, time)
        for _, time, badge in badges
    ]
    await tx.execute(KEEP, by_column(COLUMNS, rows))
