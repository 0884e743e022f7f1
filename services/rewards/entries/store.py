"""Table of entries: the last revision and the points of each. Functions never decide or commit."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.entries.rules import EntryChange, entry_points
from shared.db import by_column, fetch, unnest
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard

ENTRY_COLUMNS = {"rider_id": "uuid", "challenge_id": "uuid", "revision": "bigint", "points": "int"}
REMEMBER = sa.text(f"""
    INSERT INTO entries ({", ".join(ENTRY_COLUMNS)}, city_id)
    SELECT {", ".join(ENTRY_COLUMNS)}, :city_id FROM {unnest(ENTRY_COLUMNS)} ORDER BY rider_id, challenge_id
    ON CONFLICT (rider_id, challenge_id) DO UPDATE
        SET revision = excluded.revision, points = excluded.points
        WHERE entries.revision < excluded.revision
    RETURNING new.rider_id, new.challenge_id, coalesce(old.points, 0)
""")


async def remember(
    tx: AsyncConnection, city_id: str, entries: Mapping[tuple[UUID, UUID], Heard[EntryJudged]]
) -> list[EntryChange]:
    """Upsert those of these entries, by rider and challenge, that are newer than the stored revision.
    Returns them with their points before."""
    rows = [(*key, heard.event.revision, entry_points(heard.event)) for key, heard in entries.items()]
    changed = await fetch(tx, REMEMBER, {**by_column(ENTRY_COLUMNS, rows), "city_id": city_id})
    return [
        EntryChange(entries[rider_id, challenge_id], points_before)
        for rider_id, challenge_id, points_before in changed
    ]
