"""Events by the thousand, and consumers that run beside a test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.eventlog import consumer as bus
from shared.eventlog import relay
from shared.eventlog.consumer import Consumer, Handler
from shared.eventlog.outbox import publish
from shared.events.heard import Heard
from shared.events.registry import encode
from shared.events.trips import TripJudged
from shared.settings import ServiceSettings
from tests.events import trip_judged
from tests.handlers import of_topic


@dataclass(frozen=True)
class Rooms:
    """Databases of a producer and of a consumer."""

    trips: AsyncEngine
    rewards: AsyncEngine


NAMES = UUID("0190aaaa-0000-7000-8000-000000000002")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def judged(number: int, **changes: Any) -> TripJudged:
    """An accepted trip of 4.2 km in 20 minutes: 57 points (42 + 15). Each rider has ten, a day apart."""
    started_at = NOON + timedelta(days=number % 10)
    facts: dict[str, Any] = {
        "rider_id": uuid5(NAMES, f"rider {number // 10}"),
        "trip_id": uuid5(NAMES, f"trip {number}"),
        "started_at": started_at,
    }
    return trip_judged(**(facts | changes))


POINTS = 57


async def say(engine: AsyncEngine, events: Sequence[TripJudged]) -> None:
    """Say these and publish them at once, as a relay would."""
    async with engine.begin() as tx:
        await publish(tx, events)
    await move_all(engine)


async def say_raw(engine: AsyncEngine, type_: str, data: str) -> UUID:
    """Say what no producer of ours would. Returns the event's id."""
    event_id = uuid4()
    async with engine.begin() as tx:
        await tx.execute(
            sa.text("INSERT INTO outbox (id, type, key, data) VALUES (:id, :type, 'k', :data)"),
            {"id": event_id, "type": type_, "data": data},
        )
    await move_all(engine)
    return event_id


async def say_event(engine: AsyncEngine, event: TripJudged) -> UUID:
    return await say_raw(engine, event.type, encode(event))


async def move_all(engine: AsyncEngine) -> None:
    connection = await asyncpg.connect(dsn_of(engine))
    try:
        while await relay.move(connection):
            pass
    finally:
        await connection.close()


def dsn_of(engine: AsyncEngine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def consumer(
    source: AsyncEngine, engine: AsyncEngine, handlers: Mapping[str, Handler], batch_events_max: int = 200
) -> Consumer:
    """A consumer of trips that looks for work twenty times a second."""
    settings = ServiceSettings.model_validate(
        {
            "DATABASE_URL": dsn_of(engine),
            "sources": {"trips": dsn_of(source)},
            "poll_s": 0.05,
            "batch_events_max": batch_events_max,
        }
    )
    return bus.consumer(settings, "trips", engine, of_topic("trips", handlers))


@asynccontextmanager
async def running(*work: Coroutine[Any, Any, Any]) -> AsyncIterator[list[asyncio.Task[Any]]]:
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield tasks
        for task in tasks:
            if task.done() and not task.cancelled():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def scalar(engine: AsyncEngine, query: str) -> Any:
    async with engine.connect() as tx:
        return (await tx.execute(sa.text(query))).scalar()


def reader(engine: AsyncEngine, query: str) -> Callable[[], Awaitable[Any]]:
    """What `eventually` polls."""
    return lambda: scalar(engine, query)


POSITION = "SELECT position FROM positions WHERE topic = 'trips'"
DEAD = "SELECT count(*) FROM dead_letters"
LEDGER = "SELECT json_build_array(postings, issued_points, balanced) FROM doctor"


def counting() -> Mapping[str, Handler]:
    """A handler that is safe only if nothing is ever applied twice: it appends to the table `seen`."""

    async def append(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        await tx.execute(
            sa.text("INSERT INTO seen SELECT unnest(CAST(:ids AS uuid[]))"),
            {"ids": [heard.event.trip_id for heard in batch]},
        )

    return {TripJudged.type: append}


async def make_seen(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        await tx.execute(sa.text("CREATE TABLE seen (trip_id uuid NOT NULL)"))


SEEN = "SELECT json_build_array(count(*), count(DISTINCT trip_id)) FROM seen"


async def kill_backends(dsn: str, every_s: float, times: int) -> None:
    """Cut every connection to this database but ours, again and again."""
    for _ in range(times):
        with suppress(OSError, asyncpg.PostgresError):
            admin = await asyncpg.connect(dsn)
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            await admin.close()
        await asyncio.sleep(every_s)
