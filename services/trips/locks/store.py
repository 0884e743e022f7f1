"""The table `vehicle_events`, and what is told of the rides between them. Functions take `tx`."""

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.locks.rules import Key, VehicleEvent
from services.trips.tellings.rules import Telling
from services.trips.tellings.store import told_json
from shared.db import by_column, unnest


async def lock_operator(tx: AsyncConnection, operator_id: str) -> None:
    """Take an advisory lock until the transaction ends: the batches of one operator come one after another,
    so that an unlock and its lock in two of them find each other. It is taken before riders are locked."""
    name = f"vehicle events {operator_id}"
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


async def has_events(tx: AsyncConnection, operator_id: str) -> bool:
    """Whether the operator's locks have told anything yet."""
    query = "SELECT EXISTS (SELECT FROM vehicle_events WHERE operator_id = :operator_id)"
    return bool((await tx.execute(sa.text(query), {"operator_id": operator_id})).scalar_one())


async def let_others_end(tx: AsyncConnection, operator_id: str) -> None:
    """Wait until all have ended who tell something of the operator's vehicles and see no event of them, and
    let others wait until this transaction ends. It is taken last, so that nobody waits for who waits here."""
    name = f"first vehicle event {operator_id}"
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


EVENT_COLUMNS = {
    "vehicle_id": "text",
    "at": "timestamptz",
    "kind": "text",
    "event_id": "uuid",
    "received_at": "timestamptz",
    "rider_id": "uuid",
    "vehicle_type": "text",
    "station_id": "text",
    "odometer_m": "bigint",
}
KEY_COLUMNS = {name: EVENT_COLUMNS[name] for name in Key._fields}
_values = attrgetter(*EVENT_COLUMNS)
EVENT = ", ".join(f"event.{name}" for name in EVENT_COLUMNS)
KNOWN = sa.text(f"""
    SELECT {EVENT} FROM {unnest(KEY_COLUMNS)}
    JOIN vehicle_events AS event ON event.operator_id = :operator_id
        AND event.vehicle_id = row.vehicle_id AND event.at = row.at AND event.kind = row.kind
""")


async def known(tx: AsyncConnection, operator_id: str, keys: Collection[Key]) -> list[VehicleEvent]:
    """Those of these events that are stored."""
    values = by_column(KEY_COLUMNS, list(keys))
    rows = await tx.execute(KNOWN, {**values, "operator_id": operator_id})
    return [VehicleEvent(*row) for row in rows]


PUT = sa.text(f"""
    INSERT INTO vehicle_events (city_id, operator_id, {", ".join(EVENT_COLUMNS)})
    SELECT :city_id, :operator_id, {", ".join(EVENT_COLUMNS)} FROM {unnest(EVENT_COLUMNS)}
    ORDER BY vehicle_id, at, kind
    ON CONFLICT (operator_id, vehicle_id, at, kind) DO UPDATE SET rider_id = excluded.rider_id,
        vehicle_type = excluded.vehicle_type, station_id = excluded.station_id,
        odometer_m = excluded.odometer_m
""")


async def put(tx: AsyncConnection, city_id: str, operator_id: str, events: Iterable[VehicleEvent]) -> None:
    """Insert these events of an operator, or what more is told of them."""
    values = by_column(EVENT_COLUMNS, [_values(event) for event in events])
    await tx.execute(PUT, {**values, "city_id": city_id, "operator_id": operator_id})


# Of the events of each vehicle beside one of these: the last before it, itself, and the first after it.
OF_VEHICLE = "FROM vehicle_events AS event WHERE operator_id = :operator_id AND vehicle_id = row.vehicle_id"
BESIDE = sa.text(f"""
    SELECT {", ".join(EVENT_COLUMNS)} FROM (
        SELECT DISTINCT beside.* FROM {unnest(KEY_COLUMNS)} CROSS JOIN LATERAL (
            (SELECT {EVENT} {OF_VEHICLE} AND (at, kind) < (row.at, row.kind)
                ORDER BY at DESC, kind DESC LIMIT 1)
            UNION ALL
            (SELECT {EVENT} {OF_VEHICLE} AND (at, kind) >= (row.at, row.kind) ORDER BY at, kind LIMIT 2)
        ) AS beside
    ) AS found
    ORDER BY vehicle_id, at, kind
""")


async def beside(tx: AsyncConnection, operator_id: str, keys: Collection[Key]) -> list[VehicleEvent]:
    """These stored events with the one before and the one after each, in order of vehicle and time."""
    values = by_column(KEY_COLUMNS, list(keys))
    rows = await tx.execute(BESIDE, {**values, "operator_id": operator_id})
    return [VehicleEvent(*row) for row in rows]


class Holder(NamedTuple):
    """Whose trip an id is: of which rider, and whether it is a ride that the operator's locks told. Nothing
    more is told of an `erased` rider's."""

    rider_id: UUID
    is_ride: bool
    erased: bool


async def holders(tx: AsyncConnection, operator_id: str, ride_ids: Collection[UUID]) -> dict[UUID, Holder]:
    """Whose those of these ids are that are stored as trips."""
    rows = await tx.execute(
        sa.text("""
            SELECT trip_id, rider_id, way = 'locks' AND operator_id = :operator_id AS is_ride, erased
            FROM trips WHERE trip_id = ANY(CAST(:ride_ids AS uuid[]))
        """),
        {"ride_ids": sorted(ride_ids), "operator_id": operator_id},
    )
    return {row.trip_id: Holder(row.rider_id, row.is_ride, row.erased) for row in rows}


SET_COLUMNS = {
    "trip_id": "uuid",
    "told": "jsonb",
    "received_at": "timestamptz",
    "rider_named": "bool",
    "is_told": "bool",
}
SET_TOLD = sa.text(f"""
    UPDATE trips SET told = row.told, received_at = row.received_at, rider_named = row.rider_named,
        is_told = row.is_told
    FROM {unnest(SET_COLUMNS)} WHERE trips.trip_id = row.trip_id
""")


async def set_told(tx: AsyncConnection, rides: Sequence[Telling]) -> None:
    """Replace what is told of these stored rides."""
    rows: list[tuple[Any, ...]] = [
        (each.trip_id, told_json(each), each.received_at, each.rider_id is not None, each.is_told)
        for each in sorted(rides, key=lambda each: each.trip_id)
    ]
    await tx.execute(SET_TOLD, by_column(SET_COLUMNS, rows))
