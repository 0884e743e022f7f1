"""What is to be looked at beside other riders' trips, the rows of trips around it, and what holds them.
Functions take `tx`."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.cross_checks.rules import Row
from services.trips.rules import Point
from services.trips.tellings.store import Others, others_of
from shared.db import by_column, unnest

BESIDE_LOCK = 0x626573696465  # an advisory lock, "beside" in ASCII: one worker at a time


class Vehicle(NamedTuple):
    """A vehicle, and from when to when something about it has changed."""

    operator_id: str
    vehicle_id: str
    since: datetime
    until: datetime


class Searches(NamedTuple):
    """What is to be looked at: `search_ids` are the rows that say so."""

    search_ids: list[int]
    vehicles: list[Vehicle]
    devices: list[tuple[bytes, datetime]]
    trace_ids: list[UUID]


# The sum lets a lot hold whole searches of about as many trips in all, at least one search.
NEXT = """
    SELECT * FROM (
        SELECT *, sum(cardinality(vehicle_ids) + cardinality(device_keys) + cardinality(trace_ids))
            OVER (ORDER BY search_id) - cardinality(vehicle_ids) - cardinality(device_keys)
            - cardinality(trace_ids) AS before
        FROM (SELECT * FROM beside_searches {wanted} ORDER BY search_id LIMIT :most) AS next
    ) AS next WHERE before < :most ORDER BY search_id
"""
NEXT_OF_ALL = sa.text(NEXT.format(wanted=""))
NEXT_OF_TRACES = sa.text(
    NEXT.format(
        wanted="""
            WHERE trace_ids <> '{}' AND search_id <= (
                SELECT max(search_id) FROM beside_searches WHERE trace_ids && CAST(:trip_ids AS uuid[])
            )
        """
    )
)


async def try_lock(tx: AsyncConnection) -> bool:
    """Take the lock of who looks, until the transaction ends. Returns False if another worker is at it."""
    return bool((await tx.execute(sa.text(f"SELECT pg_try_advisory_xact_lock({BESIDE_LOCK})"))).scalar())


async def lock(tx: AsyncConnection) -> None:
    """Take that lock, and wait in line for it."""
    await tx.execute(sa.text(f"SELECT pg_advisory_xact_lock({BESIDE_LOCK})"))


async def next_searches(tx: AsyncConnection, most: int) -> Searches:
    """The next searches, the oldest first, of about `most` trips. The lock is held."""
    return _searches(await tx.execute(NEXT_OF_ALL, {"most": most}))


async def searches_until(tx: AsyncConnection, most: int, trip_ids: Collection[UUID]) -> Searches:
    """The next searches with traces up to the last with one of these trips, the oldest first, of about `most`
    trips. The lock is held."""
    return _searches(await tx.execute(NEXT_OF_TRACES, {"most": most, "trip_ids": list(trip_ids)}))


def _searches(rows: Iterable[sa.Row[Any]]) -> Searches:
    found = Searches([], [], [], [])
    for row in rows:
        found.search_ids.append(row.search_id)
        spans = zip(row.operator_ids, row.vehicle_ids, row.since, row.until, strict=True)
        found.vehicles.extend(Vehicle(*each) for each in spans)
        found.devices.extend(zip(row.device_keys, row.device_at, strict=True))
        found.trace_ids.extend(row.trace_ids)
    return found


async def end(tx: AsyncConnection, search_ids: Sequence[int]) -> None:
    """Delete these searches."""
    await tx.execute(
        sa.text("DELETE FROM beside_searches WHERE search_id = ANY(CAST(:search_ids AS bigint[]))"),
        {"search_ids": search_ids},
    )


ROW = """
    trip_id, rider_id, operator_id, vehicle_id, vehicle_type, way, started_at, ended_at, local_on, verdict,
    reasons, history, device_key, told IS NULL AND correction IS NULL AS as_told, start_lat, start_lon,
    start_is_station, end_lat, end_lon, end_is_station, others::text AS others
"""
NEAR_COLUMNS = {
    "operator_id": "text",
    "vehicle_id": "text",
    "since": "timestamptz",
    "until": "timestamptz",
}
# A trip that counts lasts a day at most. OFFSET 0 keeps PostgreSQL from joining the whole table, which it
# takes for cheaper than an index scan for each vehicle.
OF_VEHICLES = sa.text(f"""
    SELECT DISTINCT near.* FROM {unnest(NEAR_COLUMNS)}
    CROSS JOIN LATERAL (
        SELECT {ROW} FROM trips
        WHERE operator_id = row.operator_id AND vehicle_id = row.vehicle_id
            AND started_at > row.since - interval '3 days' AND started_at < row.until + interval '2 days'
        OFFSET 0
    ) AS near
