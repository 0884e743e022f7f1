"""Table of entries: the last revision of each and what it gives. Functions never decide or commit."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.charges.rules import EntryKey
from services.rewards.entries.rules import Earning, EntryChange, tickets_given
from shared.db import by_column, fetch, unnest
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard

ENTRY_COLUMNS = {
    "rider_id": "uuid",
    "challenge_id": "uuid",
    "revision": "bigint",
    "points": "int",
    "available_at": "timestamptz",
    "tickets": "jsonb",
}
REMEMBER = sa.text(f"""
    INSERT INTO entries ({", ".join(ENTRY_COLUMNS)}, city_id)
    SELECT {", ".join(ENTRY_COLUMNS)}, :city_id
    FROM {unnest(ENTRY_COLUMNS)} ORDER BY rider_id, challenge_id
    ON CONFLICT (rider_id, challenge_id) DO UPDATE
        SET revision = excluded.revision, points = excluded.points, available_at = excluded.available_at,
            tickets = excluded.tickets
        WHERE entries.revision < excluded.revision
    RETURNING new.rider_id, new.challenge_id, old.points, old.available_at
""")


async def remember(
    tx: AsyncConnection, city_id: str, entries: Mapping[EntryKey, tuple[Heard[EntryJudged], Earning]]
) -> list[EntryChange]:
    """Upsert those of these entries, each with what it gives, that are newer than the stored revision.
    Returns them with what they gave before."""
    rows = [
        (*key, heard.event.revision, *earning[:2], tickets_given(heard.event))
        for key, (heard, earning) in entries.items()
    ]
    changed = await fetch(tx, REMEMBER, {**by_column(ENTRY_COLUMNS, rows), "city_id": city_id})
    return [
        EntryChange(*entries[rider_id, challenge_id], None if points is None else Earning(points, at))
        for rider_id, challenge_id, points, at in changed
    ]
