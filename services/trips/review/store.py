"""The table of appeals, and an operator's trips with the appeals that wait."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import KeptTrip, Listed
from services.trips.tellings.store import KEPT, kept_trip


async def add_appeal(tx: AsyncConnection, city_id: str, trip_id: UUID, text: str) -> bool:
    """Store a rider's appeal. Returns False when an appeal of this trip is waiting already."""
    added = await tx.execute(
        sa.text("""
            INSERT INTO appeals (trip_id, city_id, text) VALUES (:trip_id, :city_id, :text)
            ON CONFLICT (trip_id) DO UPDATE SET text = :text, appealed_at = now(), answered_at = NULL
            WHERE appeals.answered_at IS NOT NULL
        """),
        {"trip_id": trip_id, "city_id": city_id, "text": text},
    )
    return added.rowcount == 1


async def answer_appeal(tx: AsyncConnection, trip_id: UUID) -> None:
    """Mark the appeal of a trip as answered, if one is waiting."""
    await tx.execute(
        sa.text("UPDATE appeals SET answered_at = now() WHERE trip_id = :trip_id AND answered_at IS NULL"),
        {"trip_id": trip_id},
    )


class TripInReview(NamedTuple):
    """A trip, and the text of its appeal while the appeal waits for an answer."""

    trip: KeptTrip
    appeal: str | None


OPERATOR_TRIPS = f"""
    SELECT appeals.text AS appeal, {KEPT} FROM trips
    LEFT JOIN appeals ON appeals.trip_id = trips.trip_id AND appeals.answered_at IS NULL
    WHERE operator_id = :operator_id AND verdict = :verdict AND is_trip {{after}}
    ORDER BY started_at, trips.trip_id LIMIT :most
"""


async def operator_trips(
    tx: AsyncConnection, operator_id: str, verdict: str, most: int, after: Listed | None
) -> list[TripInReview]:
    """An operator's trips of one verdict, oldest first, with the appeals that wait."""
    condition = "AND (started_at, trips.trip_id) > (:started_at, :trip_id)" if after else ""
    values = {
        "operator_id": operator_id,
        "verdict": verdict,
        "most": most,
        **(after._asdict() if after else {}),
    }
    rows = await tx.execute(sa.text(OPERATOR_TRIPS.format(after=condition)), values)
    return [TripInReview(kept_trip(row), row.appeal) for row in rows]