""")


async def of_vehicles(tx: AsyncConnection, vehicles: Iterable[Vehicle]) -> list[Row]:
    """The trips of these vehicles around those times, by their rows."""
    found = await tx.execute(OF_VEHICLES, by_column(NEAR_COLUMNS, list(vehicles)))
    return [_row(row) for row in found]


DEVICE_COLUMNS = {"device_key": "bytea", "since": "timestamptz", "until": "timestamptz"}
OF_DEVICES = sa.text(f"""
    SELECT DISTINCT near.* FROM {unnest(DEVICE_COLUMNS)}
    CROSS JOIN LATERAL (
        SELECT {ROW} FROM trips
        WHERE device_key = row.device_key AND started_at >= row.since AND started_at <= row.until
        OFFSET 0
    ) AS near
""")


async def of_devices(tx: AsyncConnection, devices: Sequence[tuple[bytes, datetime, datetime]]) -> list[Row]:
    """The trips that start with these devices in these spans, by their rows."""
    return [_row(row) for row in await tx.execute(OF_DEVICES, by_column(DEVICE_COLUMNS, devices))]


OF_IDS = sa.text(f"SELECT {ROW} FROM trips WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))")


async def of_ids(tx: AsyncConnection, trip_ids: Iterable[UUID]) -> list[Row]:
    """These trips by their rows."""
    return [_row(row) for row in await tx.execute(OF_IDS, {"trip_ids": sorted(trip_ids)})]


def _row(row: sa.Row[Any]) -> Row:
    return Row(
        trip_id=row.trip_id,
        rider_id=row.rider_id,
        operator_id=row.operator_id,
        vehicle_id=row.vehicle_id,
        vehicle_type=row.vehicle_type,
        way=row.way,
        started_at=row.started_at,
        ended_at=row.ended_at,
        local_on=row.local_on,
        verdict=row.verdict,
        reasons=tuple(row.reasons),
        history=row.history,
        device_key=row.device_key,
        as_told=row.as_told,
        start=Point(row.start_lat, row.start_lon) if row.start_is_station else None,
        end=Point(row.end_lat, row.end_lon) if row.end_is_station else None,
        others=others_of(row.others),
    )


SET_COLUMNS = {"trip_id": "uuid", "others": "jsonb"}
SET_OTHERS = sa.text(f"""
    UPDATE trips SET others = row.others FROM {unnest(SET_COLUMNS)} WHERE trips.trip_id = row.trip_id
""")


async def set_others(tx: AsyncConnection, others: Mapping[UUID, Others]) -> None:
    """Replace what holds these trips beside other riders' trips."""
    await tx.execute(
        SET_OTHERS, by_column(SET_COLUMNS, [(trip_id, _json(others[trip_id])) for trip_id in sorted(others)])
    )


def _json(others: Others) -> str | None:
    named = {reason: sorted(map(str, partners)) for reason, partners in sorted(others.items())}
    return json.dumps(named) if named else None


async def erased_of(tx: AsyncConnection, trip_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these trips whose riders were erased."""
    rows = await tx.execute(
        sa.text("SELECT trip_id FROM trips WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])) AND erased"),
        {"trip_ids": sorted(trip_ids)},
    )
    return frozenset(rows.scalars())


class Whose(NamedTuple):
    """A trip's rider now, and what holds it beside other riders' trips."""

    rider_id: UUID
    started_at: datetime
    ended_at: datetime
    others: Others


async def whose(tx: AsyncConnection, trip_ids: Iterable[UUID]) -> dict[UUID, Whose]:
    """Whose these trips are now, when, and what holds them beside others'; without those of erased
    riders."""
    rows = await tx.execute(
        sa.text("""
            SELECT trip_id, rider_id, started_at, ended_at, others::text AS others FROM trips
            WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])) AND NOT erased
        """),
        {"trip_ids": sorted(trip_ids)},
    )
    return {
        row.trip_id: Whose(row.rider_id, row.started_at, row.ended_at, others_of(row.others)) for row in rows
    }
