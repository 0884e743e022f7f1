"""Challenges, and riders' parts in them."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, unnest
from shared.events.challenges import ChallengePublished, EntryJudged
from shared.events.heard import Heard

CHALLENGE_COLUMNS = {"challenge_id": "uuid", "city_id": "text", "revision": "int", "ends_at": "timestamptz"}
KEEP_CHALLENGES = sa.text(f"""
    INSERT INTO challenges ({", ".join(CHALLENGE_COLUMNS)})
    SELECT {", ".join(CHALLENGE_COLUMNS)} FROM {unnest(CHALLENGE_COLUMNS)} ORDER BY challenge_id
    ON CONFLICT (challenge_id) DO UPDATE SET revision = excluded.revision, ends_at = excluded.ends_at
        WHERE challenges.revision < excluded.revision
""")


async def keep_challenges(tx: AsyncConnection, challenges: Mapping[UUID, Heard[ChallengePublished]]) -> None:
    """Keep the newest state of these challenges."""
    rows = [(c.challenge_id, c.city_id, c.revision, c.ends_at) for _, _, c in challenges.values()]
    await tx.execute(KEEP_CHALLENGES, by_column(CHALLENGE_COLUMNS, rows))


ENTRY_COLUMNS = {
    "rider_id": "uuid",
    "challenge_id": "uuid",
    "city_id": "text",
    "revision": "bigint",
    "name": "text",
    "measure": "text",
    "progress": "bigint",
    "target": "bigint",
    "completed_at": "timestamptz",
    "has_left": "bool",
    "as_of": "timestamptz",
}
CHANGING = [name for name in ENTRY_COLUMNS if name not in ("rider_id", "challenge_id", "city_id")]
KEEP_ENTRIES = sa.text(f"""
    INSERT INTO entries ({", ".join(ENTRY_COLUMNS)})
    SELECT {", ".join(ENTRY_COLUMNS)} FROM {unnest(ENTRY_COLUMNS)} ORDER BY rider_id, challenge_id
    ON CONFLICT (rider_id, challenge_id) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in CHANGING)}
        WHERE entries.revision < excluded.revision
""")


async def keep_entries(tx: AsyncConnection, entries: Mapping[tuple[UUID, UUID], Heard[EntryJudged]]) -> None:
    """Keep the newest state of these entries, by rider and challenge."""
    rows = [
        (
            entry.rider_id,
            entry.challenge_id,
            entry.city_id,
            entry.revision,
            msgspec.json.encode(entry.name).decode(),
            entry.unit,
            entry.progress,
            entry.target,
            entry.completed_at,
            entry.left,
            time,
        )
        for _, time, entry in entries.values()
    ]
    await tx.execute(KEEP_ENTRIES, by_column(ENTRY_COLUMNS, rows))
