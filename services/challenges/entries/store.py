"""Tables of challenges on the event side: facts and entries. Functions take `tx`; they never commit."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.rules import JOIN_REVISION, EntryKey, Facts, Gain, TripChange, facts
from shared.db import by_column, fetch, unnest
from shared.events.heard import Heard
from shared.events.trips import TripJudged

# Batches hold it shared, those who change what is in force hold it alone: so a change is counted from
# all the trips that were there, and every later batch knows of it. No trip in flight is missed.
RULES_LOCK = 0x52756C6573  # "Rules"


async def read_rules_version(tx: AsyncConnection) -> int:
    """The version of all rules together, which stays until the transaction ends."""
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": RULES_LOCK})
    version: int = (await tx.execute(sa.text("SELECT version FROM rules_version"))).scalar_one()
    return version


async def hold_rules(tx: AsyncConnection) -> None:
    """Wait for the batches that are running, and keep others waiting until the transaction ends.

    Waits for 4 s, after which the caller is told to come back (503)."""
    # Longer than for other locks, because a batch may take so long, but no longer than a statement may.
    await tx.execute(sa.text("SET LOCAL lock_timeout = '4s'"))
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": RULES_LOCK})


TRIP_COLUMNS = {
    "trip_id": "uuid",
    "revision": "int",
    "rider_id": "uuid",
    "started_at": "timestamptz",
    "trips": "int",
    "distance_m": "int",
    "duration_s": "int",
    "energy_kcal": "int",
}
REMEMBER = sa.text(f"""
    INSERT INTO trips ({", ".join(TRIP_COLUMNS)}, city_id)
    SELECT row.*, :city_id FROM {unnest(TRIP_COLUMNS)} ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE SET revision = excluded.revision, trips = excluded.trips,
        distance_m = excluded.distance_m, duration_s = excluded.duration_s,
        energy_kcal = excluded.energy_kcal
        WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, new.revision - coalesce(old.revision, 0),
        new.trips - coalesce(old.trips, 0), new.distance_m - coalesce(old.distance_m, 0),
        new.duration_s - coalesce(old.duration_s, 0), new.energy_kcal - coalesce(old.energy_kcal, 0)
""")


async def remember(
    tx: AsyncConnection, city_id: str, trips: Mapping[UUID, Heard[TripJudged]]
) -> list[TripChange]:
    """Keep what is new about these trips. Returns what it changed."""
    rows = [
        (trip_id, heard.event.revision, heard.event.rider_id, heard.event.started_at, *facts(heard.event))
        for trip_id, heard in trips.items()
    ]
    changed = await fetch(tx, REMEMBER, {**by_column(TRIP_COLUMNS, rows), "city_id": city_id})
    return [TripChange(trips[trip_id], Facts(*gained), revisions) for trip_id, revisions, *gained in changed]


class Joins(NamedTuple):
    """Which challenges some riders have joined, and how often they have joined or left each, ever."""

    of_rider: dict[UUID, list[UUID]]
    changes: dict[EntryKey, int]


async def joins(tx: AsyncConnection, rider_ids: Collection[UUID]) -> Joins:
    """What these riders have joined and left."""
    statement = sa.text("""
        SELECT rider_id, challenge_id, joined, changes FROM joins
        WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
    """)
    found = Joins({}, {})
    for rider_id, challenge_id, joined, changes in await tx.execute(
        statement, {"rider_ids": list(rider_ids)}
    ):
        if joined:
            found.of_rider.setdefault(rider_id, []).append(challenge_id)
        found.changes[EntryKey(challenge_id, rider_id)] = changes
    return found


async def counted(tx: AsyncConnection, pairs: Sequence[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Those of these pairs of a challenge and a trip that were counted before the challenge stopped."""
    columns = {"challenge_id": "uuid", "trip_id": "uuid"}
    statement = f"""
        SELECT challenge_id, trip_id
        FROM counted_trips JOIN {unnest(columns)} USING (challenge_id, trip_id)
    """
    rows = await tx.execute(sa.text(statement), by_column(columns, pairs))
    return {(challenge_id, trip_id) for challenge_id, trip_id in rows}


class Entry(NamedTuple):
    """An entry after it changed; `revision` counts everything that ever changed it."""

    challenge_id: UUID
    rider_id: UUID
    revision: int
    progress: int
    judged_at: datetime
    completed_at: datetime | None
    has_left: bool


ENTRY = """new.challenge_id, new.rider_id, new.base_revision + new.trip_revisions AS revision,
    new.progress, new.judged_at, new.completed_at, new.has_left"""

ENTRY_COLUMNS = {
    "challenge_id": "uuid",
    "rider_id": "uuid",
    "progress": "bigint",
    "target": "bigint",
    "version": "int",
    "base_revision": "bigint",
    "trip_revisions": "bigint",
    "judged_at": "timestamptz",
}
ADD_PROGRESS = sa.text(f"""
    WITH changed AS (
        INSERT INTO entries ({", ".join(ENTRY_COLUMNS)}, completed_at, city_id)
        SELECT row.*, CASE WHEN progress >= target THEN judged_at END, :city_id
        FROM {unnest(ENTRY_COLUMNS)}
        ORDER BY challenge_id, rider_id
        ON CONFLICT (challenge_id, rider_id) DO UPDATE SET
            progress = entries.progress + excluded.progress,
            trip_revisions = entries.trip_revisions + excluded.trip_revisions,
            judged_at = excluded.judged_at,
            completed_at = CASE WHEN entries.progress + excluded.progress >= entries.target
                THEN coalesce(entries.completed_at, excluded.judged_at) END
        RETURNING {ENTRY}, coalesce(old.progress, 0) <> new.progress AS differs
    )
    SELECT {", ".join(Entry._fields)} FROM changed WHERE differs
""")


async def add_progress(
    tx: AsyncConnection, city_id: str, gains: Mapping[EntryKey, Gain], joinings: Mapping[EntryKey, int]
) -> list[Entry]:
    """Move these entries on, or back. Returns those whose progress is another than before.

    `joinings` (and leavings) count in a new entry's revision as in the backfill, or after a replay it would
    have fallen back.
    """
    rows = [
        (
            *key,
            gain.progress,
            gain.challenge.target,
            gain.challenge.version,
            gain.challenge.base_revision + JOIN_REVISION * joinings.get(key, 0),
            gain.revisions,
            gain.cause.time,
        )
        for key, gain in gains.items()
    ]
    values = {**by_column(ENTRY_COLUMNS, rows), "city_id": city_id}
    changed = await fetch(tx, ADD_PROGRESS, values)
    return [Entry(*row) for row in changed]
