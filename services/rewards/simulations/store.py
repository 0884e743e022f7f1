"""What was ridden and done, rider by rider, as of one moment. Functions never decide or commit."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import asyncpg

from services.rewards.simulations.rules import Row, StoredBonusDay, StoredTrip, Window

PAGE = 250
"""Rows that are read at a time. Reading them and working out what they give holds the event loop for 3 ms."""

COUNT = """
    SELECT (SELECT count(*) FROM trips WHERE local_on BETWEEN $1 AND $2)
        + (SELECT count(*) FROM bonus_days WHERE local_on BETWEEN $1 AND $2)
"""
# The keys of both tables begin with the rider. A row of activities has no vehicle.
BY_RIDER = """
    SELECT rider_id, local_on, points, cap_points, earns, vehicle_type, local_hour, distance_m, energy_kcal,
        start_zone_id
    FROM trips WHERE local_on BETWEEN $1 AND $2
    UNION ALL
    SELECT rider_id, local_on, points * least(day_max, activities), 0, true,
        NULL, 0, NULL, activities, service
    FROM bonus_days WHERE local_on BETWEEN $1 AND $2
    ORDER BY rider_id
"""


async def count(connection: asyncpg.Connection, days: Window) -> int:
    """How many rows `by_rider` has."""
    rows: int = await connection.fetchval(COUNT, *days)
    return rows


async def by_rider(connection: asyncpg.Connection, days: Window) -> AsyncIterator[list[Row]]:
    """All trips and days of activities, each rider's behind each other, some at a time. The connection is in
    a transaction."""
    cursor = await connection.cursor(BY_RIDER, *days)
    while rows := await cursor.fetch(PAGE):
        yield [_row(*row) for row in rows]


def _row(
    rider_id: UUID,
    local_on: date,
    points: int,
    cap_points: int,
    earns: bool,
    vehicle_type: str | None,
    local_hour: int,
    distance_m: int | None,
    amount: int,
    name: str | None,
) -> Row:
    if vehicle_type is None:
        return StoredBonusDay(rider_id, local_on, points, name or "", amount)
    return StoredTrip(
        rider_id, local_on, points, cap_points, earns, vehicle_type, local_hour, distance_m, amount, name
    )
