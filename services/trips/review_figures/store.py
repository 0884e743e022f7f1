"""What was decided, and which appeals wait, counted. Functions take `tx`."""

from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.review.store import ANSWERABLE


class MonthCount(NamedTuple):
    """What one operator decided in a month of trips that had not counted for this reason."""

    operator_id: str
    month: date
    reason: str
    accepted: int
    rejected: int
    upheld: int
    dismissed: int


async def counts(tx: AsyncConnection, operator_id: str | None, since: date) -> list[MonthCount]:
    """What was decided from this month on, newest month first: by one operator, or by all."""
    mine = "AND operator_id = :operator_id" if operator_id else ""
    rows = await tx.execute(
        sa.text(f"""
            SELECT operator_id, month, reason, accepted, rejected, upheld, dismissed FROM review_counts
            WHERE month >= :since {mine} ORDER BY operator_id, month DESC, reason
        """),
        {"since": since} | ({"operator_id": operator_id} if operator_id else {}),
    )
    return [MonthCount(*row) for row in rows]


class Waiting(NamedTuple):
    """How many appeals wait for an operator, and how many of them since before a given instant."""

    waiting: int
    overdue: int


async def waiting(
    tx: AsyncConnection, operator_id: str | None, overdue_since: datetime
) -> dict[str, Waiting]:
    """The appeals that wait, by operator: for one operator, or for all."""
    mine = "AND operator_id = :operator_id" if operator_id else ""
    rows = await tx.execute(
        sa.text(f"""
            SELECT operator_id, count(*) AS waiting,
                count(*) FILTER (WHERE appealed_at < :overdue_since) AS overdue
            FROM appeals WHERE answered_at IS NULL {mine} AND EXISTS (
                SELECT FROM trips WHERE trips.trip_id = appeals.trip_id AND {ANSWERABLE}
            ) GROUP BY operator_id
        """),
        {"overdue_since": overdue_since} | ({"operator_id": operator_id} if operator_id else {}),
    )
    return {row.operator_id: Waiting(row.waiting, row.overdue) for row in rows}
