"""What trips are judged to be, in the tables `trips` and `riders`. Functions take `tx`; they never decide."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.trips.rules import ERASED, ErasedRider, KeptTrip
from services.trips.tellings.rules import Telling
from services.trips.tellings.store import KEPT_COLUMNS, kept_values, passed
from services.trips.verdicts.rules import Strikes
from shared.db import by_column, unnest
from shared.erased.store import erased
from shared.http.problems import Unavailable

Strength = Literal["NO KEY UPDATE", "KEY SHARE", "UPDATE"]
KEEP = sa.text("""
    INSERT INTO riders (rider_id, city_id)
    SELECT rider_id, :city_id FROM unnest(CAST(:rider_ids AS uuid[])) AS rider_id ORDER BY 1
    ON CONFLICT DO NOTHING RETURNING rider_id
""")
LOCKS = {
    strength: sa.text(f"""
        SELECT rider_id, strikes FROM riders WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
        ORDER BY rider_id FOR {strength}
    """)
    for strength in get_args(Strength)
}


class Locked(NamedTuple):
    """The strikes of those riders who are locked and have some, and those of whom nothing is taken, because
    they were erased."""

    strikes: Strikes
    erased: frozenset[UUID]


async def lock_riders(
    tx: AsyncConnection, city_id: str, rider_ids: Collection[UUID], strength: Strength = "NO KEY UPDATE"
) -> Locked:
    """Lock these riders' rows until the transaction ends: the trips of one rider are judged by one
    transaction at a time. `KEY SHARE` only keeps riders from being erased, and `UPDATE` waits for that, too.

    Rows are locked in order of rider_id, because transactions that lock the same riders in different orders
    deadlock. They are inserted first, because FOR UPDATE on a row that does not exist locks nothing. Only who
    has no row can have been erased, so that of nobody else it is asked.
    """
    ordered = sorted(rider_ids)
    new = (await tx.execute(KEEP, {"rider_ids": ordered, "city_id": city_id})).scalars().all()
    if gone := await erased(tx, new) if new else frozenset():
        await forget_riders(tx, gone)
    rows = (await tx.execute(LOCKS[strength], {"rider_ids": ordered})).all()
    # A row that was there, and is gone when the lock is free, is that of a rider who was erased meanwhile.
    gone |= {*ordered} - {row.rider_id for row in rows}
    return Locked({row.rider_id: row.strikes for row in rows if row.strikes}, gone)


async def lock_rider(tx: AsyncConnection, city_id: str, rider_id: UUID) -> Strikes:
    """Lock one rider's row, as `lock_riders` does, by one statement where the rider is known. Raises
    ErasedRider."""
    rows = (await tx.execute(LOCKS["NO KEY UPDATE"], {"rider_ids": [rider_id]})).all()
    if rows:
        return {row.rider_id: row.strikes for row in rows if row.strikes}
    locked = await lock_riders(tx, city_id, [rider_id])
    if locked.erased:
        raise ErasedRider(ERASED)
    return locked.strikes


async def forget_riders(tx: AsyncConnection, rider_ids: Collection[UUID]) -> None:
    """Delete the rows of these riders, who were erased."""
    await tx.execute(
        sa.text("DELETE FROM riders WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))"),
        {"rider_ids": sorted(rider_ids)},
    )


async def lock_riders_of(tx: AsyncConnection, trip_ids: Sequence[UUID]) -> Strikes:
    """Lock the riders of these stored trips, as `lock_riders` does. Returns each one's strikes. A ride of
    locks may have become another rider's when the lock is held: see `check_locked`."""
    rows = await tx.execute(
        sa.text("""
            SELECT rider_id, strikes FROM riders
            WHERE rider_id = ANY(
                ARRAY(SELECT rider_id FROM trips WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])))
            )
            ORDER BY rider_id FOR NO KEY UPDATE
        """),
        {"trip_ids": trip_ids},
    )
    return {row.rider_id: row.strikes for row in rows}


