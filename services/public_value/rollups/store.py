"""The tables of trips, sources and their sums, and every SQL statement that writes them. Releases count the
rows; the sums are compared with what other services hold."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.rollups.rules import (
    Cell,
    PointsState,
    Share,
    StandIn,
    Sums,
    TripState,
    points_state,
    trip_state,
)
from shared.db import by_column, unnest
from shared.events.rewards import PointsPosted
from shared.events.trips import TripJudged

TRIP_STATE = {
    "counts": "bool",
    "rider_id": "uuid",
    "local_on": "date",
    "zone_id": "text",
    "vehicle_type": "text",
    "distance_m": "int",
    "duration_s": "int",
    "energy_kcal": "int",
    "rider_key": "text",
    "operator_id": "text",
    "confirmed": "bool",
    "history": "bool",
}
TRIP_COLUMNS = {"trip_id": "uuid", "revision": "int", **TRIP_STATE}

# An upsert. `old` is NULL for a new trip, and a stale revision returns no row. Ordered, because consumers
# that lock rows in different orders deadlock.
REMEMBER_TRIPS = sa.text(f"""
    INSERT INTO trips ({", ".join(TRIP_COLUMNS)}, city_id)
    SELECT {", ".join(TRIP_COLUMNS)}, :city_id FROM {unnest(TRIP_COLUMNS)} ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in ["revision", *TRIP_STATE])}
        WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, {", ".join(f"old.{name}" for name in TRIP_STATE)}
""")


async def remember_trips(
    tx: AsyncConnection, city_id: str, trips: Sequence[TripJudged]
) -> list[tuple[TripState | None, TripState]]:
    """Upsert those of these trips that are newer than the stored revision. Returns each of them as it was
    (None: new) and as it is."""
    states = {trip.trip_id: trip_state(trip) for trip in trips}
    rows = [(trip.trip_id, trip.revision, *states[trip.trip_id]) for trip in trips]
    changed = await tx.execute(REMEMBER_TRIPS, {**by_column(TRIP_COLUMNS, rows), "city_id": city_id})
    return [
        (None if before[0] is None else TripState(*before), states[trip_id]) for trip_id, *before in changed
    ]


IMPORT_COLUMNS = {"operator_id": "text", "month": "date", "at": "timestamptz"}
NOTE_IMPORTS = sa.text(f"""
    INSERT INTO imports (city_id, operator_id, month, first_at, last_at)
    SELECT :city_id, operator_id, month, min(at), max(at) FROM {unnest(IMPORT_COLUMNS)}
    GROUP BY operator_id, month ORDER BY operator_id, month
    ON CONFLICT (city_id, operator_id, month) DO UPDATE
        SET first_at = least(imports.first_at, excluded.first_at),
            last_at = greatest(imports.last_at, excluded.last_at)
""")


async def note_imports(tx: AsyncConnection, city_id: str, rows: Sequence[tuple[str, date, datetime]]) -> None:
    """Note when rows of imports came: each with the operator, the first day of its month, and the time."""
    if rows:
        await tx.execute(NOTE_IMPORTS, {**by_column(IMPORT_COLUMNS, rows), "city_id": city_id})


SOURCE_STATE = {"total_points": "int", "local_on": "date", "zone_id": "text", "kind": "text"}
SOURCE_COLUMNS = {"rider_id": "uuid", "source": "text", "revision": "bigint", **SOURCE_STATE}
REMEMBER_POINTS = sa.text(f"""
    INSERT INTO sources ({", ".join(SOURCE_COLUMNS)}, city_id)
    SELECT {", ".join(SOURCE_COLUMNS)}, :city_id FROM {unnest(SOURCE_COLUMNS)} ORDER BY rider_id, source
    ON CONFLICT (rider_id, source) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in ["revision", *SOURCE_STATE])}
        WHERE sources.revision < excluded.revision
    RETURNING new.rider_id, new.source, {", ".join(f"old.{name}" for name in SOURCE_STATE)}
