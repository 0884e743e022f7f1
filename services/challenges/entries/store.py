"""Tables of entries: the trips that are counted, who joined, progress. Functions never commit."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.entries.rules import (
    DAY_BEGINS,
    DAY_ENDS,
    JOIN_REVISION,
    EntryKey,
    Facts,
    Gain,
    TripBefore,
    TripChange,
    base_revision,
    facts,
)
from services.challenges.rules import Challenge
from shared.db import by_column, fetch, unnest
from shared.events.heard import Heard
from shared.events.trips import TripJudged

TRIP_COLUMNS = {
    "trip_id": "uuid",
    "revision": "int",
    "rider_id": "uuid",
    "local_on": "date",
    "started_at": "timestamptz",
    "trips": "int",
    "distance_m": "int",
    "duration_s": "int",
    "energy_kcal": "int",
}
# A trip's local day never changes either, but trips that were stored before it was kept have none.
NEVER_CHANGING = ("trip_id", "rider_id")
NEWEST = ", ".join(f"{name} = excluded.{name}" for name in TRIP_COLUMNS if name not in NEVER_CHANGING)
REMEMBER = sa.text(f"""
    INSERT INTO trips ({", ".join(TRIP_COLUMNS)}, city_id)
    SELECT {", ".join(TRIP_COLUMNS)}, :city_id FROM {unnest(TRIP_COLUMNS)} ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE SET {NEWEST}
        WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, old.revision, old.started_at, {", ".join(f"old.{name}" for name in Facts._fields)}
""")


async def remember(
    tx: AsyncConnection, city_id: str, trips: Mapping[UUID, Heard[TripJudged]]
) -> list[TripChange]:
    """Upsert the newest revisions of these trips. Returns the trips whose stored revision was older."""
    brings = {trip_id: facts(heard.event) for trip_id, heard in trips.items()}
    rows = [
        (trip_id, trip.revision, trip.rider_id, trip.local_on, trip.started_at, *brings[trip_id])
        for trip_id, heard in trips.items()
        for trip in (heard.event,)
    ]
    changed = await fetch(tx, REMEMBER, {**by_column(TRIP_COLUMNS, rows), "city_id": city_id})
    return [
        TripChange(
            trips[trip_id],
            brings[trip_id],
            None if revision is None else TripBefore(revision, started_at, Facts(*brought)),
        )
        for trip_id, revision, started_at, *brought in changed
    ]


class Joins(NamedTuple):
    """`by_rider`: the ids of the challenges that each rider has joined. `changes`: how often a rider has ever
    joined or left a challenge."""

    by_rider: dict[UUID, list[UUID]]
    changes: dict[EntryKey, int]


JOINS = sa.text("""
    SELECT rider_id, challenge_id, joined, changes FROM joins
    WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
""")


async def joins(tx: AsyncConnection, rider_ids: Collection[UUID]) -> Joins:
    """The joinings and leavings of these riders."""
    rider_joins = Joins({}, {})
    for rider_id, challenge_id, joined, changes in await fetch(tx, JOINS, {"rider_ids": list(rider_ids)}):
        if joined:
            rider_joins.by_rider.setdefault(rider_id, []).append(challenge_id)
        rider_joins.changes[challenge_id, rider_id] = changes
    return rider_joins


async def counted(tx: AsyncConnection, pairs: Sequence[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Those pairs (challenge_id, trip_id) that were counted before the challenge was paused or closed."""
    columns = {"challenge_id": "uuid", "trip_id": "uuid"}
    statement = f"""
        SELECT challenge_id, trip_id
        FROM counted_trips JOIN {unnest(columns)} USING (challenge_id, trip_id)
    """
    rows = await tx.execute(sa.text(statement), by_column(columns, pairs))
    return {(challenge_id, trip_id) for challenge_id, trip_id in rows}


class Entry(NamedTuple):
    """An entry after a change. `revision` grows with every change; `was_completed` is whether the entry was
    completed before this one. `progress` is in the challenge's unit."""

    challenge_id: UUID
    rider_id: UUID
    revision: int
    progress: int
    judged_at: datetime
    completed_at: datetime | None
    has_left: bool
    was_completed: bool