def check_locked(trip: KeptTrip, strikes: Strikes) -> None:
    """Raise Unavailable (503) if the trip has become another rider's before its rider was locked."""
    if trip.rider_id not in strikes:
        raise Unavailable("Another request is changing this ride. Try again in a second.")


STAYS = (
    "trip_id",
    "city_id",
    "operator_id",
    "way",
    "live",
    "history",
    "unpaid",
    "rider_key",
    "first_rider_id",
)
UPDATED = [name for name in KEPT_COLUMNS if name not in STAYS]
UPDATE_COLUMNS = KEPT_COLUMNS | {"told": "jsonb"}
# What was told is kept the first time that the facts become others than what was told, and stays. So does
# under whom the log knows a ride first; it is another name once that rider was erased.
UPDATE = sa.text(f"""
    UPDATE trips SET {", ".join(f"{name} = {passed(name)}" for name in UPDATED)},
        told = coalesce(trips.told, row.told),
        first_rider_id = coalesce(trips.first_rider_id, row.first_rider_id)
    FROM {unnest(UPDATE_COLUMNS)} WHERE trips.trip_id = row.trip_id
""")


async def update(tx: AsyncConnection, trips: Sequence[tuple[KeptTrip, str | None]]) -> None:
    """Update these trips to what they are judged to be now; beside each what was told of it, where the facts
    are others."""
    rows = [(*kept_values(trip), told) for trip, told in trips]
    await tx.execute(UPDATE, by_column(UPDATE_COLUMNS, rows))


NEAR_COLUMNS = {
    "rider_id": "uuid",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
    "slack_s": "int",
}
# A trip that counts lasts at most 86,400 whole seconds, so a trip that started a day and a second earlier has
# ended before this one starts. The bounds let PostgreSQL read a narrow range of the index.
NEAR = sa.text(f"""
    SELECT DISTINCT row.rider_id FROM {unnest(NEAR_COLUMNS)}
    JOIN trips ON trips.rider_id = row.rider_id
        AND trips.started_at > row.started_at - interval '1 day 1 second'
        AND trips.started_at < row.ended_at + interval '1 day'
        AND (
            trips.started_at <= row.ended_at + row.slack_s * interval '1 second'
                AND trips.ended_at >= row.started_at - row.slack_s * interval '1 second'
            OR trips.way <> 'operator'
        )
""")


async def riders_near(
    tx: AsyncConnection, spans: Sequence[tuple[UUID, datetime, datetime, int]]
) -> set[UUID]:
    """The riders of these new trips (rider, start, end, slack in seconds) who have stored ones so near that
    they may be judged beside each other; trips that phones or locks told are near for a day."""
    if not spans:
        return set()
    return set((await tx.execute(NEAR, by_column(NEAR_COLUMNS, spans))).scalars())


SEARCH_COLUMNS = {
    "operator_id": "text",
    "vehicle_id": "text",
    "since": "timestamptz",
    "until": "timestamptz",
}
# An advisory lock for each operator whose locks have told nothing yet. Who tells something of its vehicles
# takes it shared, at the end of its transaction, and the first batch of its events exclusively: so one sees
# the other.
HOLD_FIRST_EVENTS = sa.text("""
    SELECT pg_advisory_xact_lock_shared(hashtextextended('first vehicle event ' || named.operator_id, 0))
    FROM unnest(CAST(:operator_ids AS text[])) AS named (operator_id)
    LEFT JOIN LATERAL (
        SELECT true AS is_told FROM vehicle_events
        WHERE vehicle_events.operator_id = named.operator_id LIMIT 1
    ) AS event ON true
    WHERE event.is_told IS NULL ORDER BY named.operator_id
""")
# The vehicles of operators whose locks tell nothing have no rides without rider.
SEARCH_RIDERS = sa.text(f"""
    INSERT INTO rider_searches (city_id, operator_id, vehicle_id, since, until)
    SELECT :city_id, row.operator_id, row.vehicle_id, row.since, row.until
    FROM {unnest(SEARCH_COLUMNS)}
    WHERE row.operator_id IN (
        SELECT named.operator_id FROM unnest(CAST(:operator_ids AS text[])) AS named (operator_id)
        CROSS JOIN LATERAL (
            SELECT FROM vehicle_events WHERE vehicle_events.operator_id = named.operator_id LIMIT 1
        ) AS event
    )
""")


