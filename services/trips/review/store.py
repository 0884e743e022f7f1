"""Decisions and appeals in the tables `trips`, `appeals` and `review_counts`. Functions take `tx`; they never
decide or commit."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.review.rules import Appealed, Reviewed, Standing, Wanted
from services.trips.rules import DecidedBy
from services.trips.tellings.store import KEPT, kept_trip
from shared.db import by_column, unnest

ANSWERABLE = "trips.is_trip AND NOT trips.reasons && ARRAY['merged', 'import_undone']"
"""Whether an appeal that waits can be answered: nobody decides about what is no trip, or part of another.
Written as in the indexes of the queue."""
REVIEWED = f"""
    {KEPT}, trips.withdrawn, trips.decided_verdict, trips.decided_at, trips.strike,
    trips.decided_by ->> 'role' AS decided_role, trips.decided_by ->> 'organisation' AS decided_organisation,
    trips.decided_by ->> 'reason' AS decided_reason, trips.decided_by -> 'held_for' AS held_for,
    appeals.text AS appeal, appeals.appealed_at, appeals.answer, appeals.upheld,
    CASE WHEN appeals.text IS NOT NULL AND NOT ({ANSWERABLE}) THEN EXISTS (
        SELECT FROM trips AS ride WHERE ride.trip_id = ANY(trips.merged_into) AND ride.verdict = 'accepted'
    ) END AS appeal_settled
"""
"""The columns of which `reviewed` reads a trip; `trips` is joined to `appeals`."""


def reviewed(row: sa.Row[Any]) -> Reviewed:
    """The trip in a row with the columns `REVIEWED`. Of a trip that was voided since, no decision stands."""
    standing, appealed = None, None
    if row.decided_verdict and row.withdrawn is None:
        by = DecidedBy(
            row.decided_role, row.decided_organisation, row.decided_reason, row.decided_at, row.strike
        )
        standing = Standing(row.decided_verdict, by, tuple(row.held_for or ()))
    if row.appeal is not None:
        appealed = Appealed(row.appeal, row.appealed_at, row.answer, row.upheld, row.appeal_settled)
    return Reviewed(kept_trip(row), standing, appealed)


async def lock_trips(
    tx: AsyncConnection, operator_id: str | None, trip_ids: Sequence[UUID]
) -> dict[UUID, Reviewed]:
    """Those of these trips that are this operator's, their rows locked in order of trip_id until the
    transaction ends."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {REVIEWED} FROM trips LEFT JOIN appeals USING (trip_id)
            WHERE trips.trip_id = ANY(CAST(:trip_ids AS uuid[])) AND trips.operator_id = :operator_id
                AND trips.is_trip
            ORDER BY trips.trip_id FOR UPDATE OF trips
        """),
        {"trip_ids": list(trip_ids), "operator_id": operator_id},
    )
    return {row.trip_id: reviewed(row) for row in rows}


OF_RIDER = f"""
    SELECT {REVIEWED} FROM trips LEFT JOIN appeals USING (trip_id)
    WHERE trips.trip_id = :trip_id AND trips.rider_id = :rider_id
        AND trips.is_trip
"""


async def rider_trip(tx: AsyncConnection, rider_id: UUID | None, trip_id: UUID) -> Reviewed | None:
    """A trip of this rider, with its decision and appeal."""
    row = (await tx.execute(sa.text(OF_RIDER), {"trip_id": trip_id, "rider_id": rider_id})).one_or_none()
    return None if row is None else reviewed(row)


DECIDED_COLUMNS = {
    "trip_id": "uuid",
    "verdict": "text",
    "role": "text",
    "organisation": "text",
    "reason": "text",
    "decided_at": "timestamptz",
    "strike": "bool",
    "held_for": "text",
}
DECIDE = sa.text(f"""
    UPDATE trips SET withdrawn = NULL, appeal_waits = false, decided_verdict = row.verdict,
        decided_at = row.decided_at, strike = row.strike,
        decided_by = jsonb_build_object('role', row.role, 'organisation', row.organisation,
            'reason', row.reason, 'held_for', string_to_array(row.held_for, ' '))
    FROM {unnest(DECIDED_COLUMNS)} WHERE trips.trip_id = row.trip_id
