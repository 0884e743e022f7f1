"""The tables of challenges and of riders' entries in them."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, unnest
from shared.events.challenges import ChallengePublished, EntryJudged, EntryKey, EntryMoved
from shared.events.heard import Heard

CHALLENGE_COLUMNS = {
    "challenge_id": "uuid",
    "city_id": "text",
    "revision": "int",
    "state": "text",
    "name": "text",
    "reward_points": "int",
    "ends_at": "timestamptz",
}
KEEP_CHALLENGES = sa.text(f"""
    INSERT INTO challenges ({", ".join(CHALLENGE_COLUMNS)})
    SELECT {", ".join(CHALLENGE_COLUMNS)} FROM {unnest(CHALLENGE_COLUMNS)} ORDER BY challenge_id
    ON CONFLICT (challenge_id) DO UPDATE
        SET revision = excluded.revision, state = excluded.state, name = excluded.name,
            reward_points = excluded.reward_points, ends_at = excluded.ends_at
        WHERE challenges.revision < excluded.revision
""")


async def keep_challenges(tx: AsyncConnection, challenges: Mapping[UUID, Heard[ChallengePublished]]) -> None:
    """Upsert those of these challenges that are newer than the stored revision."""
    rows = [
        (
            challenge.challenge_id,
            challenge.city_id,
            challenge.revision,
            challenge.state,
            msgspec.json.encode(challenge.name).decode(),
            challenge.reward_points,
            challenge.ends_at,
        )
        for _, _, challenge in challenges.values()
    ]
    await tx.execute(KEEP_CHALLENGES, by_column(CHALLENGE_COLUMNS, rows))


ENTRY_KEY = {"rider_id": "uuid", "challenge_id": "uuid", "part": "text"}
OF_ENTRY = {
    **ENTRY_KEY,
    "city_id": "text",
    "participant_kind": "text",
    "participant_id": "text",
    "period_start": "date",
}
"""What of an entry no event changes."""
PROGRESS_COLUMNS = {
    **OF_ENTRY,
    "revision": "bigint",
    "measure": "text",
    "progress": "bigint",
    "target": "bigint",
    "level": "int",
    "ends_at": "timestamptz",
    "as_of": "timestamptz",
}
CHANGING = [name for name in PROGRESS_COLUMNS if name not in OF_ENTRY]
KEEP_PROGRESS = sa.text(f"""
    INSERT INTO entries ({", ".join(PROGRESS_COLUMNS)})
    SELECT {", ".join(PROGRESS_COLUMNS)} FROM {unnest(PROGRESS_COLUMNS)}
    ORDER BY rider_id, challenge_id, part
    ON CONFLICT (rider_id, challenge_id, part) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in CHANGING)}
        WHERE entries.revision < excluded.revision
""")


async def keep_progress(
    tx: AsyncConnection, entries: Mapping[EntryKey, Heard[EntryJudged] | Heard[EntryMoved]]
) -> None:
    """Upsert the progress of these entries, which both types of event tell."""
    rows = [
        (
            *key,
            entry.city_id,
            entry.participant.kind,
            entry.participant.id,
            entry.period_start,
            entry.revision,
            entry.unit,
            entry.progress,
            entry.target,
            entry.level,
            entry.ends_at,
            time,
        )
        for key, (_, time, entry) in entries.items()
    ]
    await tx.execute(KEEP_PROGRESS, by_column(PROGRESS_COLUMNS, rows))


JUDGEMENT_COLUMNS = {
    **ENTRY_KEY,
    "judged_revision": "bigint",
    "completed_at": "timestamptz",
    "has_left": "bool",
}
KEEP_JUDGEMENTS = sa.text(f"""
    UPDATE entries SET judged_revision = row.judged_revision, completed_at = row.completed_at,
        has_left = row.has_left
    FROM {unnest(JUDGEMENT_COLUMNS)}
    WHERE entries.rider_id = row.rider_id AND entries.challenge_id = row.challenge_id
        AND entries.part = row.part AND entries.judged_revision < row.judged_revision
""")


async def keep_judgements(tx: AsyncConnection, entries: Mapping[EntryKey, Heard[EntryJudged]]) -> None:
    """Keep when these entries were completed, and whether riders left. `keep_progress` has made their rows.

    `judged_revision` is not `revision`: an EntryMoved with a higher revision may have come before, and says
    nothing about completion.
    """
    rows = [(*key, entry.revision, entry.completed_at, entry.left) for key, (_, _, entry) in entries.items()]
    await tx.execute(KEEP_JUDGEMENTS, by_column(JUDGEMENT_COLUMNS, rows))
