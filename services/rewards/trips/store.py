"""Tables of trips: their points, and sums of riders' days and months. Functions never decide or commit."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.trips.rules import EBIKE, EMPTY, DayChange, DayKey, Paid, Sum, SumChange, TripChange
from shared.db import by_column, fetch, unnest

TRIP_COLUMNS = {
    "rider_id": "uuid",
    "local_on": "date",
    "trip_id": "uuid",
    "revision": "int",
    "points": "int",
    "cap_points": "int",
    "available_at": "timestamptz",
    "counts": "bool",
    "earns": "bool",
    "started_at": "timestamptz",
    "start_station_id": "text",
    "end_station_id": "text",
    "vehicle_type": "text",
    "local_hour": "smallint",
    "distance_m": "int",
    "energy_kcal": "int",
    "start_zone_id": "text",
}
KEY = ("rider_id", "local_on", "trip_id")
NEWEST = ", ".join(f"{name} = excluded.{name}" for name in TRIP_COLUMNS if name not in KEY)

# An upsert. `old` is NULL for a new trip, and a stale revision returns no row. Ordered, because consumers
# that lock rows in different orders deadlock.
REMEMBER = sa.text(f"""
    INSERT INTO trips ({", ".join(TRIP_COLUMNS)}, city_id)
    SELECT {", ".join(TRIP_COLUMNS)}, :city_id FROM {unnest(TRIP_COLUMNS)}
    ORDER BY rider_id, local_on, trip_id
    ON CONFLICT (rider_id, local_on, trip_id) DO UPDATE
        SET {NEWEST}
        WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, coalesce(old.points, 0), coalesce(old.cap_points, 0), coalesce(old.revision, 0),
        coalesce(old.counts, false), coalesce(old.vehicle_type = '{EBIKE}', false)
""")


async def remember(tx: AsyncConnection, city_id: str, trips: Mapping[UUID, Paid]) -> list[TripChange]:
    """Upsert those of these trips that are newer than the stored revision."""
    rows = [
        (
            paid.account.rider_id,
            trip.local_on,
            trip_id,
            trip.revision,
            paid.earned.full_points,
            paid.cap_points,
            paid.available_at,
            trip.counts,
            trip.counts and not trip.unpaid,
            trip.started_at,
            trip.start_station_id,
            trip.end_station_id,
            trip.vehicle_type,
            trip.local_hour,
            trip.distance_m,
            trip.energy_kcal,
            trip.start_zone_id,
        )
        for trip_id, paid in trips.items()
        for trip in (paid.heard.event,)
    ]
    changed = await fetch(tx, REMEMBER, {**by_column(TRIP_COLUMNS, rows), "city_id": city_id})
    return [TripChange(trip_id, trips[trip_id], *before) for trip_id, *before in changed]


DAY_COLUMNS = {
    "rider_id": "uuid",
    "local_on": "date",
    "points": "int",
    "limit_points": "int",
    "revision": "bigint",
    "ebike_points": "int",
    "trips": "int",
}
ADD_TO_DAYS = sa.text(f"""
    INSERT INTO rider_days ({", ".join(DAY_COLUMNS)}, city_id)
    SELECT {", ".join(DAY_COLUMNS)}, :city_id FROM {unnest(DAY_COLUMNS)} ORDER BY rider_id, local_on
    ON CONFLICT (rider_id, local_on) DO UPDATE
        SET points = rider_days.points + excluded.points, limit_points = excluded.limit_points,
            revision = rider_days.revision + excluded.revision,
            ebike_points = rider_days.ebike_points + excluded.ebike_points,
            trips = rider_days.trips + excluded.trips
    RETURNING new.rider_id, new.local_on, old.points, old.limit_points, old.revision, old.ebike_points
""")


async def add_to_days(
    tx: AsyncConnection, city_id: str, changes: Mapping[DayKey, DayChange]
) -> dict[DayKey, SumChange]:
    """Add points and revisions to riders' local days. Each keeps the limit by which it was last added up."""
    rows = [
        (
            *key,
            change.points,
            change.tariff.day_points_max,
            change.revision,
            change.ebike_points,
            change.counted,
        )
        for key, change in changes.items()
    ]
    days = {}
    for rider_id, local_on, *stored in await fetch(
        tx, ADD_TO_DAYS, {**by_column(DAY_COLUMNS, rows), "city_id": city_id}
    ):
        key = (rider_id, local_on)
        before = EMPTY if stored[0] is None else Sum(*stored)
        gained = changes[key]
        after = Sum(
            before.points + gained.points,
            gained.tariff.day_points_max,
            before.revision + gained.revision,
            before.ebike_points + gained.ebike_points,
        )
        days[key] = SumChange(before, after)
    return days


MONTH_COLUMNS = {"rider_id": "uuid", "month": "date", "limit_points": "int"}
# A month is added up from its days, at most 31 rows behind each other in the index. What a day gives is what
# its own limit leaves.
ADD_UP_MONTHS = sa.text(f"""
    INSERT INTO rider_months (rider_id, month, points, limit_points, revision, city_id)
    SELECT row.rider_id, row.month, days.points, row.limit_points, days.revision, :city_id
    FROM {unnest(MONTH_COLUMNS)} CROSS JOIN LATERAL (
        SELECT sum(least(points, rider_days.limit_points)) AS points, sum(revision)::bigint AS revision
        FROM rider_days
        WHERE rider_days.rider_id = row.rider_id
            AND local_on >= row.month AND local_on < (row.month + interval '1 month')::date
    ) AS days ORDER BY rider_id, month
    ON CONFLICT (rider_id, month) DO UPDATE
        SET points = excluded.points, limit_points = excluded.limit_points, revision = excluded.revision
    RETURNING new.rider_id, new.month, old.points, old.limit_points, old.revision,
        new.points, new.limit_points, new.revision
""")


async def add_up_months(
    tx: AsyncConnection, city_id: str, limits: Mapping[DayKey, int]
) -> dict[DayKey, SumChange]:
    """Add up these months, each of which has a limit, from riders' days."""
    rows = [(*key, limit_points) for key, limit_points in limits.items()]
    added = await fetch(tx, ADD_UP_MONTHS, {**by_column(MONTH_COLUMNS, rows), "city_id": city_id})
    return {
        (rider_id, month): SumChange(EMPTY if before[0] is None else Sum(*before), Sum(*after))
        for rider_id, month, before, after in ((*row[:2], row[2:5], row[5:]) for row in added)
    }