ENTRY = """new.challenge_id, new.rider_id, new.base_revision + new.trip_revisions AS revision,
    new.progress, new.judged_at, new.completed_at, new.has_left,
    old.completed_at IS NOT NULL AS was_completed"""

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
        SELECT {", ".join(ENTRY_COLUMNS)}, CASE WHEN progress >= target THEN judged_at END, :city_id
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
    """Add what these entries gained (negative for a void). Returns the entries whose progress changed.

    `joinings` (and leavings) are part of a new entry's base revision, as in `backfill`: without them a replay
    would give the entry a lower revision than before.
    """
    rows = [
        (
            *key,
            gain.progress,
            gain.challenge.target,
            gain.challenge.version,
            base_revision(gain.challenge.beginnings, joinings.get(key, 0)),
            gain.revisions,
            gain.cause.time,
        )
        for key, gain in gains.items()
    ]
    values = {**by_column(ENTRY_COLUMNS, rows), "city_id": city_id}
    changed_rows = await fetch(tx, ADD_PROGRESS, values)
    return [Entry(*row) for row in changed_rows]


# Counts all stored trips, whenever they arrived. A rider who has an entry but no trip in the (new) window
# gets progress 0. An entry that stays completed keeps its completed_at.
#
# Revisions are added up as by `rules.matches`: with those of corrected trips that start outside the window,
# on a local day on which it is open. Who has only such trips gets an entry, of which nobody is told. All
# starts of a local day lie within 50 hours, so that the indexes on started_at serve.
BACKFILL = f"""
    WITH reached AS (
        SELECT rider_id, revision, {{measure}} AS brings, is_inside FROM trips
        CROSS JOIN LATERAL (
            SELECT started_at >= :starts_at AND started_at < :ends_at AS is_inside,
                CAST(local_on AS timestamp) AT TIME ZONE 'UTC' AS day
        ) AS place
        WHERE started_at > CAST(:starts_at AS timestamptz) - interval '50 hours'
            AND started_at < CAST(:ends_at AS timestamptz) + interval '50 hours'
            AND (is_inside OR (
                revision > 1 AND day + CAST(:day_ends AS interval) > :starts_at
                AND day + CAST(:day_begins AS interval) < :ends_at
            )) {{of_rider}}
    ), riders AS (
        SELECT rider_id, coalesce(sum(brings) FILTER (WHERE is_inside), 0) AS progress,
            sum(revision) AS revisions, bool_or(is_inside) AS rode_inside
        FROM reached GROUP BY rider_id
    ), known AS (
        SELECT rider_id FROM entries WHERE challenge_id = :challenge_id {{of_rider}}
        UNION SELECT rider_id FROM riders WHERE :who = 'all'
        UNION SELECT rider_id FROM joins WHERE challenge_id = :challenge_id AND joined {{of_rider}}
    ), counted AS (
        SELECT rider_id, coalesce(riders.progress, 0) AS progress, coalesce(riders.revisions, 0) AS revisions,
            coalesce(joins.changes, 0) AS changes,
            :who = 'joined' AND NOT coalesce(joins.joined, false) AS has_left,
            :who = 'joined' OR coalesce(rode_inside, true) AS is_told
        FROM known LEFT JOIN riders USING (rider_id)
            LEFT JOIN (SELECT rider_id, joined, changes FROM joins WHERE challenge_id = :challenge_id)
                AS joins USING (rider_id)
    ), made AS (
        INSERT INTO entries (challenge_id, rider_id, progress, target, version, base_revision,
            trip_revisions, judged_at, completed_at, has_left, city_id)
        SELECT :challenge_id, rider_id, progress, :target, :version,
            CAST(:base_revision AS bigint) + CAST(:join_revision AS bigint) * changes, revisions,
            CAST(:at AS timestamptz),
            CASE WHEN progress >= :target AND NOT has_left THEN CAST(:at AS timestamptz) END,
            has_left, :city_id
        FROM counted ORDER BY rider_id
        ON CONFLICT (challenge_id, rider_id) DO UPDATE SET progress = excluded.progress,
            target = excluded.target, version = excluded.version, base_revision = excluded.base_revision,
            trip_revisions = excluded.trip_revisions, judged_at = excluded.judged_at,
            has_left = excluded.has_left,
            completed_at = CASE WHEN excluded.completed_at IS NOT NULL
                THEN coalesce(entries.completed_at, excluded.completed_at) END
        RETURNING {ENTRY}, old.rider_id IS NULL AS is_new
    )
    SELECT {", ".join(f"made.{name}" for name in Entry._fields)} FROM made JOIN counted USING (rider_id)
    WHERE is_told OR NOT is_new
"""