""")


async def remember_points(
    tx: AsyncConnection, city_id: str, postings: Sequence[PointsPosted]
) -> list[tuple[PointsState | None, PointsState]]:
    """Upsert those of these sources that are newer than the stored revision. Returns each of them as it was
    (None: new) and as it is."""
    states = {(posting.rider_id, posting.source): points_state(posting) for posting in postings}
    rows = [
        (posting.rider_id, posting.source, posting.revision, *points_state(posting)) for posting in postings
    ]
    changed = await tx.execute(REMEMBER_POINTS, {**by_column(SOURCE_COLUMNS, rows), "city_id": city_id})
    return [
        (None if before[0] is None else PointsState(*before), states[rider_id, source])
        for rider_id, source, *before in changed
    ]


CELL_COLUMNS = {"local_on": "date", "zone_id": "text", **dict.fromkeys(Sums._fields, "bigint")}
ADD_TO_CELLS = sa.text(f"""
    INSERT INTO cells ({", ".join(CELL_COLUMNS)}, city_id)
    SELECT {", ".join(CELL_COLUMNS)}, :city_id FROM {unnest(CELL_COLUMNS)} ORDER BY local_on, zone_id
    ON CONFLICT (city_id, local_on, zone_id) DO UPDATE
        SET {", ".join(f"{name} = cells.{name} + excluded.{name}" for name in Sums._fields)}
""")


async def add_to_cells(tx: AsyncConnection, city_id: str, gains: Mapping[Cell, Sums]) -> None:
    """Add these sums to cells."""
    if gains:
        rows = [(*cell, *sums) for cell, sums in gains.items()]
        await tx.execute(ADD_TO_CELLS, {**by_column(CELL_COLUMNS, rows), "city_id": city_id})


SHARE_COLUMNS = {"local_on": "date", "zone_id": "text", "rider_id": "uuid", "trips": "int"}
ADD_TO_SHARES = sa.text(f"""
    INSERT INTO shares ({", ".join(SHARE_COLUMNS)}, city_id)
    SELECT {", ".join(SHARE_COLUMNS)}, :city_id FROM {unnest(SHARE_COLUMNS)}
    ORDER BY local_on, zone_id, rider_id
    ON CONFLICT (city_id, local_on, zone_id, rider_id) DO UPDATE SET trips = shares.trips + excluded.trips
""")


async def add_to_shares(tx: AsyncConnection, city_id: str, gains: Mapping[Share, int]) -> None:
    """Add these numbers of trips to riders' shares of cells."""
    if gains:
        rows: list[tuple[date, str, UUID, int]] = [(*share, trips) for share, trips in gains.items()]
        await tx.execute(ADD_TO_SHARES, {**by_column(SHARE_COLUMNS, rows), "city_id": city_id})


STAND_IN_COLUMNS = {"local_on": "date", "rider_key": "text", "trips": "bigint"}
ADD_TO_STAND_INS = sa.text(f"""
    INSERT INTO stand_ins ({", ".join(STAND_IN_COLUMNS)}, city_id)
    SELECT {", ".join(STAND_IN_COLUMNS)}, :city_id FROM {unnest(STAND_IN_COLUMNS)}
    ORDER BY local_on, rider_key
    ON CONFLICT (city_id, local_on, rider_key) DO UPDATE SET trips = stand_ins.trips + excluded.trips
""")


async def add_to_stand_ins(tx: AsyncConnection, city_id: str, gains: Mapping[StandIn, int]) -> None:
    """Add these numbers of trips to what stands for riders."""
    if gains:
        rows = [(*stand_in, trips) for stand_in, trips in gains.items()]
        await tx.execute(ADD_TO_STAND_INS, {**by_column(STAND_IN_COLUMNS, rows), "city_id": city_id})


STAMP_MONTHS = sa.text("""
    INSERT INTO versions (city_id, month, version, as_of)
    SELECT :city_id, month, CAST(pg_current_xact_id() AS text), :as_of
    FROM unnest(CAST(:months AS date[])) AS row (month) ORDER BY month
    ON CONFLICT (city_id, month) DO UPDATE
        SET version = excluded.version, as_of = greatest(versions.as_of, excluded.as_of)
""")


async def stamp_months(tx: AsyncConnection, city_id: str, months: Collection[date], as_of: datetime) -> None:
    """Give these months (by their first days) a new version. `as_of` is the time of the newest event."""
    if months:
        values = {"city_id": city_id, "months": sorted(months), "as_of": as_of}
        await tx.execute(STAMP_MONTHS, values)
