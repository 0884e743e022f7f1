"""The rows of entries of which the progress alone does not tell whether they are completed: with levels,
steps, a time of settling, targets of their own, or other challenges that they require. Functions never decide
or commit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.judging import Held, Judged, Numbers, Said
from services.challenges.counting.rules import EntryKey
from services.challenges.counting.store import JUDGED_ENTRY, KEY, Entry
from services.challenges.matching.rules import Rule
from shared.db import by_column, fetch, unnest

HELD = "progress, trips, steps, baseline, target, completed_at, is_given, levels_at, level_given"
NEW_COLUMNS = {**KEY, "version": "int", "judged_at": "timestamptz"}
# Revision 0 was never said. A row that exists is locked by the update that changes nothing.
HOLD = sa.text(f"""
    INSERT INTO entries ({", ".join(NEW_COLUMNS)}, city_id, revision, progress, target, is_paused, is_given)
    SELECT {", ".join(NEW_COLUMNS)}, :city_id, 0, 0, 0, false, false
    FROM {unnest(NEW_COLUMNS)} ORDER BY challenge_id, rider_id, period_on
    ON CONFLICT (challenge_id, rider_id, period_on) DO UPDATE SET revision = entries.revision
    RETURNING {", ".join(KEY)}, {HELD}, is_decided, is_allowed
""")


def held_of(row: Sequence[Any]) -> Held:
    """The row of an entry: what HELD names, whether it is decided, and whether all it requires is
    completed."""
    progress, trips, steps, baseline, target, completed_at, is_given, levels_at, level_given = row[:9]
    return Held(
        Numbers(progress, trips, tuple(steps), baseline),
        target,
        Said(completed_at, is_given, tuple(levels_at), level_given),
        *row[9:],
    )


async def hold(
    tx: AsyncConnection, city_id: str, entries: Mapping[EntryKey, int], now: datetime
) -> dict[EntryKey, Held]:
    """Lock these entries, with the version in force of each. Those that were not there are made, empty."""
    rows = [(*key, version, now) for key, version in entries.items()]
    found = await fetch(tx, HOLD, {**by_column(NEW_COLUMNS, rows), "city_id": city_id})
    return {EntryKey(*row[:3]): held_of(row[3:]) for row in found}


COLUMNS = {
    **KEY,
    "version": "int",
    "progress": "bigint",
    "trips": "bigint",
    "steps": "text",
    "baseline": "bigint",
    "target": "bigint",
    "completed_at": "timestamptz",
    "is_given": "bool",
    "levels_at": "text",
    "level_given": "int",
    "is_paused": "bool",
    "judged_at": "timestamptz",
    "has_left": "bool",
    "settles_at": "timestamptz",
    "is_decided": "bool",
    "is_allowed": "bool",
}
ARRAYS = {"steps": "bigint[]", "levels_at": "timestamptz[]"}
"""Columns of lists, which come as the text of an array: PostgreSQL has no rows of lists of many lengths."""
PUT = sa.text(f"""
    INSERT INTO entries ({", ".join(COLUMNS)}, revision, city_id)
    SELECT {", ".join(f"CAST({each} AS {ARRAYS[each]})" if each in ARRAYS else each for each in COLUMNS)},
        1, :city_id
    FROM {unnest(COLUMNS)} ORDER BY challenge_id, rider_id, period_on
    ON CONFLICT (challenge_id, rider_id, period_on) DO UPDATE SET revision = entries.revision + 1,
        {", ".join(f"{each} = excluded.{each}" for each in COLUMNS if each not in KEY)}
    RETURNING {JUDGED_ENTRY}
""")


async def put(tx: AsyncConnection, city_id: str, entries: Sequence[Judged]) -> list[Entry]:
    """Store these entries, whose rows are locked or are those of a challenge that nobody else counts now."""
    if not entries:
        return []
    rows = [
        (
            *each.key,
            each.version,
            each.progress,
            each.numbers.trips,
            "{" + ",".join(map(str, each.numbers.steps)) + "}",
            each.numbers.baseline,
            each.target,
            each.said.completed_at,
            each.said.is_given,
            "{" + ",".join(at.isoformat() for at in each.said.levels_at) + "}",
            each.said.level_given,
            each.is_paused,
            each.judged_at,
            each.has_left,
            each.settles_at,
            each.is_decided,
            each.is_allowed,
        )
        for each in entries
    ]
    values = {**by_column(COLUMNS, rows), "city_id": city_id}
    return [Entry(*row) for row in await fetch(tx, PUT, values)]


REQUIRED = {"rider_id": "uuid", "challenge_id": "uuid"}
COMPLETED = sa.text(f"""
    SELECT rider_id, challenge_id FROM {unnest(REQUIRED)}
    WHERE EXISTS (
        SELECT FROM completed_by WHERE completed_by.challenge_id = row.challenge_id
            AND completed_by.rider_id = row.rider_id
    )
""")


async def completed(
    tx: AsyncConnection, wanted: Collection[tuple[UUID, UUID]]
) -> frozenset[tuple[UUID, UUID]]:
    """Those of these riders and challenges of which the rider has completed an entry, in any period, or is
    rewarded for one of a team."""
    if not wanted:
        return frozenset()
    rows = await fetch(tx, COMPLETED, by_column(REQUIRED, sorted(wanted)))
    return frozenset((row[0], row[1]) for row in rows)


async def missing_of(tx: AsyncConnection, rule: Rule, rider_id: UUID) -> list[UUID]:
    """The challenges that this one requires and the rider has not completed."""
    done = await completed(tx, {(rider_id, each) for each in rule.tree.requires})
    return [each for each in rule.tree.requires if (rider_id, each) not in done]


OF_RIDERS = sa.text(f"""
    SELECT challenge_id, rider_id, period_on FROM {unnest(REQUIRED)} JOIN entries
        USING (rider_id, challenge_id)
    WHERE NOT has_left
""")


async def of_riders(tx: AsyncConnection, wanted: Iterable[tuple[UUID, UUID]]) -> list[EntryKey]:
    """The entries of these riders in these challenges, of all periods."""
    rows = await fetch(tx, OF_RIDERS, by_column(REQUIRED, sorted(wanted)))
    return [EntryKey(*row) for row in rows]


DUE = sa.text("""
    SELECT challenge_id, rider_id, period_on FROM entries
    WHERE NOT is_decided AND settles_at <= :now ORDER BY settles_at LIMIT :most
""")


async def due(tx: AsyncConnection, now: datetime, most: int) -> list[EntryKey]:
    """Entries that are to be decided by now: those whose time came first."""
    return [EntryKey(*row) for row in await fetch(tx, DUE, {"now": now, "most": most})]
