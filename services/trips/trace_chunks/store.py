"""The tables `live_trips` and `live_chunks`: what has been heard of live trips. Functions take `tx`; they
never decide."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Answer
from services.trips.trace_chunks.rules import (
    TAKEN_AFTER_FIRST,
    End,
    HeardOf,
    Known,
    runs_of,
    unpacked_points,
)
from services.trips.traces.rules import Points
from shared.db import fetch

COLUMNS = """
    live_trips.rider_id, live_trips.heard_at, live_trips.closes_at, live_trips.closed,
    live_trips.started_at, live_trips.ending::text AS ending, live_trips.end_verdict, live_trips.end_reasons,
    live_trips.cancelled_at IS NOT NULL AS is_cancelled, live_trips.seqs::text AS seqs, live_trips.points,
    live_trips.points <> live_trips.cleaned_points AND NOT live_trips.closed AS is_stale
"""
# A trip of a day and a second before the start has ended by then. What ends an hour before it is not near.
KNOWN = sa.text(f"""
    SELECT {COLUMNS}, trips.rider_id AS trip_rider_id, trips.live, trips.verdict, trips.reasons,
        trips.withdrawn, trips.decided_verdict IS NOT NULL AS is_decided, live_chunks.points AS chunk,
        EXISTS (
            SELECT FROM trips AS near
            WHERE near.rider_id = trips.rider_id AND near.way <> 'phone'
                AND near.started_at > trips.started_at - interval '1 day 1 second'
                AND near.ended_at > trips.started_at - interval '1 hour'
        ) AS has_near
    FROM (SELECT CAST(:trip_id AS uuid) AS trip_id) AS asked
    LEFT JOIN live_trips ON live_trips.trip_id = asked.trip_id
    LEFT JOIN trips ON trips.trip_id = asked.trip_id
    LEFT JOIN live_chunks ON live_chunks.trip_id = asked.trip_id AND live_chunks.seq = CAST(:seq AS int)
""")


async def known(tx: AsyncConnection, trip_id: UUID, seq: int | None = None) -> Known:
    """What is known of an id; with the stored chunk of this seq, if one is asked for."""
    (row,) = await fetch(tx, KNOWN, {"trip_id": trip_id, "seq": seq})
    return Known(
        owner=row["rider_id"] or row["trip_rider_id"],
        is_whole=row["trip_rider_id"] is not None and not row["live"],
        heard=_heard_of(trip_id, row) if row["rider_id"] else None,
        verdict=row["verdict"],
        reasons=tuple(row["reasons"] or ()),
        withdrawn=row["withdrawn"],
        is_decided=row["is_decided"],
        has_near=row["has_near"],
        chunk=row["chunk"],
    )


def _heard_of(trip_id: UUID, row: Any) -> HeardOf:
    told = row["end_verdict"] and Answer(row["end_verdict"], tuple(row["end_reasons"]))
    return HeardOf(
        trip_id=trip_id,
        rider_id=row["rider_id"],
        heard_at=row["heard_at"],
        closes_at=row["closes_at"],
        started_at=row["started_at"],
        ending=msgspec.json.decode(row["ending"], type=End) if row["ending"] else None,
        ending_answer=told or None,
        is_cancelled=row["is_cancelled"],
        seqs=runs_of(row["seqs"]),
        points=row["points"],
        is_stale=row["is_stale"],
        is_deleted=row["closed"],
    )


OF_TRIPS = sa.text(f"""
    SELECT live_trips.trip_id, {COLUMNS} FROM live_trips WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))