""")
ANSWER = sa.text(f"""
    UPDATE appeals SET answered_at = row.decided_at, answer = row.reason, upheld = row.verdict = 'accepted'
    FROM {unnest(DECIDED_COLUMNS)} WHERE appeals.trip_id = row.trip_id AND answered_at IS NULL
""")


async def decide(tx: AsyncConnection, decided: Sequence[tuple[Wanted, Sequence[str]]]) -> None:
    """Replace what the rules, or another decision, say of trips by these decisions, which also bring voided
    trips back; beside each, for what the trip was held before anybody decided."""
    rows = [
        (each.trip_id, each.verdict, by.role, by.organisation, by.reason, by.decided_at, by.strike, why)
        for each, by, why in ((each, each.by, " ".join(held_for)) for each, held_for in decided)
    ]
    await tx.execute(DECIDE, by_column(DECIDED_COLUMNS, rows))


async def answer_appeals(tx: AsyncConnection, decided: Sequence[Wanted]) -> None:
    """Answer the appeals that wait of these trips by the reasons of their decisions."""
    rows = [
        (each.trip_id, each.verdict, by.role, by.organisation, by.reason, by.decided_at, by.strike, "")
        for each, by in ((each, each.by) for each in decided)
    ]
    await tx.execute(ANSWER, by_column(DECIDED_COLUMNS, rows))


class Counted(NamedTuple):
    """What is counted of a decision: `what` is a column of `review_counts`."""

    reason: str
    what: str


COUNT_COLUMNS = {"reason": "text"} | dict.fromkeys(("accepted", "rejected", "upheld", "dismissed"), "bigint")
COUNT = sa.text(f"""
    INSERT INTO review_counts (city_id, operator_id, month, reason, accepted, rejected, upheld, dismissed)
    SELECT :city_id, :operator_id, :month, reason, accepted, rejected, upheld, dismissed
    FROM {unnest(COUNT_COLUMNS)} ORDER BY reason
    ON CONFLICT (operator_id, month, reason) DO UPDATE
        SET accepted = review_counts.accepted + excluded.accepted,
            rejected = review_counts.rejected + excluded.rejected,
            upheld = review_counts.upheld + excluded.upheld,
            dismissed = review_counts.dismissed + excluded.dismissed
""")


async def count(
    tx: AsyncConnection, city_id: str, operator_id: str, month: date, counted: Counter[Counted]
) -> None:
    """Add to what an operator has decided in a month. Rows are written in the order of their keys, because
    transactions that lock rows in different orders deadlock."""
    rows = [
        (reason, *(counted[Counted(reason, name)] for name in list(COUNT_COLUMNS)[1:]))
        for reason in sorted({each.reason for each in counted})
    ]
    values = {"city_id": city_id, "operator_id": operator_id, "month": month}
    await tx.execute(COUNT, values | by_column(COUNT_COLUMNS, rows))


async def add_appeal(tx: AsyncConnection, appealed: Reviewed, text: str, now: datetime) -> None:
    """Let a rider's appeal wait, in place of an earlier one that was answered."""
    trip = appealed.trip
    await tx.execute(
        sa.text("""
            WITH waiting AS (UPDATE trips SET appeal_waits = true WHERE trip_id = :trip_id)
            INSERT INTO appeals (trip_id, city_id, operator_id, text, appealed_at)
            VALUES (:trip_id, :city_id, :operator_id, :text, :now)
            ON CONFLICT (trip_id) DO UPDATE SET text = excluded.text, appealed_at = excluded.appealed_at,
                answered_at = NULL, answer = NULL, upheld = NULL
        """),
        {
            "trip_id": trip.trip_id,
            "city_id": trip.city_id,
            "operator_id": trip.operator_id,
            "text": text,
            "now": now,
        },
    )
