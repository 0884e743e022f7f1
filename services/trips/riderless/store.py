"""Rides of locks that name no rider, the searches for their riders, and who may have ridden. Functions take
`tx`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import NOBODY
from services.trips.tellings.store import Kept, of_ids
from shared.db import by_column, unnest


class Search(NamedTuple):
    """A vehicle of whose rides without rider the rider is looked for, and from when to when something about
    them has changed."""

    search_id: int
    operator_id: str
    vehicle_id: str
    since: datetime
    until: datetime


async def take_searches(tx: AsyncConnection, most: int) -> list[Search]:
    """The next searches, at most `most`, the oldest first. Nobody else takes them until the transaction
    ends."""
    rows = await tx.execute(
        sa.text("""
            SELECT search_id, operator_id, vehicle_id, since, until FROM rider_searches
            ORDER BY search_id LIMIT :most FOR UPDATE SKIP LOCKED
        """),
        {"most": most},
    )
    return [Search(*row) for row in rows]


async def end_searches(tx: AsyncConnection, searches: Sequence[Search]) -> None:
    """Delete these searches."""
    await tx.execute(
        sa.text("DELETE FROM rider_searches WHERE search_id = ANY(CAST(:search_ids AS bigint[]))"),
        {"search_ids": [search.search_id for search in searches]},
    )


SEARCH_COLUMNS = {
    "operator_id": "text",
    "vehicle_id": "text",
    "since": "timestamptz",
    "until": "timestamptz",
}
# A ride of locks lasts a day at most. The hour is more than two clocks ever differ by. OFFSET 0 keeps
# PostgreSQL from joining the whole table, which it takes for cheaper than an index scan for each vehicle.
RIDES = sa.text(f"""
    SELECT DISTINCT ridden.* FROM {unnest(SEARCH_COLUMNS)}
    CROSS JOIN LATERAL (
        SELECT trip_id, operator_id, vehicle_id, rider_id, started_at, ended_at FROM trips
        WHERE operator_id = row.operator_id AND vehicle_id = row.vehicle_id AND NOT rider_named
            AND started_at > row.since - interval '25 hours' AND started_at < row.until + interval '1 hour'
            AND ended_at > row.since - interval '1 hour' AND is_told AND withdrawn IS NULL AND NOT erased
        OFFSET 0
    ) AS ridden
""")


class Ridden(NamedTuple):
    """A ride of locks that name no rider: which, when, and whose it is now."""

    trip_id: UUID
    operator_id: str
    vehicle_id: str
    rider_id: UUID
    started_at: datetime
    ended_at: datetime


async def rides_near(tx: AsyncConnection, searches: Sequence[Search]) -> list[Ridden]:
    """The rides without rider of these vehicles at those times; without those that an erased rider rode."""
    values = by_column(SEARCH_COLUMNS, [search[1:] for search in searches])
    return [Ridden(*row) for row in await tx.execute(RIDES, values)]


RIDDEN_COLUMNS = {
    "operator_id": "text",
    "vehicle_id": "text",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
}
RIDERS = sa.text(f"""
    SELECT told.rider_id, told.erased, min(row.started_at) AS since, max(row.ended_at) AS until
    FROM {unnest(RIDDEN_COLUMNS)}
    CROSS JOIN LATERAL (
        SELECT rider_id, erased FROM trips
        WHERE operator_id = row.operator_id AND vehicle_id = row.vehicle_id
            AND started_at > row.started_at - interval '2 days'
            AND started_at < row.ended_at + interval '1 hour'
            AND ended_at > row.started_at - interval '1 hour'
        OFFSET 0
    ) AS told
    GROUP BY told.rider_id, told.erased
""")


class RidersNear(NamedTuple):
    """Riders who may have ridden some rides, each with the span of those rides. `erased`: those of them who
    go on under random ids, because they were erased: rides are neither given to them nor taken."""

    spans: dict[UUID, tuple[datetime, datetime]]
    erased: frozenset[UUID]

    @property
    def known(self) -> set[UUID]:
        """Those who were not erased."""
        return self.spans.keys() - self.erased


async def riders_near(tx: AsyncConnection, rides: Sequence[Ridden]) -> RidersNear:
    """Everybody of whom a phone, or the operator, tells of these vehicles at the time of these rides, and
    whose the rides are now."""
    rows = [(ride.operator_id, ride.vehicle_id, ride.started_at, ride.ended_at) for ride in rides]
    found = [
        row for row in await tx.execute(RIDERS, by_column(RIDDEN_COLUMNS, rows)) if row.rider_id != NOBODY
    ]
    spans = {row.rider_id: (row.since, row.until) for row in found}
    return RidersNear(spans, frozenset(row.rider_id for row in found if row.erased))


LOCK_RIDES = sa.text("""
    SELECT trip_id FROM trips WHERE trip_id = ANY(CAST(:trip_ids AS uuid[])) ORDER BY trip_id
    FOR NO KEY UPDATE
""")


async def lock_rides(tx: AsyncConnection, trip_ids: Collection[UUID], timezone: str) -> dict[UUID, Kept]:
    """These stored rides by id, their rows locked until the transaction ends. `timezone` is the city's."""
    await tx.execute(LOCK_RIDES, {"trip_ids": sorted(trip_ids)})
    return {each.trip.trip_id: each for each in await of_ids(tx, trip_ids, timezone)}


async def forget_appeals(tx: AsyncConnection, trip_ids: Collection[UUID]) -> None:
    """Delete the appeals against the verdicts on these rides: another rider does not read what one wrote."""
    await tx.execute(
        sa.text("DELETE FROM appeals WHERE trip_id = ANY(CAST(:trip_ids AS uuid[]))"),
        {"trip_ids": sorted(trip_ids)},
    )