""")


async def of_trips(tx: AsyncConnection, trip_ids: Collection[UUID]) -> dict[UUID, HeardOf]:
    """What has been heard of these live trips."""
    rows = await fetch(tx, OF_TRIPS, {"trip_ids": list(trip_ids)})
    return {row["trip_id"]: _heard_of(row["trip_id"], row) for row in rows}


async def names_of_live(tx: AsyncConnection, trip_ids: Collection[UUID]) -> set[UUID]:
    """Those of these ids that name live trips."""
    rows = await tx.execute(
        sa.text("SELECT trip_id FROM live_trips WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))"),
        {"trip_ids": list(trip_ids)},
    )
    return set(rows.scalars())


async def open_of(tx: AsyncConnection, rider_id: UUID) -> dict[UUID, datetime]:
    """The rider's live trips without an end that are neither withdrawn nor decided, and when each was heard
    of last."""
    rows = await tx.execute(
        sa.text("""
            SELECT live_trips.trip_id, live_trips.heard_at FROM live_trips JOIN trips USING (trip_id)
            WHERE live_trips.rider_id = :rider_id AND live_trips.started_at IS NOT NULL
                AND live_trips.ending IS NULL AND live_trips.cancelled_at IS NULL
                AND trips.withdrawn IS NULL AND trips.decided_verdict IS NULL
        """),
        {"rider_id": rider_id},
    )
    return {row.trip_id: row.heard_at for row in rows}


HEAR = sa.text("""
    INSERT INTO live_trips (trip_id, city_id, rider_id, first_heard_at, heard_at, closes_at)
    VALUES (:trip_id, :city_id, :rider_id, :now, :now, :closes_at)
    ON CONFLICT (trip_id) DO UPDATE SET heard_at = greatest(live_trips.heard_at, :now)
    WHERE live_trips.rider_id = :rider_id
""")


async def hear(tx: AsyncConnection, city_id: str, rider_id: UUID, trip_id: UUID, now: datetime) -> bool:
    """Note that a message of a live trip has come. Returns False where a concurrent transaction of another
    rider has taken the id."""
    values = {"trip_id": trip_id, "city_id": city_id, "rider_id": rider_id, "now": now}
    heard = await tx.execute(HEAR, values | {"closes_at": now + TAKEN_AFTER_FIRST})
    return heard.rowcount == 1


ADD_CHUNK = sa.text("""
    WITH chunk AS (
        INSERT INTO live_chunks (trip_id, seq, points) VALUES (CAST(:trip_id AS uuid), :seq, :points)
    )
    UPDATE live_trips SET seqs = seqs + int4multirange(int4range(CAST(:seq AS int), CAST(:seq AS int) + 1)),
        points = live_trips.points + CAST(:count AS int),
        heard_at = greatest(heard_at, CAST(:now AS timestamptz))
    WHERE trip_id = CAST(:trip_id AS uuid)
    RETURNING live_trips.seqs::text AS seqs, live_trips.points AS points, closes_at
""")


class Arrived(NamedTuple):
    """The chunks of a trip that have come (first and last of each run), how many points are in them, and
    until when more are taken."""

    seqs: tuple[tuple[int, int], ...]
    points: int
    closes_at: datetime


async def add_chunk(
    tx: AsyncConnection, trip_id: UUID, seq: int, points: bytes, count: int, now: datetime
) -> Arrived:
    """Insert a chunk of so many points that is not there yet, of a trip that has been heard of. Returns what
    has come with it."""
    values = {"trip_id": trip_id, "seq": seq, "points": points, "count": count, "now": now}
    (row,) = await fetch(tx, ADD_CHUNK, values)
    return Arrived(runs_of(row["seqs"]), row["points"], row["closes_at"])


async def set_start(tx: AsyncConnection, trip_id: UUID, started_at: datetime) -> None:
    """Note the told start of a live trip. Its trace is to be cleaned anew."""
    await tx.execute(
        sa.text("UPDATE live_trips SET started_at = :at, cleaned_points = 0 WHERE trip_id = :trip_id"),
        {"trip_id": trip_id, "at": started_at},
    )


async def set_end(tx: AsyncConnection, trip_id: UUID, end: End, taken_until: datetime) -> None:
    """Note the told end of a live trip, whose points are taken until then at most. Its trace is to be cleaned
    anew."""
    await tx.execute(
        sa.text("""
            UPDATE live_trips SET ending = CAST(:ending AS jsonb), cleaned_points = 0,
                closes_at = least(closes_at, :taken_until)
            WHERE trip_id = :trip_id
        """),
        {"trip_id": trip_id, "ending": msgspec.json.encode(end).decode(), "taken_until": taken_until},
    )


async def set_ending_answer(tx: AsyncConnection, trip_id: UUID, told: Answer) -> None:
    """Note what the teller of the end was told."""
    await tx.execute(
        sa.text("""
            UPDATE live_trips SET end_verdict = :verdict, end_reasons = :reasons WHERE trip_id = :trip_id
        """),
        {"trip_id": trip_id, "verdict": told.verdict, "reasons": list(told.reasons)},
    )


async def cancel(tx: AsyncConnection, trip_id: UUID, now: datetime) -> None:
    """Note that the rider has cancelled a live trip: no more points are taken."""
    await tx.execute(
        sa.text("""
            UPDATE live_trips SET cancelled_at = :now, closes_at = least(closes_at, :now)
            WHERE trip_id = :trip_id
        """),
        {"trip_id": trip_id, "now": now},
    )


POINTS_OF = sa.text("""
    SELECT trip_id, points FROM live_chunks WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))
    ORDER BY trip_id, seq
