"""Tables of trips, and every SQL statement on them. Functions take `tx`; they never decide or commit."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import UNDONE_REASON, JudgedTrip, KeptTrip, Listed, Verdict, first_state
from shared.db import by_column, unnest


async def lock_riders(tx: AsyncConnection, city_id: str, rider_ids: Collection[UUID]) -> None:
    """Lock these riders' rows until the transaction ends: overlaps of one rider are judged by one transaction
    at a time.

    Rows are locked in order of rider_id, because transactions that lock the same riders in different orders
    deadlock. They are inserted first, because FOR UPDATE on a row that does not exist locks nothing.
    """
    ordered = sorted(rider_ids)
    await tx.execute(
        sa.text("""
            INSERT INTO riders (rider_id, city_id)
            SELECT rider_id, :city_id FROM unnest(CAST(:rider_ids AS uuid[])) AS rider_id ORDER BY 1
            ON CONFLICT DO NOTHING
        """),
        {"rider_ids": ordered, "city_id": city_id},
    )
    await tx.execute(
        sa.text("""
            SELECT FROM riders WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
            ORDER BY rider_id FOR NO KEY UPDATE
        """),
        {"rider_ids": ordered},
    )


async def lock_riders_of(tx: AsyncConnection, trip_ids: Sequence[UUID]) -> None:
    """Lock the riders of these stored trips, as `lock_riders` does."""
    await tx.execute(
        sa.text("""
            SELECT FROM riders
            WHERE rider_id = ANY(
                ARRAY(SELECT rider_id FROM trips WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])))
            )
            ORDER BY rider_id FOR NO KEY UPDATE
        """),
        {"trip_ids": trip_ids},
    )


class Receipt(NamedTuple):
    """The verdict that the first reporter of a trip was told, and the hash of the reported values. `undone`:
    the trip came with an import that was undone."""

    content_hash: bytes
    verdict: Verdict
    undone: bool = False


async def receipts(tx: AsyncConnection, trip_ids: Collection[UUID]) -> dict[UUID, Receipt]:
    """The receipts of those of these trips that are stored already."""
    rows = await tx.execute(
        sa.text("""
            SELECT trip_id, content_hash, first_verdict, first_reason,
                verdict = 'voided' AND reason = :undone AS undone
            FROM trips
            WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))
        """),
        {"trip_ids": list(trip_ids), "undone": UNDONE_REASON},
    )
    return {
        row.trip_id: Receipt(row.content_hash, Verdict(row.first_verdict, row.first_reason), bool(row.undone))
        for row in rows
    }


# A trip that counts lasts at most 86,400 whole seconds, so a trip that started a day and a second earlier has
# ended before this one starts. The bound lets PostgreSQL read a narrow range of the index.
SPAN_COLUMNS = {
    "trip_id": "uuid",
    "rider_id": "uuid",
    "operator_id": "text",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
}
_span = attrgetter(*SPAN_COLUMNS)
OVERLAPS = sa.text(f"""
    SELECT row.trip_id AS new_id, trips.trip_id AS known_id,
        trips.operator_id = row.operator_id AS of_one_operator
    FROM {unnest(SPAN_COLUMNS)}
    JOIN trips ON trips.rider_id = row.rider_id AND trips.shares_time
        AND trips.started_at > row.started_at - interval '1 day 1 second'
        AND trips.started_at < row.ended_at AND trips.ended_at > row.started_at
