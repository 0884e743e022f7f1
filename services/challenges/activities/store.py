"""The table of activities. Functions never decide or commit."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.activities.rules import Reported
from services.challenges.counting.trips import Activity
from shared.db import by_column, fetch, unnest

STORED = ", ".join(Activity._fields)
FIND = sa.text(f"SELECT {STORED} FROM activities WHERE activity_id = ANY(CAST(:activity_ids AS uuid[]))")


async def find(tx: AsyncConnection, activity_ids: Collection[UUID]) -> dict[UUID, Activity]:
    """Those of these activities that were reported."""
    rows = await fetch(tx, FIND, {"activity_ids": sorted(activity_ids)})
    return {row[0]: Activity(*row) for row in rows}


COLUMNS = {
    "activity_id": "uuid",
    "operator_id": "text",
    "rider_id": "uuid",
    "service": "text",
    "at": "timestamptz",
    "local_on": "date",
    "revision": "bigint",
    "counts": "bool",
    "is_erased": "bool",
    "trip_id": "uuid",
}
ADD = sa.text(f"""
    INSERT INTO activities ({", ".join(COLUMNS)}, city_id)
    SELECT {", ".join(COLUMNS)}, :city_id FROM {unnest(COLUMNS)} ORDER BY activity_id
""")


async def add(
    tx: AsyncConnection, city_id: str, operator_id: str, reported: Sequence[Reported]
) -> list[Activity]:
    """Store new activities of an operator. Returns them."""
    activities = [
        Activity(each.activity_id, operator_id, *each[1:], revision=1, counts=True) for each in reported
    ]
    rows = [(*activity, activity.trip_id) for activity in activities]
    await fetch(tx, ADD, {**by_column(COLUMNS, rows), "city_id": city_id})
    return activities


VOID = sa.text(f"""
    UPDATE activities SET counts = false, revision = revision + 1, note = :note
    WHERE activity_id = :activity_id AND counts RETURNING {STORED}
""")


async def void(tx: AsyncConnection, activity_id: UUID, note: str | None) -> Activity:
    """Store that an activity, which counts, does not. Returns it."""
    [row] = await fetch(tx, VOID, {"activity_id": activity_id, "note": note})
    return Activity(*row)
