"""A city in one process: the rooms' own functions on real databases, in whatever order a test wants."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.gateway import handlers as gateway
from services.gateway.riders.summary import store as gateway_store
from services.gateway.riders.summary.store import Summary
from services.rewards.handlers import handlers as rewards_handlers
from services.trips import actions
from services.trips.limits.rules import first_version
from services.trips.review import actions as review
from services.trips.rules import DecidedBy, ReportedTrip
from services.trips.verdicts.actions import game_now
from services.trips.zone_map.actions import KnownZones
from shared.eventlog import consumer as bus
from shared.eventlog.log import Record
from shared.events import registry
from shared.events.rewards import LevelReached
from tests.handlers import by_type

from .evaluator import Call, Decide, Report, Trip
from .histories import RECEIVED_AT

GAME = game_now("city", "Europe/Madrid", first_version(), KnownZones())
REWARDS = by_type(rewards_handlers())
DIFFERENCES = "SELECT count(*) FROM differences"
LONG_AFTER = datetime(2030, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class City:
    """The databases of one city."""

    trips: AsyncEngine
    rewards: AsyncEngine
    gateway: AsyncEngine


@dataclass(frozen=True)
class Day:
    """Open transactions in which anything may be tried."""

    trips: AsyncConnection
    rewards: AsyncConnection
    gateway: AsyncConnection


@asynccontextmanager
async def forgotten(city: City) -> AsyncIterator[Day]:
    """Transactions that are rolled back, so that the next example finds nothing."""
    async with city.trips.connect() as t, city.rewards.connect() as r, city.gateway.connect() as g:
        yield Day(t, r, g)
        for tx in (t, r, g):
            await tx.rollback()


def as_reported(trip: Trip) -> ReportedTrip:
    return ReportedTrip(
        trip_id=trip.trip_id,
        rider_id=trip.rider_id,
        operator_id="operator",
        vehicle_type=trip.vehicle_type,
        started_at=trip.started_at,
        ended_at=trip.ended_at,
        timezone="Europe/Madrid",
        history=trip.history,
        distance_m=trip.distance_m,
        distance_source=None if trip.distance_m is None else "odometer",
    )


async def call(tx: AsyncConnection, wanted: Call) -> None:
    """What the routes of trips do inside their transactions."""
    if isinstance(wanted, Report):
        reported = [as_reported(trip) for trip in wanted.trips]
        await actions.receive(tx, await GAME(tx), reported, RECEIVED_AT)
    elif isinstance(wanted, Decide):
        by = DecidedBy("operator", "operator", "because", RECEIVED_AT)
        await review.decide(tx, await GAME(tx), "operator", wanted.trip.trip_id, wanted.verdict, by)
    else:
        trip_id = wanted.trip.trip_id
        await actions.void(tx, await GAME(tx), "operator", trip_id, "because", RECEIVED_AT)


async def said(tx: AsyncConnection) -> list[Record]:
    """All that this service has said, in order."""
    rows = await tx.execute(sa.text("SELECT id, type, key, time, data FROM outbox ORDER BY seq"))
    return [Record(0, position, *row) for position, row in enumerate(rows, 1)]


async def tell_rewards(tx: AsyncConnection, batches: Sequence[Sequence[Record]]) -> None:
    for batch in batches:
        await bus.handle(tx, "city", REWARDS, batch)


async def tell_gateway(tx: AsyncConnection, batches: Sequence[Sequence[Record]]) -> None:
    for batch in batches:
        await bus.handle(tx, "city", by_type(gateway.HANDLERS), batch)


async def verdicts(tx: AsyncConnection) -> dict[UUID, tuple[str, str | None]]:
    rows = await tx.execute(sa.text("SELECT trip_id, verdict, reasons FROM trips"))
    return {row.trip_id: (row.verdict, next(iter(row.reasons), None)) for row in rows}


@dataclass(frozen=True)
class Ledger:
    """What rewards holds of a rider. `given` is what each source has given in all, where that is not 0."""

    account_points: int
    lifetime_points: int
    level: int
    given: dict[str, int]


async def ledgers(tx: AsyncConnection, riders: Sequence[UUID]) -> dict[UUID, Ledger]:
    """What the ledger says of these riders, after it was seen to be balanced."""
    assert await _scalar(tx, "SELECT balanced FROM doctor")
    await check_derived(tx)
    assert not await _scalar(tx, "SELECT coalesce(sum(points), 0) FROM account_sums")
    assert not await _scalar(tx, "SELECT count(*) FROM accounts WHERE points < 0")
    levels = _newest_levels(await said(tx))
    rows = await tx.execute(sa.text("SELECT rider_id, points, lifetime_points FROM accounts"))
    accounts = {row.rider_id: (row.points, row.lifetime_points) for row in rows}
    given = await _given(tx)
    return {
        rider: Ledger(*accounts.get(rider, (0, 0)), levels.get(rider, 1), given.get(rider, {}))
        for rider in riders
    }


async def _given(tx: AsyncConnection) -> dict[UUID, dict[str, int]]:
    rows = await tx.execute(
        sa.text("""
            SELECT rider_id, given_by, sum(moves.points) AS points
            FROM moves JOIN accounts USING (account_id) GROUP BY 1, 2
        """),
    )
    given: dict[UUID, dict[str, int]] = {}
    for rider_id, source, points in rows:
        if points:
            given.setdefault(rider_id, {})[source] = int(points)
    return given


def _newest_levels(records: Sequence[Record]) -> dict[UUID, int]:
    reached = [registry.decode(each.type, each.data) for each in records]
    newest = [each for each in reached if isinstance(each, LevelReached)]
    return {each.rider_id: each.level for each in sorted(newest, key=lambda each: each.revision)}


async def check_derived(tx: AsyncConnection) -> None:
    """See that nothing differs from what it is derived from, in whatever room."""
    assert not await _scalar(tx, DIFFERENCES)


async def summary(tx: AsyncConnection, rider_id: UUID, today: date, now: datetime = LONG_AFTER) -> Summary:
    return (await gateway_store.read_summaries(tx, [rider_id], now, today))[rider_id]


async def _scalar(tx: AsyncConnection, query: str) -> Any:
    return (await tx.execute(sa.text(query))).scalar_one()
