"""Tables of trips, and every SQL statement on them. Functions take `tx`; they never decide or commit."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import JudgedTrip, Place, Point, ReportedTrip, Verdict
from shared.db import by_column, unnest


async def lock_riders(tx: AsyncConnection, city_id: str, rider_ids: Collection[UUID]) -> None:
    """Hold these riders until the transaction ends, so that no two see each other's trips half-judged.

    In order, because transactions that lock the same riders in different orders deadlock. Inserted first,
    because FOR UPDATE on a row that does not exist locks nothing.
    """
    ordered = sorted(rider_ids)
    await tx.execute(
        sa.text("""
            INSERT INTO riders (rider_id, city_id)
            SELECT rider_id, :city_id FROM unnest(CAST(:rider_ids AS uuid[])) AS rider_id ORDER BY 1
            ON CONFLICT DO NOTHING
        """),
        {"rider_ids": ordered, "city_id": city_id},
    )
    await tx.execute(
        sa.text("""
            SELECT FROM riders WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
            ORDER BY rider_id FOR NO KEY UPDATE
        """),
        {"rider_ids": ordered},
    )


class Receipt(NamedTuple):
    """What the first reporter of a trip was told, and of which values."""

    content_hash: bytes
    verdict: Verdict


async def receipts(tx: AsyncConnection, trip_ids: Collection[UUID]) -> dict[UUID, Receipt]:
    """The receipts of those trips that are known."""
    rows = await tx.execute(
        sa.text("""
            SELECT trip_id, content_hash, first_verdict, first_reason FROM trips
            WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))
        """),
        {"trip_ids": list(trip_ids)},
    )
    return {row.trip_id: Receipt(row.content_hash, Verdict(*row[2:])) for row in rows}


PLACES = sa.text(f"""
    SELECT station_id, at, place.lat, place.lon, place.zone_id
    FROM {unnest({"station_id": "text", "at": "timestamptz"})}
    CROSS JOIN LATERAL (
        SELECT lat, lon, zone_id FROM stations
        WHERE stations.station_id = row.station_id
        -- As it stood then; for trips older than all that we know, as it was first seen.
        ORDER BY valid_from <= at DESC, abs(extract(epoch FROM at - valid_from))
        LIMIT 1
    ) AS place
""")


async def places(tx: AsyncConnection, trips: Sequence[ReportedTrip]) -> dict[tuple[str, datetime], Place]:
    """Where these trips' stations stood when each trip started, by station and start."""
    wanted = {
        (station_id, trip.started_at)
        for trip in trips
        for station_id in (trip.start_station_id, trip.end_station_id)
        if station_id is not None
    }
    if not wanted:
        return {}
    rows = await tx.execute(PLACES, by_column(("station_id", "at"), list(wanted)))
    return {(row.station_id, row.at): Place(Point(row.lat, row.lon), row.zone_id) for row in rows}


# A trip that counts lasts a day in whole seconds at most, so one that started a day and a second before
# cannot reach into this one.
SPAN_COLUMNS = {
    "trip_id": "uuid",
    "rider_id": "uuid",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
}
OVERLAPS = sa.text(f"""
    SELECT row.trip_id AS new_id, trips.trip_id AS known_id
    FROM {unnest(SPAN_COLUMNS)}
    JOIN trips ON trips.rider_id = row.rider_id AND trips.shares_time
        AND trips.started_at > row.started_at - interval '1 day 1 second'
        AND trips.started_at < row.ended_at AND trips.ended_at > row.started_at
""")


async def overlaps(tx: AsyncConnection, trips: Sequence[JudgedTrip]) -> list[tuple[UUID, UUID]]:
    """Pairs of one of these trips and a known trip of the same rider that share time."""
    rows = [
        (trip.reported.trip_id, trip.reported.rider_id, trip.reported.started_at, trip.reported.ended_at)
        for trip in trips
        if trip.shares_time
    ]
    if not rows:
        return []
    return [(row.new_id, row.known_id) for row in await tx.execute(OVERLAPS, by_column(SPAN_COLUMNS, rows))]


TRIP_COLUMNS = {
    "trip_id": "uuid",
    "rider_id": "uuid",
    "operator_id": "text",
    "vehicle_type": "text",
    "vehicle_id": "text",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
    "duration_s": "int",
    "distance_m": "int",
    "distance_source": "text",
    "energy_kcal": "int",
    "local_on": "date",
    "local_hour": "smallint",
    "start_station_id": "text",
    "end_station_id": "text",
    "start_zone_id": "text",
    "end_zone_id": "text",
    "content_hash": "bytea",
    "shares_time": "bool",
    "verdict": "text",
    "reason": "text",
}
INSERT = sa.text(f"""
    INSERT INTO trips ({", ".join(TRIP_COLUMNS)},
        city_id, received_at, first_verdict, first_reason, revision)
    SELECT row.*, :city_id, CAST(:received_at AS timestamptz), verdict, reason, 1
    FROM {unnest(TRIP_COLUMNS)} ORDER BY trip_id
    ON CONFLICT DO NOTHING
""")

TRACE_COLUMNS = {"trip_id": "uuid", "points": "jsonb"}
INSERT_TRACES = sa.text(f"""
    INSERT INTO traces (trip_id, points, city_id) SELECT row.*, :city_id FROM {unnest(TRACE_COLUMNS)}
    ON CONFLICT DO NOTHING
""")


