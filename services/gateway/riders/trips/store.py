"""The tables of trips, totals and riders' days. Rows are written in the order of their keys, because
transactions that lock rows in different orders deadlock."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.trips.rules import Change, Totals, amounts
from shared.db import by_column, unnest
from shared.events.trips import TripJudged

TRIP_COLUMNS = {
    "trip_id": "uuid",
    "city_id": "text",
    "rider_id": "uuid",
    "revision": "int",
    "local_on": "date",
    "trips": "int",
    "distance_m": "int",
    "duration_s": "int",
    "energy_kcal": "int",
}
OPERATOR_COLUMN = {"operator_id": "text"}
# With whom riders rode is kept in the same statement: for nearly every trip it is known already.
REMEMBER_TRIPS = sa.text(f"""
    WITH heard AS MATERIALIZED (
        SELECT * FROM {unnest(TRIP_COLUMNS | OPERATOR_COLUMN)}
    ), rode AS (
        INSERT INTO rode_with (rider_id, operator_id, city_id)
        SELECT DISTINCT rider_id, operator_id, city_id FROM heard ORDER BY rider_id, operator_id
        ON CONFLICT DO NOTHING
    )
    INSERT INTO trips ({", ".join(TRIP_COLUMNS)})
    SELECT {", ".join(TRIP_COLUMNS)} FROM heard ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE
        SET revision = excluded.revision, trips = excluded.trips, distance_m = excluded.distance_m,
            duration_s = excluded.duration_s, energy_kcal = excluded.energy_kcal
        WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, new.rider_id, new.city_id, new.local_on,
        new.trips - coalesce(old.trips, 0) AS trips,
        new.distance_m - coalesce(old.distance_m, 0) AS distance_m,
        new.duration_s - coalesce(old.duration_s, 0) AS duration_s,
        new.energy_kcal - coalesce(old.energy_kcal, 0) AS energy_kcal
""")


async def remember_trips(tx: AsyncConnection, trips: Sequence[TripJudged]) -> list[Change]:
    """Upsert those of these trips (each at most once) that are newer than the stored revision. Returns a
    change for each of them, even one of zeros."""
    rows = [
        (
            trip.trip_id,
            trip.city_id,
            trip.rider_id,
            trip.revision,
            trip.local_on,
            *amounts(trip),
            trip.operator_id,
        )
        for trip in trips
    ]
    changes = await tx.execute(REMEMBER_TRIPS, by_column(TRIP_COLUMNS | OPERATOR_COLUMN, rows))
    return [Change(*change) for change in changes]


TOTAL_COLUMNS = {
    "rider_id": "uuid",
    "city_id": "text",
    "trips": "int",
    "distance_m": "bigint",
    "duration_s": "bigint",
    "energy_kcal": "bigint",
    "as_of": "timestamptz",
}
ADD_TOTALS = sa.text(f"""
    INSERT INTO totals ({", ".join(TOTAL_COLUMNS)})
    SELECT {", ".join(TOTAL_COLUMNS)} FROM {unnest(TOTAL_COLUMNS)} ORDER BY rider_id
    ON CONFLICT (rider_id) DO UPDATE
        SET trips = totals.trips + excluded.trips,
            distance_m = totals.distance_m + excluded.distance_m,
            duration_s = totals.duration_s + excluded.duration_s,
            energy_kcal = totals.energy_kcal + excluded.energy_kcal,
            as_of = greatest(totals.as_of, excluded.as_of)
""")


async def add_totals(tx: AsyncConnection, totals: Mapping[UUID, Totals]) -> None:
    """Add these sums to riders' totals."""
    rows = [
        (
            rider_id,
            added.city_id,
            added.trips,
            added.distance_m,
            added.duration_s,
            added.energy_kcal,
            added.as_of,
        )
        for rider_id, added in totals.items()
    ]
    await tx.execute(ADD_TOTALS, by_column(TOTAL_COLUMNS, rows))


RIDER_DAY_COLUMNS = {"rider_id": "uuid", "local_on": "date", "city_id": "text", "trips": "int"}
COUNT_DAYS = sa.text(f"""
    INSERT INTO rider_days ({", ".join(RIDER_DAY_COLUMNS)})
    SELECT {", ".join(RIDER_DAY_COLUMNS)} FROM {unnest(RIDER_DAY_COLUMNS)} ORDER BY rider_id, local_on
    ON CONFLICT (rider_id, local_on) DO UPDATE SET trips = rider_days.trips + excluded.trips
    RETURNING new.rider_id, new.local_on, old.trips IS NULL OR new.trips = 0 AS turned
""")


async def count_days(
    tx: AsyncConnection, days: Mapping[tuple[UUID, date], int], cities: Mapping[UUID, str]
) -> list[tuple[UUID, date]]:
    """Add to the numbers of trips of riders' days. Returns the days that now have a first trip, or have none
    left."""
    if not days:
        return []
    rows = [(rider_id, local_on, cities[rider_id], trips) for (rider_id, local_on), trips in days.items()]
    counted_days = await tx.execute(COUNT_DAYS, by_column(RIDER_DAY_COLUMNS, rows))
    return [(rider_id, local_on) for rider_id, local_on, turned in counted_days if turned]


DAY_COLUMNS = {"rider_id": "uuid", "local_on": "date"}
DROP_EMPTY_DAYS = sa.text(f"""
    DELETE FROM rider_days
    USING {unnest(DAY_COLUMNS)}
    WHERE rider_days.rider_id = row.rider_id AND rider_days.local_on = row.local_on AND trips = 0
""")
MARK_BEGINNINGS = sa.text(f"""
    UPDATE rider_days SET begins = NOT EXISTS (
        SELECT FROM rider_days AS before
        WHERE before.rider_id = rider_days.rider_id AND before.local_on = rider_days.local_on - 1
    )
    FROM (
        SELECT DISTINCT row.rider_id, row.local_on + ahead AS local_on
        FROM {unnest(DAY_COLUMNS)}, unnest(ARRAY[0, 1]) AS ahead
    ) AS near
    WHERE rider_days.rider_id = near.rider_id AND rider_days.local_on = near.local_on
""")


async def mark_beginnings(tx: AsyncConnection, days: Sequence[tuple[UUID, date]]) -> None:
    """Mark the days on which a streak begins, after these days have got a first trip or lost their last.

    Only these days and the days after them can change, so the cost does not depend on how long streaks are.
    """
    columns = by_column(DAY_COLUMNS, days)
    await tx.execute(DROP_EMPTY_DAYS, columns)
    await tx.execute(MARK_BEGINNINGS, columns)
