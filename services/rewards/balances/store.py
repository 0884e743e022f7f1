"""What of a rider's trips and entries is pending. Functions never decide or commit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.rewards.balances.rules import PendingDay, first_pending_day
from shared.db import Statement

Row = Sequence[Any]

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
    SELECT coalesce(sum(points), 0)::int FROM entry_sources
    WHERE rider_id = :rider_id AND available_at > :now
""")


def pending(rider_id: UUID, now: datetime) -> Sequence[Statement]:
    """What reads the rider's local days that have trips which are not available at `now`, and what the
    rider's entries give that is not."""
    values = {"rider_id": rider_id, "now": now}
    return (PENDING_DAYS, {**values, "since": first_pending_day(now)}), (PENDING_ENTRIES, values)


def pending_in(days: Iterable[Row], entries: Sequence[Row]) -> tuple[list[PendingDay], int]:
    """What was read: the days, and the points of entries."""
    [(entry_points,)] = entries
    return [PendingDay(*row) for row in days], entry_points
