"""Law 12: what a batch costs does not grow with what is stored, of all riders or of one."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from rodem.local.running import with_database
from services.trips.actions import receive
from shared.db import create_engine
from shared.eventlog import consumer as bus
from shared.eventlog.consumer import Handler
from shared.eventlog.log import Record
from shared.events.event import Event
from shared.events.registry import encode
from shared.events.rewards import PointsPosted
from shared.events.trips import TripJudged
from tests.challenges.publishing import publish
from tests.challenges.running_challenges import body
from tests.conftest import MakeDatabase
from tests.days import MADRID
from tests.events import points_posted
from tests.handlers import by_type, of_room

from .city import GAME, as_reported
from .evaluator import Trip
from .statements import statements
from .streams import NAMES, NOON, POINTS, judged

RIDERS = 20
FEW_DAYS, MANY_DAYS, BATCH_DAYS = 20, 100, 4
"""Every rider has a trip a day. Half of a batch is known already."""
FEW = 4
NO_LEVEL_DAYS = 499 // POINTS
"""For so long nobody reaches a level, which takes a statement more."""

Apply = Callable[[AsyncConnection, Iterable[int]], Awaitable[None]]


def ridden(number: int) -> TripJudged:
    """Day after day, a trip of each rider."""
    day, rider = divmod(number, RIDERS)
    started_at = NOON + timedelta(days=day)
    return judged(
        number,
        rider_id=uuid5(NAMES, f"rider {rider}"),
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=20),
        local_on=started_at.date(),
    )


def posted(trip: TripJudged) -> PointsPosted:
    """What rewards says of it."""
    return points_posted(
        rider_id=trip.rider_id,
        posting_id=uuid5(NAMES, f"posting of {trip.trip_id}"),
        source=f"trip:{trip.trip_id}",
        points=POINTS,
        local_on=trip.local_on,
    )


def by(handlers: Mapping[str, Handler]) -> Apply:
    """How a room that hears of trips and points applies them."""

    async def apply(tx: AsyncConnection, numbers: Iterable[int]) -> None:
        trips = [ridden(number) for number in numbers]
        heard: list[Event] = [*trips, *map(posted, trips)]
        records = [
            Record(0, i, uuid4(), event.type, event.key, NOON, encode(event))
            for i, event in enumerate(heard, 1)
        ]
        await bus.handle(tx, "city", handlers, records)

    return apply


async def report(tx: AsyncConnection, numbers: Iterable[int]) -> None:
    """How trips receives them."""
    trips = [
        Trip(trip.trip_id, trip.rider_id, "bike", trip.started_at, trip.duration_s, trip.distance_m, True)
        for trip in map(ridden, numbers)
    ]
    await receive(tx, await GAME(tx), [as_reported(trip) for trip in trips], NOON)


GOALS: Sequence[Mapping[str, Any]] = [
    {"kind": "sum", "measure": "distance_m", "target": 10_000},
    {"kind": "distinct", "of": "days", "target": 9},
    {"kind": "best", "measure": "duration_s", "target": 1_000},
    {"kind": "streak", "of": "days", "target": 3},
]


async def publish_challenges(tx: AsyncConnection) -> None:
    """One of each goal that lasts as long as all trips, but of streaks one of weeks: all days of a period are
    looked at anew."""
    starts_at = datetime(2026, 5, 4, tzinfo=MADRID)
    ends_at = starts_at + timedelta(weeks=2 * MANY_DAYS // 7)
    window = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    for number, goal in enumerate(GOALS, 1):
        period = "week" if goal["kind"] == "streak" else "once"
        await publish(tx, UUID(int=number), body(**window, goal=goal, period=period))


async def rows_read(tx: AsyncConnection, apply: Apply, days: int) -> int:
    """How many stored rows a batch after so many days looks at."""
    read = sa.text("SELECT sum(seq_tup_read + idx_tup_fetch)::int FROM pg_stat_xact_user_tables")
    known = BATCH_DAYS // 2
    before: int = (await tx.execute(read)).scalar_one()
    await apply(tx, range((days - known) * RIDERS, (days + known) * RIDERS))
    after: int = (await tx.execute(read)).scalar_one()
    return after - before


ROOMS: Mapping[str, Apply] = {
    service: report if service == "trips" else by(by_type(of_room(service))) for service in with_database()
}


@asynccontextmanager
async def opened(service: str, dsn: str) -> AsyncIterator[AsyncConnection]:
    """A transaction in the service's database, to be rolled back. In challenges some are published."""
    engine = create_engine(dsn, 1)
    async with engine.connect() as tx:
        # Tables as small as here PostgreSQL would rather read whole.
        await tx.execute(sa.text("SET enable_seqscan = off"))
        if service == "challenges":
            await publish_challenges(tx)
        yield tx
        await tx.rollback()
    await engine.dispose()


@pytest.mark.parametrize("service", ROOMS)
async def test_what_a_batch_reads_does_not_grow_with_what_is_stored(
    service: str, make_database: MakeDatabase
) -> None:
    apply = ROOMS[service]
    async with opened(service, await make_database(service)) as tx:
        await apply(tx, range(FEW_DAYS * RIDERS))
        few = await rows_read(tx, apply, FEW_DAYS)
        await apply(tx, range(FEW_DAYS * RIDERS, MANY_DAYS * RIDERS))
        assert 0 < await rows_read(tx, apply, MANY_DAYS) <= few


def without_values(found: Sequence[str]) -> list[str]:
    """These statements without the values of new trips: which are passed once depends on the trips."""
    return [each.partition("SELECT")[0] if "INSERT INTO trips" in each else each for each in found]


@pytest.mark.parametrize("service", ROOMS)
async def test_a_batch_takes_the_same_statements_as_a_few_trips(
    service: str, make_database: MakeDatabase
) -> None:
    """One to three rows are inserted where more are copied."""
    apply = ROOMS[service]
    async with opened(service, await make_database(service)) as tx:
        await apply(tx, range(RIDERS))  # rules are compiled before we look
        async with statements(tx) as for_few:
            await apply(tx, range(RIDERS, RIDERS + FEW))
        async with statements(tx) as for_many:
            await apply(tx, range(RIDERS + FEW, NO_LEVEL_DAYS * RIDERS))
        assert without_values(for_many) == without_values(for_few) != []
