"""Tables of counting: what is known of trips, who has joined, entries, and the marks that their trips left.
Functions never decide or commit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.rules import EntryKey, Gain, Joined, prefix_of
from shared.db import by_column, fetch, unnest

JOINS = sa.text("""
    SELECT rider_id, challenge_id, since, until FROM joins WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
""")


async def joins(tx: AsyncConnection, rider_ids: Collection[UUID]) -> dict[UUID, list[Joined]]:
    """From when to when each of these riders has been in which challenge."""
    found: dict[UUID, list[Joined]] = {}
    for rider_id, *span in await fetch(tx, JOINS, {"rider_ids": list(rider_ids)}):
        found.setdefault(rider_id, []).append(Joined(*span))
    return found


KEY = {"challenge_id": "uuid", "rider_id": "uuid", "period_on": "date"}
MARK_COLUMNS = {**KEY, "mark": "text", "trips": "int"}
ADD_MARKS = sa.text(f"""
    INSERT INTO marks ({", ".join(MARK_COLUMNS)}, city_id)
    SELECT {", ".join(MARK_COLUMNS)}, :city_id FROM {unnest(MARK_COLUMNS)}
    ORDER BY challenge_id, rider_id, period_on, mark
    ON CONFLICT (challenge_id, rider_id, period_on, mark) DO UPDATE SET trips = marks.trips + excluded.trips
    RETURNING new.challenge_id, new.rider_id, new.period_on, new.mark,
        (new.trips > 0)::int - (coalesce(old.trips, 0) > 0)::int AS came
""")


async def add_marks(
    tx: AsyncConnection, city_id: str, gains: Mapping[EntryKey, Gain]
) -> dict[tuple[EntryKey, str], int]:
    """Leave these marks more often, or less. Returns by how many different ones each entry has more now, or
    each of its steps (of which the prefix of marks is told)."""
    rows = [(*key, mark, trips) for key, gain in gains.items() for mark, trips in gain.marks.items() if trips]
    came: dict[tuple[EntryKey, str], int] = {}
    if rows:
        for *entry, mark, more in await fetch(
            tx, ADD_MARKS, {**by_column(MARK_COLUMNS, rows), "city_id": city_id}
        ):
            key = EntryKey(*entry)
            prefix = prefix_of(mark) if gains[key].rule.steps else ""
            came[key, prefix] = came.get((key, prefix), 0) + more
    return came


OF_MARKS = {**KEY, "prefix": "text"}
OF_ENTRIES = f"""
    FROM {unnest(OF_MARKS)} LEFT JOIN entries USING (challenge_id, rider_id, period_on)
    CROSS JOIN LATERAL (
        SELECT {{what}} FROM (
            SELECT substr(mark, length(prefix) + 1) AS mark FROM marks
            WHERE marks.challenge_id = row.challenge_id AND marks.rider_id = row.rider_id
                AND marks.period_on = row.period_on AND trips > 0 AND starts_with(marks.mark, prefix)
        ) AS marks
    ) AS left_by
"""
BEST = sa.text(f"""
    SELECT challenge_id, rider_id, period_on, prefix, coalesce(progress, 0), best
    {OF_ENTRIES.format(what="coalesce(max(mark)::bigint, 0) AS best")}
""")
DAYS = sa.text(f"""
    SELECT challenge_id, rider_id, period_on, prefix, coalesce(progress, 0), days,
        ARRAY(SELECT local_on FROM outages)
    {OF_ENTRIES.format(what="coalesce(array_agg(mark::date), '{}') AS days")}
