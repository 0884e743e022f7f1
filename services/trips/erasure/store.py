"""Deletes what is personal of riders, and cuts the rows that say whose trips were whose. Functions take `tx`;
they never decide or commit."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import KeptTrip
from services.trips.tellings.store import KEPT, kept_trip
from shared.db import by_column, unnest

OF_RIDERS = "rider_id = ANY(CAST(:rider_ids AS uuid[]))"
LIVE_TRIPS = sa.text(f"""
    SELECT trip_id FROM trips WHERE {OF_RIDERS} AND live
    UNION ALL
    SELECT trip_id FROM live_trips WHERE {OF_RIDERS} AND started_at IS NULL
""")


async def live_trips(tx: AsyncConnection, rider_ids: Collection[UUID]) -> list[UUID]:
    """The live trips of these riders, and the ids of which nothing but a start has come."""
    return list((await tx.execute(LIVE_TRIPS, {"rider_ids": list(rider_ids)})).scalars())


async def forget_devices(tx: AsyncConnection, rider_ids: Collection[UUID]) -> None:
    """Forget with which phones these riders rode."""
    await tx.execute(
        sa.text(f"UPDATE trips SET device_key = NULL WHERE {OF_RIDERS} AND device_key IS NOT NULL"),
        {"rider_ids": list(rider_ids)},
    )


async def open_trips(tx: AsyncConnection, rider_ids: Collection[UUID]) -> list[KeptTrip]:
    """The trips that these riders, who are locked, are riding."""
    rows = await tx.execute(
        sa.text(f"SELECT {KEPT} FROM trips WHERE {OF_RIDERS} AND verdict = 'open' ORDER BY trip_id"),
        {"rider_ids": list(rider_ids)},
    )
    return [kept_trip(row) for row in rows]


FORGET_APPEALS = sa.text(f"""
    DELETE FROM appeals USING trips WHERE appeals.trip_id = trips.trip_id AND trips.{OF_RIDERS}
""")
FORGET_UNBEGUN = sa.text(f"DELETE FROM live_trips WHERE {OF_RIDERS} AND started_at IS NULL")
FORGET_NAMES = sa.text(f"UPDATE vehicle_events SET rider_id = NULL WHERE {OF_RIDERS}")


async def forget_words(tx: AsyncConnection, rider_ids: Collection[UUID]) -> None:
    """Delete what these riders appealed for, with the answers, what was heard of ids that are no trips, and
    whom locks name: an unlock that waits for its lock names nobody then, and so does the ride."""
    for statement in (FORGET_APPEALS, FORGET_UNBEGUN, FORGET_NAMES):
        await tx.execute(statement, {"rider_ids": list(rider_ids)})


NAMES = {"rider_id": "uuid", "new_id": "uuid"}
# Of start and end only stations stay, and no digest that whoever knows the old id could try to meet.
SEVER = sa.text(f"""
    UPDATE trips SET rider_id = row.new_id, erased = true, is_trip = false, content_hash = '',
        first_rider_id = CASE WHEN first_rider_id = row.rider_id THEN row.new_id ELSE first_rider_id END,
        note = NULL, decided_by = decided_by - 'reason', strike = false, appeal_waits = false,
        waits_for = NULL, due_at = NULL, lapses_at = NULL,
        start_lat = CASE WHEN start_is_station THEN start_lat END,
        start_lon = CASE WHEN start_is_station THEN start_lon END,
        end_lat = CASE WHEN end_is_station THEN end_lat END,
        end_lon = CASE WHEN end_is_station THEN end_lon END,
        told = told - ARRAY(
            SELECT name FROM (VALUES ('start'), ('end')) AS ends (name)
            WHERE told -> name ->> 'station_id' IS NULL
        )
    FROM {unnest(NAMES)} WHERE trips.rider_id = row.rider_id
""")
SEVER_FIRST = sa.text(f"""
    UPDATE trips SET first_rider_id = row.new_id FROM {unnest(NAMES)}
    WHERE trips.first_rider_id = row.rider_id AND trips.first_rider_id <> trips.rider_id
""")
BESIDE_TRIPS = ("traces", "live_trips")
SEVER_BESIDE = """
    UPDATE {table} SET rider_id = trips.rider_id FROM trips
    WHERE {table}.trip_id = trips.trip_id AND trips.rider_id = ANY(CAST(:new_id AS uuid[]))
"""


async def sever(tx: AsyncConnection, new_ids: Mapping[UUID, UUID]) -> None:
    """Name the trips of these riders, who are locked, by random ids that nothing maps to, without what
    anybody wrote about them. Nothing changes them any more."""
    names = by_column(NAMES, list(new_ids.items()))
    await tx.execute(SEVER, names)
    await tx.execute(SEVER_FIRST, names)
    for table in BESIDE_TRIPS:
        await tx.execute(sa.text(SEVER_BESIDE.format(table=table)), {"new_id": names["new_id"]})
