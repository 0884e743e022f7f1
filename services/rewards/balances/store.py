"""What of a rider's trips and entries is pending. Functions never decide or commit."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.balances.rules import PendingDay, first_pending_day

# Both read a few rows that lie behind each other in the index of a primary key.
PENDING_DAYS = sa.text("""
    SELECT local_on, pending.points, least(0, rider_days.limit_points - rider_days.points),
        coalesce(least(0, rider_months.limit_points - rider_months.points), 0)
    FROM (
        SELECT rider_id, local_on, sum(points + cap_points)::int AS points FROM trips
        WHERE rider_id = :rider_id AND local_on >= :since AND available_at > :now
        GROUP BY rider_id, local_on
    ) AS pending JOIN rider_days USING (rider_id, local_on)
    LEFT JOIN rider_months ON rider_months.rider_id = :rider_id
        AND month = CAST(date_trunc('month', CAST(local_on AS timestamp)) AS date)
""")
PENDING_ENTRIES = sa.text("""
    SELECT coalesce(sum(points), 0)::int FROM entries WHERE rider_id = :rider_id AND available_at > :now
""")


async def pending_days(tx: AsyncConnection, rider_id: UUID, now: datetime) -> list[PendingDay]:
    """The rider's local days that have trips which are not available at `now`."""
    values = {"rider_id": rider_id, "now": now, "since": first_pending_day(now)}
    return [PendingDay(*row) for row in await tx.execute(PENDING_DAYS, values)]


async def pending_entry_points(tx: AsyncConnection, rider_id: UUID, now: datetime) -> int:
    """What the rider's entries give that is not available at `now`."""
    rows = await tx.execute(PENDING_ENTRIES, {"rider_id": rider_id, "now": now})
    points: int = rows.scalar_one()
    return points