""")


class Standing(NamedTuple):
    """What an entry's stored progress is, and what its marks say by now: the best, or the days. `outages` are
    all days of outage, where days are asked for."""

    progress: int
    marks: Any
    outages: Sequence[date] = ()


async def standing(
    tx: AsyncConnection, statement: sa.TextClause, keys: Iterable[tuple[EntryKey, str]]
) -> dict[tuple[EntryKey, str], Standing]:
    """The best marks (BEST), or all days (DAYS), of these entries, or of their steps by the prefix of
    marks."""
    rows = await fetch(tx, statement, by_column(OF_MARKS, [(*key, prefix) for key, prefix in keys]))
    return {(EntryKey(*row[:3]), row[3]): Standing(*row[4:]) for row in rows}


class Entry(NamedTuple):
    """An entry after a change. `revision` grows with every change that is said; `is_given` is whether its
    completion was said, `was_given` whether it was before this change, and `was_completed` whether it was
    completed. `progress` is in the challenge's unit.

    The rest is told of those that `judged` stores: the `target` of a rider of its own, how far each step is,
    when each level was reached, how many levels were said to be given, and how many were before.
    """

    challenge_id: UUID
    rider_id: UUID
    period_on: date
    revision: int
    progress: int
    judged_at: datetime
    completed_at: datetime | None
    is_given: bool
    has_left: bool
    was_given: bool
    was_completed: bool
    target: int | None = None
    steps: Sequence[int] = ()
    levels_at: Sequence[datetime] = ()
    level_given: int = 0
    settles_at: datetime | None = None
    had_level: int = 0

    @property
    def key(self) -> EntryKey:
        """Its key."""
        return EntryKey(self.challenge_id, self.rider_id, self.period_on)

    @property
    def gives_otherwise(self) -> bool:
        """Whether this change gives something or takes it back."""
        return self.is_given != self.was_given or self.level_given != self.had_level

    @property
    def is_turned(self) -> bool:
        """Whether this change completed it, or took that back."""
        return (self.completed_at is not None) != self.was_completed


OF_ALL = Entry._fields[:9]
OF_JUDGED = Entry._fields[11:16]
WAS = "coalesce(old.is_given, false) AS was_given, old.completed_at IS NOT NULL AS was_completed"
ENTRY = ", ".join(f"new.{name}" for name in OF_ALL) + f", {WAS}"
JUDGED_ENTRY = f"""
    {ENTRY}, {", ".join(f"new.{name}" for name in OF_JUDGED)}, coalesce(old.level_given, 0) AS had_level
"""
FIND_ENTRY = sa.text(f"""
    SELECT {", ".join(OF_ALL)}, is_given, completed_at IS NOT NULL, {", ".join(OF_JUDGED)}, level_given
    FROM entries
    WHERE challenge_id = :challenge_id AND rider_id = :rider_id AND period_on = :period_on
""")


async def find_entry(tx: AsyncConnection, key: EntryKey) -> Entry | None:
    """An entry as it is stored."""
    rows = await fetch(tx, FIND_ENTRY, key._asdict())
    return Entry(*rows[0]) if rows else None


ENTRY_COLUMNS = {
    **KEY,
    "progress": "bigint",
    "target": "bigint",
    "version": "int",
    "is_paused": "bool",
    "judged_at": "timestamptz",
}
ADD_PROGRESS = sa.text(f"""
    INSERT INTO entries ({", ".join(ENTRY_COLUMNS)}, revision, completed_at, is_given, city_id)
    SELECT {", ".join(ENTRY_COLUMNS)}, 1, CASE WHEN progress >= target THEN judged_at END,
        progress >= target AND NOT is_paused, :city_id
    FROM {unnest(ENTRY_COLUMNS)} ORDER BY challenge_id, rider_id, period_on
    ON CONFLICT (challenge_id, rider_id, period_on) DO UPDATE SET
        progress = entries.progress + excluded.progress,
        revision = entries.revision + 1,
        judged_at = excluded.judged_at,
        is_paused = excluded.is_paused,
        completed_at = CASE WHEN entries.progress + excluded.progress >= entries.target
            THEN coalesce(entries.completed_at, excluded.judged_at) END,
        is_given = entries.progress + excluded.progress >= entries.target
            AND (entries.is_given OR NOT excluded.is_paused)
    RETURNING {ENTRY}
""")


async def add_progress(
    tx: AsyncConnection, city_id: str, gains: Mapping[EntryKey, Gain], progress: Mapping[EntryKey, int]
) -> list[Entry]:
    """Add so much progress to these entries (negative for a void). Returns them."""
    rows: Sequence[Sequence[Any]] = [
        (*key, more, gain.rule.target, gain.rule.version, gain.rule.is_paused, gain.cause.time)
        for key, gain in gains.items()
        if (more := progress.get(key))
    ]
    if not rows:
        return []
    values = {**by_column(ENTRY_COLUMNS, rows), "city_id": city_id}
    return [Entry(*row) for row in await fetch(tx, ADD_PROGRESS, values)]
