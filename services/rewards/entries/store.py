"""Table of entries: the last revision of each and what it gives. Functions never decide or commit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.charges.rules import NO_LEVEL
from services.rewards.entries.rules import Earned, Earning, EntryChange, tickets_given
from shared.db import by_column, fetch, unnest
from shared.events.challenges import EntryJudged, EntryKey
from shared.events.heard import Heard

ENTRY_COLUMNS = {
    "rider_id": "uuid",
    "challenge_id": "uuid",
    "part": "text",
    "revision": "bigint",
    "points": "int",
    "available_at": "timestamptz",
    "levels": "jsonb",
    "tickets": "jsonb",
}
REMEMBER = sa.text(f"""
    INSERT INTO entries ({", ".join(ENTRY_COLUMNS)}, city_id)
    SELECT {", ".join(ENTRY_COLUMNS)}, :city_id
    FROM {unnest(ENTRY_COLUMNS)} ORDER BY rider_id, challenge_id, part
    ON CONFLICT (rider_id, challenge_id, part) DO UPDATE
        SET revision = excluded.revision, points = excluded.points, available_at = excluded.available_at,
            levels = excluded.levels, tickets = excluded.tickets
        WHERE entries.revision < excluded.revision
    RETURNING new.rider_id, new.challenge_id, new.part, old.points, old.available_at, old.levels
""")


async def remember(
    tx: AsyncConnection, city_id: str, entries: Mapping[EntryKey, tuple[Heard[EntryJudged], Earning]]
) -> list[EntryChange]:
    """Upsert those of these entries, each with what it gives, that are newer than the stored revision.
    Returns them with what they gave before."""
    rows = [
        (*key, heard.event.revision, *_paid(heard.event, earning), tickets_given(heard.event))
        for key, (heard, earning) in entries.items()
    ]
    changed = await fetch(tx, REMEMBER, {**by_column(ENTRY_COLUMNS, rows), "city_id": city_id})
    return [EntryChange(*entries[EntryKey(*row[:3])], _earning(*row[3:])) for row in changed]


def _paid(entry: EntryJudged, earning: Earning) -> tuple[int, datetime, str | None]:
    """What an entry gives as its row has it: in all, from when on all of it can be spent, and each level's
    part as JSON where there are levels."""
    paid = {level: earned[:2] for level, earned in earning.items() if earned.points}
    last = max((available_at for _, available_at in paid.values()), default=entry.judged_at)
    levels = msgspec.json.encode(paid).decode() if paid.keys() - {NO_LEVEL} else None
    return sum(points for points, _ in paid.values()), last, levels


def _earning(points: int | None, available_at: Any, levels: Any) -> Earning:
    """What a row says that an entry gives; nothing where there was no row."""
    if levels is not None:
        paid_by_level = msgspec.convert(levels, dict[int, tuple[int, datetime]], str_keys=True)
        return {level: Earned(*paid) for level, paid in paid_by_level.items()}
    return {} if points is None else {NO_LEVEL: Earned(points, available_at)}
