"""The table `trips` by trip and by rider, and every SQL statement on it that is no telling's or verdict's.
Functions take `tx`; they never decide or commit."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import UNDONE_REASON, Answer, KeptTrip, Listed
from services.trips.tellings.store import KEPT, kept_trip


class Receipt(NamedTuple):
    """The verdict that the first reporter of a trip was told, and the hash of the reported values. `undone`:
    the trip came with an import that was undone."""

    content_hash: bytes
    answer: Answer
    undone: bool = False


async def receipts(tx: AsyncConnection, trip_ids: Collection[UUID]) -> dict[UUID, Receipt]:
    """The receipts of those of these trips that are stored already."""
    rows = await tx.execute(
        sa.text("""
            SELECT trip_id, content_hash, first_verdict, first_reasons, withdrawn = :undone AS undone
            FROM trips
            WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))
        """),
        {"trip_ids": list(trip_ids), "undone": UNDONE_REASON},
    )
    return {
        row.trip_id: Receipt(
            row.content_hash, Answer(row.first_verdict, tuple(row.first_reasons)), bool(row.undone)
        )
        for row in rows
    }


LOCK_OPERATOR_TRIP = sa.text(f"""
    SELECT {KEPT} FROM trips WHERE trip_id = :trip_id AND operator_id = :operator_id AND is_trip FOR UPDATE
""")


async def lock_operator_trip(tx: AsyncConnection, operator_id: str | None, trip_id: UUID) -> KeptTrip | None:
    """A trip of this operator, its row locked until the transaction ends."""
    values = {"trip_id": trip_id, "operator_id": operator_id}
    row = (await tx.execute(LOCK_OPERATOR_TRIP, values)).one_or_none()
    return None if row is None else kept_trip(row)


LOCK_RIDER_TRIP = sa.text(f"""
    SELECT {KEPT} FROM trips WHERE trip_id = :trip_id AND rider_id = :rider_id AND is_trip FOR UPDATE
""")


async def lock_rider_trip(tx: AsyncConnection, rider_id: UUID | None, trip_id: UUID) -> KeptTrip | None:
    """A trip of this rider, its row locked until the transaction ends."""
    row = (await tx.execute(LOCK_RIDER_TRIP, {"trip_id": trip_id, "rider_id": rider_id})).one_or_none()
    return None if row is None else kept_trip(row)


async def withdraw(tx: AsyncConnection, trip_ids: Sequence[UUID], why: str, note: str | None) -> set[UUID]:
    """Let these trips count as never told, for this reason. The note is for people and stays in this
    service. Returns the riders who had a strike with one of them."""
    rows = await tx.execute(
        sa.text("""
            UPDATE trips SET withdrawn = :why, note = :note
            WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])) RETURNING rider_id, strike
        """),
        {"trip_ids": list(trip_ids), "why": why, "note": note},
    )
    return {row.rider_id for row in rows if row.strike}


RIDER_TRIPS = f"""
    SELECT {KEPT} FROM trips WHERE rider_id = :rider_id AND is_trip {{after}}
    ORDER BY started_at DESC, trip_id DESC LIMIT :most
"""


async def rider_trips(tx: AsyncConnection, rider_id: UUID, most: int, after: Listed | None) -> list[KeptTrip]:
    """A rider's trips, newest first, from behind the place `after` (start and id)."""
    condition = "AND (started_at, trip_id) < (:started_at, :trip_id)" if after else ""
    values = {"rider_id": rider_id, "most": most, **(after._asdict() if after else {})}
    rows = await tx.execute(sa.text(RIDER_TRIPS.format(after=condition)), values)
    return [kept_trip(row) for row in rows]


RIDER_TRIP = sa.text(f"""
    SELECT {KEPT} FROM trips WHERE trip_id = :trip_id AND rider_id = :rider_id AND is_trip
""")


async def rider_trip(tx: AsyncConnection, rider_id: UUID, trip_id: UUID) -> KeptTrip | None:
    """One trip of this rider."""
    row = (await tx.execute(RIDER_TRIP, {"trip_id": trip_id, "rider_id": rider_id})).one_or_none()
    return None if row is None else kept_trip(row)