async def backfill(
    tx: AsyncConnection, city_id: str, challenge: Challenge, at: datetime, rider_id: UUID | None = None
) -> list[Entry]:
    """Count a challenge anew from all stored trips, for all riders or for one, in one statement."""
    of_rider = "AND rider_id = :rider_id" if rider_id else ""
    values = {
        "challenge_id": challenge.challenge_id,
        "starts_at": challenge.starts_at,
        "ends_at": challenge.ends_at,
        "who": challenge.who,
        "target": challenge.target,
        "version": challenge.version,
        "base_revision": base_revision(challenge.beginnings, 0),
        "join_revision": JOIN_REVISION,
        "day_begins": DAY_BEGINS,
        "day_ends": DAY_ENDS,
        "at": at,
        "city_id": city_id,
        **({"rider_id": rider_id} if rider_id else {}),
    }
    statement = sa.text(BACKFILL.format(measure=challenge.measure, of_rider=of_rider))
    return [Entry(*row) for row in await tx.execute(statement, values)]


async def begin_again(tx: AsyncConnection, challenge_id: UUID) -> list[Entry]:
    """Count one more beginning of a challenge, so that its entries can be published anew without being
    counted anew: at a higher revision. Returns those of riders who take part."""
    await tx.execute(
        sa.text("UPDATE challenges SET beginnings = beginnings + 1 WHERE challenge_id = :challenge_id"),
        {"challenge_id": challenge_id},
    )
    updated = await tx.execute(
        sa.text(f"""
            UPDATE entries SET base_revision = base_revision + CAST(:beginning AS bigint)
            WHERE challenge_id = :challenge_id AND NOT has_left RETURNING {ENTRY}
        """),
        {"challenge_id": challenge_id, "beginning": base_revision(1, 0)},
    )
    return [Entry(*row) for row in updated]


async def freeze(tx: AsyncConnection, city_id: str, challenge: Challenge) -> None:
    """Store which trips a paused or closed challenge has counted: only those can still be taken back."""
    await tx.execute(
        sa.text("""
            INSERT INTO counted_trips (challenge_id, trip_id, city_id)
            SELECT :challenge_id, trip_id, :city_id FROM trips
            WHERE started_at >= :starts_at AND started_at < :ends_at AND trips > 0
                AND (:who = 'all' OR EXISTS (
                    SELECT FROM joins WHERE joins.rider_id = trips.rider_id
                        AND joins.challenge_id = :challenge_id AND joined))
            ON CONFLICT DO NOTHING
        """),
        {
            "challenge_id": challenge.challenge_id,
            "starts_at": challenge.starts_at,
            "ends_at": challenge.ends_at,
            "who": challenge.who,
            "city_id": city_id,
        },
    )


async def unfreeze(tx: AsyncConnection, challenge_id: UUID) -> None:
    """Forget which trips the challenge had counted: it counts all trips again."""
    await tx.execute(
        sa.text("DELETE FROM counted_trips WHERE challenge_id = :challenge_id"),
        {"challenge_id": challenge_id},
    )


async def join(tx: AsyncConnection, city_id: str, challenge_id: UUID, rider_id: UUID) -> bool:
    """Store that the rider takes part. Returns False if the rider did already."""
    inserted = await tx.execute(
        sa.text("""
            INSERT INTO joins (rider_id, challenge_id, city_id, joined, changes)
            VALUES (:rider_id, :challenge_id, :city_id, true, 1)
            ON CONFLICT (rider_id, challenge_id) DO UPDATE
                SET joined = true, changes = joins.changes + 1 WHERE NOT joins.joined
        """),
        {"rider_id": rider_id, "challenge_id": challenge_id, "city_id": city_id},
    )
    return inserted.rowcount == 1


async def leave(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID) -> bool:
    """Store that the rider takes part no longer. Returns False if the rider did not take part."""
    updated = await tx.execute(
        sa.text("""
            UPDATE joins SET joined = false, changes = changes + 1
            WHERE rider_id = :rider_id AND challenge_id = :challenge_id AND joined
        """),
        {"rider_id": rider_id, "challenge_id": challenge_id},
    )
    return updated.rowcount == 1


async def is_completed(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID) -> bool:
    """Whether the rider's entry is completed now."""
    rows = await tx.execute(
        sa.text("""
            SELECT FROM entries WHERE challenge_id = :challenge_id AND rider_id = :rider_id
                AND completed_at IS NOT NULL
        """),
        {"challenge_id": challenge_id, "rider_id": rider_id},
    )
    return rows.rowcount == 1
