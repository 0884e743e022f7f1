"""Tables of trips: their points, and the sums of riders' days. Functions never decide or commit."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.trips.rules import DayChange, DayKey, Paid, TripChange
from shared.db import by_column, fetch, unnest

TRIP_COLUMNS = {"trip_id": "uuid", "revision": "int", "points": "int"}

# An upsert. `old` is NULL for a new trip, and a stale revision returns no row. Ordered, because consumers
# that lock rows in different orders deadlock.
REMEMBER = sa.text(f"""
    INSERT INTO trips ({", ".join(TRIP_COLUMNS)}, city_id)
    SELECT {", ".join(TRIP_COLUMNS)}, :city_id FROM {unnest(TRIP_COLUMNS)} ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE SET revision = excluded.revision, points = excluded.points
        WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, coalesce(old.points, 0) AS points, coalesce(old.revision, 0) AS revision
""")


async def remember(tx: AsyncConnection, city_id: str, trips: Mapping[UUID, Paid]) -> list[TripChange]:
    """Upsert those of these trips that are newer than the stored revision."""
    rows = [(trip_id, heard.event.revision, points) for trip_id, (heard, _, points) in trips.items()]
    changed = await fetch(tx, REMEMBER, {**by_column(TRIP_COLUMNS, rows), "city_id": city_id})
    changes = []
    for trip_id, points_before, revision_before in changed:
        heard, account, points = trips[trip_id]
        changes.append(TripChange(trip_id, heard, account, points_before, points, revision_before))
    return changes


DAY_COLUMNS = {"rider_id": "uuid", "local_on": "date", "points": "int", "revision": "bigint"}
ADD_TO_DAYS = sa.text(f"""
    INSERT INTO rider_days ({", ".join(DAY_COLUMNS)}, city_id)
    SELECT {", ".join(DAY_COLUMNS)}, :city_id FROM {unnest(DAY_COLUMNS)} ORDER BY rider_id, local_on
    ON CONFLICT (rider_id, local_on) DO UPDATE
        SET points = rider_days.points + excluded.points, revision = rider_days.revision + excluded.revision
    RETURNING new.rider_id, new.local_on, coalesce(old.points, 0), coalesce(old.revision, 0)
""")


async def add_to_days(
    tx: AsyncConnection, city_id: str, changes: Mapping[DayKey, DayChange]
) -> dict[DayKey, tuple[int, int]]:
    """Add full points and revisions to riders' local days. Returns both as they were before."""
    rows = [(*key, change.points, change.revision) for key, change in changes.items()]
    days = await fetch(tx, ADD_TO_DAYS, {**by_column(DAY_COLUMNS, rows), "city_id": city_id})
    return {(rider_id, local_on): (points, revision) for rider_id, local_on, points, revision in days}