""")


async def points_of(tx: AsyncConnection, trip_ids: Collection[UUID]) -> dict[UUID, Points]:
    """All points of these live trips, of those that have some."""
    chunks: dict[UUID, list[bytes]] = {}
    for row in await fetch(tx, POINTS_OF, {"trip_ids": list(trip_ids)}):
        chunks.setdefault(row["trip_id"], []).append(row["points"])
    return {trip_id: unpacked_points(each) for trip_id, each in chunks.items()}


async def mark_cleaned(tx: AsyncConnection, trip_ids: Sequence[UUID]) -> None:
    """Note that the traces of these trips were cleaned from all their points."""
    await tx.execute(
        sa.text("""
            UPDATE live_trips SET cleaned_points = points WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))
        """),
        {"trip_ids": sorted(trip_ids)},
    )


async def delete_points(tx: AsyncConnection, trip_ids: Sequence[UUID], now: datetime) -> None:
    """Delete the raw points of these live trips, of which no more are taken. Their riders are locked. What
    has been heard of an id that has not become a trip stays until it is forgotten."""
    values = {"trip_ids": sorted(trip_ids), "now": now}
    await tx.execute(
        sa.text("""
            UPDATE live_trips SET closed = started_at IS NOT NULL, closes_at = least(closes_at, :now),
                cleaned_points = points
            WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])) AND NOT closed
        """),
        values,
    )
    await tx.execute(
        sa.text("DELETE FROM live_chunks WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))"),
        {"trip_ids": values["trip_ids"]},
    )


# What was told of an id that has not become a trip is forgotten with its points, but as late as if nothing
# had closed its trace: its start may still come.
CLOSE = sa.text("""
    WITH over AS MATERIALIZED (
        SELECT trip_id, started_at FROM live_trips
        WHERE NOT closed AND closes_at < :now
            AND CASE WHEN started_at IS NULL THEN first_heard_at < :forget_before
                ELSE points = cleaned_points END
        ORDER BY closes_at LIMIT :most FOR UPDATE SKIP LOCKED
    ), no_trips AS (
        DELETE FROM live_trips USING over WHERE live_trips.trip_id = over.trip_id AND over.started_at IS NULL
    ), trips AS (
        UPDATE live_trips SET closed = true FROM over
        WHERE live_trips.trip_id = over.trip_id AND over.started_at IS NOT NULL
    ), chunks AS (
        DELETE FROM live_chunks USING over WHERE live_chunks.trip_id = over.trip_id
    )
    SELECT count(*) FROM over
""")


async def close(tx: AsyncConnection, now: datetime, most: int) -> int:
    """Delete the raw points of traces that take no more. Returns of how many, at most `most`; those whose
    last points are in no verdict yet are left."""
    values = {"now": now, "most": most, "forget_before": now - TAKEN_AFTER_FIRST}
    closed: int = (await tx.execute(CLOSE, values)).scalar_one()
    return closed