async def search_riders(
    tx: AsyncConnection, city_id: str, vehicles: Sequence[tuple[str, str | None, datetime, datetime]]
) -> None:
    """Note that the riders are to be looked for of the rides without rider of these vehicles (operator,
    vehicle, and from when to when something about them has changed)."""
    values = by_column(SEARCH_COLUMNS, vehicles)
    operator_ids = sorted(set(values["operator_id"]))
    await tx.execute(HOLD_FIRST_EVENTS, {"operator_ids": operator_ids})
    noted = await tx.execute(SEARCH_RIDERS, {**values, "city_id": city_id, "operator_ids": operator_ids})
    if noted.rowcount:
        (await tx.get_raw_connection()).info["searched"] = True


def on_searched(engine: AsyncEngine, wake: Callable[[], None]) -> None:
    """Call `wake` at the end of every transaction that called `search_riders`."""

    @sa.event.listens_for(engine.sync_engine, "checkin")
    def _after_transaction(_: Any, record: Any) -> None:
        if record.info.pop("searched", False):
            wake()


BESIDE_COLUMNS = {
    "operator_ids": "text",
    "vehicle_ids": "text",
    "since": "timestamptz",
    "until": "timestamptz",
    "device_keys": "bytea",
    "device_at": "timestamptz",
    "trace_ids": "uuid",
}
SEARCH_BESIDE = sa.text(f"""
    INSERT INTO beside_searches (city_id, {", ".join(BESIDE_COLUMNS)})
    VALUES (:city_id, {", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in BESIDE_COLUMNS.items())})
""")


async def search_beside(
    tx: AsyncConnection, city_id: str, touched: Iterable[tuple[Telling, KeptTrip]]
) -> None:
    """Note that these trips, as they were or are judged, are to be looked at beside other riders'. Imported
    and open trips hold nobody's. One row for all, so that a batch pays little."""
    vehicles, devices, traces = set(), set(), set()
    for telling, trip in touched:
        if trip.history or trip.verdict == "open":
            continue
        if trip.vehicle_id is not None:
            vehicles.add((trip.operator_id, trip.vehicle_id, trip.started_at, trip.ended_at))
        if telling.device_key is not None:
            devices.add((telling.device_key, trip.started_at))
        if trip.way == "phone" and telling.trace is not None:
            traces.add((trip.trip_id,))
    if vehicles or devices or traces:
        columns = iter(BESIDE_COLUMNS)
        values: dict[str, Any] = {}
        for width, rows in ((4, vehicles), (2, devices), (1, traces)):
            values |= by_column(list(islice(columns, width)), list(rows))
        await tx.execute(SEARCH_BESIDE, {**values, "city_id": city_id})


RECOUNT_STRIKES = sa.text("""
    UPDATE riders SET strikes = ARRAY(
        SELECT trips.decided_at FROM trips
        WHERE trips.rider_id = riders.rider_id AND trips.strike AND trips.withdrawn IS NULL
        ORDER BY trips.decided_at
    )
    WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) RETURNING rider_id, strikes
""")


async def recount_strikes(tx: AsyncConnection, rider_ids: Collection[UUID]) -> Strikes:
    """Set the strikes of these riders, who are locked, to those of the decisions that stand. Returns them."""
    rows = await tx.execute(RECOUNT_STRIKES, {"rider_ids": list(rider_ids)})
    return {row.rider_id: row.strikes for row in rows}
