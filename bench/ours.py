"""The shipped handlers of challenges and rewards, through the shipped batch loop, from records in memory."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bench import cpu, stream
from bench.databases import Cluster
from services.challenges.handlers import handlers as challenges_handlers
from services.rewards.handlers import handlers as rewards_handlers
from shared.eventlog import consumer as bus
from shared.eventlog.consumer import Consumer, Handlers
from shared.eventlog.log import Log, ReadProgress, Record, Taken
from shared.eventlog.relay import move
from shared.events.challenges import EntryJudged, EntryMoved
from shared.settings import ServiceSettings

WARM_UP = 500
"""Events of each topic that are applied before the measurement begins. They fill caches of prepared
statements, which a service fills once in days."""
GIVE_UP_S = 300


@dataclass(frozen=True)
class Cpu:
    """CPU seconds of a run: of this process, and of all processes of PostgreSQL."""

    python_s: float
    postgres_s: float

    @property
    def total_s(self) -> float:
        return self.python_s + self.postgres_s


@dataclass
class Meter:
    """Adds up the CPU seconds that are spent inside its contexts."""

    cluster: Cluster
    python_s: float = 0
    postgres_s: float = 0

    def __enter__(self) -> None:
        self.python_s -= time.process_time()
        self.postgres_s -= cpu.of_cluster(self.cluster.pid)

    def __exit__(self, *_: object) -> None:
        self.python_s += time.process_time()
        self.postgres_s += cpu.of_cluster(self.cluster.pid)

    @property
    def spent(self) -> Cpu:
        return Cpu(self.python_s, self.postgres_s)


async def consume(engine: AsyncEngine, handlers: Handlers, records: Sequence[Record]) -> None:
    """Apply these records with the service's batch loop, until the last one is committed."""
    finished = asyncio.Event()
    topic = "trips" if records[0].type == "trip.judged.v1" else "challenges"

    @asynccontextmanager
    async def open_log(read_progress: ReadProgress) -> AsyncIterator[Log]:
        taken = 0

        @asynccontextmanager
        async def take(most: int) -> AsyncIterator[Taken]:
            nonlocal taken
            if taken == len(records):
                finished.set()
                await asyncio.Event().wait()
            batch = records[taken : taken + most]
            taken += len(batch)
            yield Taken((await read_progress()).positions, batch)

        async def passed(_: Sequence[Record]) -> None:
            return None

        yield Log(take, passed)

    most = ServiceSettings.model_fields["batch_events_max"].default
    hearing = Consumer("city", topic, topic, engine, handlers[topic], open_log, most)
    work = asyncio.create_task(bus.consume(hearing))
    async with asyncio.timeout(GIVE_UP_S):
        await finished.wait()
    work.cancel()


def engine(dsn: str) -> AsyncEngine:
    """The engine that a service makes for batches."""
    return bus.create_engine(ServiceSettings.model_validate({"DATABASE_URL": dsn}))


async def run(
    cluster: Cluster, dsns: Sequence[str], trips: Sequence[Record], entries: Sequence[Record]
) -> dict[str, Cpu]:
    """The CPU that each of the three consumers takes for the events after the first `WARM_UP`.

    `dsns` are those of the databases of challenges and rewards.
    """
    challenges, rewards = map(engine, dsns)
    of_rewards = rewards_handlers()
    parts = (
        ("challenges: trips", challenges, challenges_handlers(stream.ZONE), trips),
        ("rewards: trips", rewards, of_rewards, trips),
        ("rewards: entries", rewards, of_rewards, entries),
    )
    spent = {}
    for name, database, handlers, records in parts:
        meter = Meter(cluster)
        await consume(database, handlers, records[:WARM_UP])
        with meter:
            await consume(database, handlers, records[WARM_UP:])
        spent[name] = meter.spent
    for database in (challenges, rewards):
        async with database.connect() as tx:
            if (await tx.execute(sa.text("SELECT count(*) FROM dead_letters"))).scalar_one():
                raise AssertionError("An event was set aside: what was measured is not the work.")
        await database.dispose()
    return spent


async def relay(cluster: Cluster, dsns: Sequence[str]) -> Cpu:
    """The CPU that the relay takes to publish all events in the outboxes of these databases."""
    meter = Meter(cluster)
    for dsn in dsns:
        connection = await asyncpg.connect(dsn)
        with meter:
            while await move(connection):
                pass
        await connection.close()
    return meter.spent


async def entries_of(dsn: str, trips: Sequence[Record]) -> list[Record]:
    """The entry events that challenges publishes for these trips. `dsn` is a copy of its database, only for
    this."""
    database = engine(dsn)
    handlers = challenges_handlers(stream.ZONE)
    await consume(database, handlers, trips[:WARM_UP])
    await consume(database, handlers, trips[WARM_UP:])
    await database.dispose()
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch("SELECT id, type, key, time, data FROM outbox ORDER BY seq")
    await connection.close()
    assert {row["type"] for row in rows} == {EntryJudged.type, EntryMoved.type}
    return [Record(0, position, *row) for position, row in enumerate(rows, 1)]
