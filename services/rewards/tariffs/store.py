"""Tables of tariffs: the points of trips and the sums of riders' days. Functions never decide or commit."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.tariffs.rules import Day, TripChange
from shared.db import by_column, fetch, unnest
from shared.events.heard import Heard
from shared.events.trips import TripJudged

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


async def remember(
    tx: AsyncConnection, city_id: str, trips: Mapping[UUID, tuple[Heard[TripJudged], int]]
) -> list[TripChange]:
    """Upsert those of these trips (each with its full points) that are newer than the stored revision."""
    rows = [(trip_id, heard.event.revision, points) for trip_id, (heard, points) in trips.items()]
    changed = await fetch(tx, REMEMBER, {**by_column(TRIP_COLUMNS, rows), "city_id": city_id})
    changes = []
    for trip_id, points_before, revision_before in changed:
        heard, points = trips[trip_id]
        changes.append(TripChange(heard, points_before, points, revision_before))
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
    tx: AsyncConnection, city_id: str, gains: Mapping[tuple[UUID, date], Day]
) -> dict[tuple[UUID, date], Day]:
    """Add full points and revisions to riders' local days. Returns the days as they were before."""
    rows = [(*key, *gain) for key, gain in gains.items()]
    days = await fetch(tx, ADD_TO_DAYS, {**by_column(DAY_COLUMNS, rows), "city_id": city_id})
    return {(rider_id, local_on): Day(*before) for rider_id, local_on, *before in days}