""")


class Overlap(NamedTuple):
    """A new and a stored trip of the same rider that overlap in time, and whether one operator has both."""

    new_id: UUID
    known_id: UUID
    of_one_operator: bool


async def overlaps(tx: AsyncConnection, trips: Sequence[JudgedTrip]) -> list[Overlap]:
    """The overlaps of these new trips with stored trips."""
    rows = [_span(trip.reported) for trip in trips if trip.shares_time]
    if not rows:
        return []
    return [Overlap(*row) for row in await tx.execute(OVERLAPS, by_column(SPAN_COLUMNS, rows))]


KEPT_COLUMNS = {
    "trip_id": "uuid",
    "city_id": "text",
    "rider_id": "uuid",
    "operator_id": "text",
    "vehicle_type": "text",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
    "duration_s": "int",
    "distance_m": "int",
    "distance_source": "text",
    "energy_kcal": "int",
    "local_on": "date",
    "local_hour": "smallint",
    "start_station_id": "text",
    "end_station_id": "text",
    "start_zone_id": "text",
    "end_zone_id": "text",
    "history": "bool",
    "unpaid": "bool",
    "rider_key": "text",
    "verdict": "text",
    "reason": "text",
    "revision": "int",
    "decided": "bool",
}
"""The columns of a `KeptTrip`, named as its fields."""
KEPT = ", ".join(f"trips.{name}" for name in KEPT_COLUMNS)
_values = attrgetter(*KEPT_COLUMNS)


def kept_trip(row: sa.Row[Any]) -> KeptTrip:
    """The trip in a row that holds the columns `KEPT`."""
    return KeptTrip(**{name: getattr(row, name) for name in KEPT_COLUMNS})


RECEIVED_COLUMNS = {
    "vehicle_id": "text",
    "start_lat": "double precision",
    "start_lon": "double precision",
    "end_lat": "double precision",
    "end_lon": "double precision",
    "content_hash": "bytea",
}
TRIP_COLUMNS = KEPT_COLUMNS | RECEIVED_COLUMNS
INSERT = sa.text(f"""
    INSERT INTO trips ({", ".join(TRIP_COLUMNS)}, received_at, first_verdict, first_reason)
    SELECT {", ".join(TRIP_COLUMNS)}, CAST(:received_at AS timestamptz), verdict, reason
    FROM {unnest(TRIP_COLUMNS)} ORDER BY trip_id
    ON CONFLICT DO NOTHING
""")

TRACE_COLUMNS = {"trip_id": "uuid", "city_id": "text", "points": "jsonb"}
INSERT_TRACES = sa.text(f"""
    INSERT INTO traces ({", ".join(TRACE_COLUMNS)})
    SELECT {", ".join(TRACE_COLUMNS)} FROM {unnest(TRACE_COLUMNS)}
    ON CONFLICT DO NOTHING
""")


async def insert(
    tx: AsyncConnection, city_id: str, trips: Sequence[JudgedTrip], received_at: datetime
) -> int:
    """Insert new trips. Returns how many rows were inserted: fewer than `trips` when a concurrent transaction
    inserted one of the ids."""
    rows = [
        (
            *_values(first_state(city_id, trip)),
            trip.reported.vehicle_id,
            *(trip.reported.start or (None, None)),
            *(trip.reported.end or (None, None)),
            trip.reported.content_hash,
        )
        for trip in trips
    ]
    inserted = await tx.execute(INSERT, {**by_column(TRIP_COLUMNS, rows), "received_at": received_at})
    traces = [(t.reported.trip_id, city_id, json.dumps(t.reported.trace)) for t in trips if t.reported.trace]
    if traces:
        await tx.execute(INSERT_TRACES, by_column(TRACE_COLUMNS, traces))
    return inserted.rowcount


HOLD = sa.text(f"""
    UPDATE trips SET verdict = 'held', reason = 'overlapping', revision = revision + 1
    WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])) AND verdict = 'accepted' AND NOT decided
    RETURNING {KEPT}
""")


async def hold(tx: AsyncConnection, trip_ids: Collection[UUID]) -> list[KeptTrip]:
    """Hold accepted trips that a new trip overlaps with, except those that an operator decided by hand."""
    if not trip_ids:
        return []
    return [kept_trip(row) for row in await tx.execute(HOLD, {"trip_ids": sorted(trip_ids)})]


def _meet(a: str, b: str) -> str:
    """The condition that two stored trips are one rider's and overlap in time; `a` is read before `b`."""
    return f"""
        {b}.rider_id = {a}.rider_id AND {b}.shares_time AND {b}.trip_id <> {a}.trip_id
        AND {b}.started_at > {a}.started_at - interval '1 day 1 second'
        AND {b}.started_at < {a}.ended_at AND {b}.ended_at > {a}.started_at
    """