async def insert(
    tx: AsyncConnection, city_id: str, trips: Sequence[JudgedTrip], received_at: datetime
) -> int:
    """Keep new trips. Returns how many were new: fewer than given when somebody else was faster."""
    rows = [
        (
            trip.reported.trip_id,
            trip.reported.rider_id,
            trip.reported.operator_id,
            trip.reported.vehicle_type,
            trip.reported.vehicle_id,
            trip.reported.started_at,
            trip.reported.ended_at,
            trip.duration_s,
            trip.distance_m,
            trip.distance_source,
            trip.energy_kcal,
            trip.local_on,
            trip.local_hour,
            trip.reported.start_station_id,
            trip.reported.end_station_id,
            trip.start_zone_id,
            trip.end_zone_id,
            trip.reported.content_hash,
            trip.shares_time,
            *trip.verdict,
        )
        for trip in trips
    ]
    values = by_column(TRIP_COLUMNS, rows)
    inserted = await tx.execute(INSERT, {**values, "city_id": city_id, "received_at": received_at})
    traces = [(t.reported.trip_id, json.dumps(t.reported.trace)) for t in trips if t.reported.trace]
    if traces:
        await tx.execute(INSERT_TRACES, {**by_column(TRACE_COLUMNS, traces), "city_id": city_id})
    return inserted.rowcount


HOLD = sa.text("""
    UPDATE trips SET verdict = 'held', reason = 'overlapping', revision = revision + 1
    WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])) AND verdict = 'accepted' AND NOT decided
    RETURNING *
""")


async def hold(tx: AsyncConnection, trip_ids: Collection[UUID]) -> Sequence[sa.Row[Any]]:
    """Hold accepted trips whose partner has arrived, but not those that somebody has decided."""
    return (await tx.execute(HOLD, {"trip_ids": sorted(trip_ids)})).all() if trip_ids else ()


LOCK_TRIP = sa.text("SELECT * FROM trips WHERE trip_id = :trip_id FOR UPDATE")


async def lock_trip(tx: AsyncConnection, trip_id: UUID) -> sa.Row[Any] | None:
    """The trip, held until the transaction ends."""
    return (await tx.execute(LOCK_TRIP, {"trip_id": trip_id})).one_or_none()


SET_VERDICT = sa.text("""
    UPDATE trips SET verdict = :verdict, reason = :reason, note = :note, decided = :decided,
        revision = revision + 1
    WHERE trip_id = :trip_id RETURNING *
""")


async def set_verdict(
    tx: AsyncConnection, trip_id: UUID, verdict: Verdict, note: str, decided: bool
) -> sa.Row[Any]:
    """Somebody's verdict in place of the rules'. The note is for people and stays here."""
    values = {
        "trip_id": trip_id,
        "verdict": verdict.name,
        "reason": verdict.reason,
        "note": note,
        "decided": decided,
    }
    return (await tx.execute(SET_VERDICT, values)).one()


async def add_appeal(tx: AsyncConnection, city_id: str, trip_id: UUID, text: str) -> bool:
    """Keep what the rider says. False when an appeal of this trip is waiting already."""
    added = await tx.execute(
        sa.text("""
            INSERT INTO appeals (trip_id, city_id, text) VALUES (:trip_id, :city_id, :text)
            ON CONFLICT (trip_id) DO UPDATE SET text = :text, appealed_at = now(), answered_at = NULL
            WHERE appeals.answered_at IS NOT NULL
        """),
        {"trip_id": trip_id, "city_id": city_id, "text": text},
    )
    return added.rowcount == 1


async def answer_appeal(tx: AsyncConnection, trip_id: UUID) -> None:
    """The trip has been decided, so its appeal no longer waits."""
    await tx.execute(
        sa.text("UPDATE appeals SET answered_at = now() WHERE trip_id = :trip_id AND answered_at IS NULL"),
        {"trip_id": trip_id},
    )


RIDER_TRIPS = """
    SELECT * FROM trips WHERE rider_id = :rider_id {after}
    ORDER BY started_at DESC, trip_id DESC LIMIT :most
"""


async def rider_trips(
    tx: AsyncConnection, rider_id: UUID, most: int, after: tuple[datetime, UUID] | None
) -> Sequence[sa.Row[Any]]:
    """A rider's trips, newest first, behind the one named by start and id."""
    condition = "AND (started_at, trip_id) < (:started_at, :trip_id)" if after else ""
    values = {"rider_id": rider_id, "most": most, **_after(after)}
    return (await tx.execute(sa.text(RIDER_TRIPS.format(after=condition)), values)).all()


async def rider_trip(tx: AsyncConnection, rider_id: UUID, trip_id: UUID) -> sa.Row[Any] | None:
    """One trip of this rider."""
    rows = await tx.execute(
        sa.text("SELECT * FROM trips WHERE trip_id = :trip_id AND rider_id = :rider_id"),
        {"trip_id": trip_id, "rider_id": rider_id},
    )
    return rows.one_or_none()


OPERATOR_TRIPS = """
    SELECT trips.*, appeals.text AS appeal FROM trips
    LEFT JOIN appeals ON appeals.trip_id = trips.trip_id AND appeals.answered_at IS NULL
    WHERE operator_id = :operator_id AND verdict = :verdict {after}
    ORDER BY started_at, trips.trip_id LIMIT :most
"""


async def operator_trips(
    tx: AsyncConnection, operator_id: str, verdict: str, most: int, after: tuple[datetime, UUID] | None
) -> Sequence[sa.Row[Any]]:
    """An operator's trips of one verdict, oldest first, with the appeals that wait."""
    condition = "AND (started_at, trips.trip_id) > (:started_at, :trip_id)" if after else ""
    values = {"operator_id": operator_id, "verdict": verdict, "most": most, **_after(after)}
    return (await tx.execute(sa.text(OPERATOR_TRIPS.format(after=condition)), values)).all()


def _after(after: tuple[datetime, UUID] | None) -> Mapping[str, Any]:
    return {"started_at": after[0], "trip_id": after[1]} if after else {}