# A trip is held for those of its own operator, and for those of others that were there first.
JUDGE_PARTNERS = sa.text(f"""
    UPDATE trips SET revision = trips.revision + 1,
        verdict = CASE WHEN partners.is_held THEN 'held' ELSE 'accepted' END,
        reason = CASE WHEN partners.is_held THEN 'overlapping' END
    FROM (
        SELECT partner.trip_id, EXISTS (
            SELECT FROM trips AS other
            WHERE {_meet("partner", "other")}
                AND (other.operator_id = partner.operator_id OR other.received_at < partner.received_at)
        ) AS is_held
        FROM trips AS changed JOIN trips AS partner ON {_meet("changed", "partner")}
        WHERE changed.trip_id = ANY(CAST(:trip_ids AS uuid[])) AND NOT partner.decided
            AND (partner.verdict = 'accepted' OR partner.reason = 'overlapping')
    ) AS partners
    WHERE trips.trip_id = partners.trip_id AND (trips.verdict = 'held') <> partners.is_held
    RETURNING {KEPT}
""")


async def judge_partners(tx: AsyncConnection, trip_ids: Sequence[UUID]) -> list[KeptTrip]:
    """Judge again the trips that overlap with these stored ones, of which some may share time no longer, or
    again. Returns those whose verdicts changed: to held, or to accepted if they overlap with nothing else."""
    return [kept_trip(row) for row in await tx.execute(JUDGE_PARTNERS, {"trip_ids": trip_ids})]


LOCK_OPERATOR_TRIP = sa.text(f"""
    SELECT {KEPT} FROM trips WHERE trip_id = :trip_id AND operator_id = :operator_id FOR UPDATE
""")


async def lock_operator_trip(tx: AsyncConnection, operator_id: str | None, trip_id: UUID) -> KeptTrip | None:
    """A trip of this operator, its rider and its row locked until the transaction ends."""
    await lock_riders_of(tx, [trip_id])
    values = {"trip_id": trip_id, "operator_id": operator_id}
    row = (await tx.execute(LOCK_OPERATOR_TRIP, values)).one_or_none()
    return None if row is None else kept_trip(row)


LOCK_RIDER_TRIP = sa.text(f"""
    SELECT {KEPT} FROM trips WHERE trip_id = :trip_id AND rider_id = :rider_id FOR UPDATE
""")


async def lock_rider_trip(tx: AsyncConnection, rider_id: UUID | None, trip_id: UUID) -> KeptTrip | None:
    """A trip of this rider, its row locked until the transaction ends."""
    row = (await tx.execute(LOCK_RIDER_TRIP, {"trip_id": trip_id, "rider_id": rider_id})).one_or_none()
    return None if row is None else kept_trip(row)


SET_VERDICT = sa.text(f"""
    UPDATE trips SET verdict = :verdict, reason = :reason, note = :note, decided = :decided,
        revision = revision + 1
    WHERE trip_id = :trip_id RETURNING {KEPT}
""")


async def set_verdict(
    tx: AsyncConnection, trip_id: UUID, verdict: Verdict, note: str, decided: bool
) -> KeptTrip:
    """Replace the verdict of the rules by a person's. The note is for people and stays in this service."""
    values = {
        "trip_id": trip_id,
        "verdict": verdict.name,
        "reason": verdict.reason,
        "note": note,
        "decided": decided,
    }
    return kept_trip((await tx.execute(SET_VERDICT, values)).one())


RIDER_TRIPS = f"""
    SELECT {KEPT} FROM trips WHERE rider_id = :rider_id {{after}}
    ORDER BY started_at DESC, trip_id DESC LIMIT :most
"""


async def rider_trips(tx: AsyncConnection, rider_id: UUID, most: int, after: Listed | None) -> list[KeptTrip]:
    """A rider's trips, newest first, from behind the place `after` (start and id)."""
    condition = "AND (started_at, trip_id) < (:started_at, :trip_id)" if after else ""
    values = {"rider_id": rider_id, "most": most, **(after._asdict() if after else {})}
    rows = await tx.execute(sa.text(RIDER_TRIPS.format(after=condition)), values)
    return [kept_trip(row) for row in rows]


RIDER_TRIP = sa.text(f"SELECT {KEPT} FROM trips WHERE trip_id = :trip_id AND rider_id = :rider_id")


async def rider_trip(tx: AsyncConnection, rider_id: UUID, trip_id: UUID) -> KeptTrip | None:
    """One trip of this rider."""
    row = (await tx.execute(RIDER_TRIP, {"trip_id": trip_id, "rider_id": rider_id})).one_or_none()
    return None if row is None else kept_trip(row)
