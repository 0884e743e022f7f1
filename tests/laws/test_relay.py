"""The relay: positions are dense, nothing is lost, and one takes over from another."""

import asyncio
import random
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from shared.eventlog.outbox import publish
from shared.eventlog.relay import LOCK, relay
from tests.waiting import eventually

from .streams import Rooms, dsn_of, judged, reader, running, scalar

DENSE = """
    SELECT json_build_array(count(*), count(DISTINCT id), min(position), max(position)) FROM log
"""
HOLDER = f"""
    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
        AND (classid::bigint << 32) + objid::bigint = {LOCK}
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


async def write(rooms: Rooms, writer: int, said: list[UUID], transactions: int) -> None:
    """Transactions that end in another order than they began in; some are rolled back."""
    chance = random.Random(writer)
    for number in range(transactions):
        ids = [UUID(int=chance.getrandbits(128)) for _ in range(chance.randint(1, 5))]
        async with rooms.trips.connect() as tx:
            await publish(tx, [judged(number) for _ in ids], ids)
            await asyncio.sleep(chance.random() / 50)
            if chance.random() < 0.1:
                await tx.rollback()
                continue
            await tx.commit()
            said += ids


async def holder(rooms: Rooms) -> int:
    async with asyncio.timeout(10):
        while (pid := await scalar(rooms.trips, HOLDER)) is None:
            await asyncio.sleep(0.02)
    assert isinstance(pid, int)
    return pid


async def test_relays_that_fight_for_the_lock_publish_all_of_it_once_in_dense_positions(rooms: Rooms) -> None:
    said: list[UUID] = []
    dsn = dsn_of(rooms.trips)
    relays = [relay(dsn, asyncio.Event(), 0.05) for _ in range(2)]
    async with running(*relays):
        writers = asyncio.gather(*(write(rooms, i, said, 60) for i in range(4)))
        while not writers.done():
            await scalar(rooms.trips, f"SELECT pg_terminate_backend({await holder(rooms)})")
            await asyncio.sleep(0.2)
        await writers
        await eventually(reader(rooms.trips, "SELECT count(*) FROM outbox"), 0)
    assert await scalar(rooms.trips, DENSE) == [len(said), len(said), 1, len(said)]
    async with rooms.trips.connect() as tx:
        published = {row.id for row in await tx.execute(sa.text("SELECT id FROM log"))}
    assert published == set(said)


async def test_when_one_relay_is_gone_the_other_takes_over(rooms: Rooms) -> None:
    dsn = dsn_of(rooms.trips)
    async with running(relay(dsn, asyncio.Event(), 0.05)) as [first]:
        await holder(rooms)
        async with running(relay(dsn, asyncio.Event(), 0.05)):
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            await write(rooms, 1, [], 3)
            await eventually(reader(rooms.trips, "SELECT count(*) FROM outbox"), 0)


async def test_a_relay_without_the_lock_publishes_nothing(rooms: Rooms) -> None:
    other = await asyncpg.connect(dsn_of(rooms.trips))
    await other.execute("SELECT pg_advisory_lock($1)", LOCK)
    async with running(relay(dsn_of(rooms.trips), asyncio.Event(), 0.02)):
        await write(rooms, 1, [], 3)
        await asyncio.sleep(0.3)
        assert await scalar(rooms.trips, "SELECT count(*) FROM log") == 0
        await other.close()
        await eventually(reader(rooms.trips, "SELECT count(*) FROM outbox"), 0)


async def test_an_event_that_is_said_again_keeps_its_place(rooms: Rooms) -> None:
    ids = [UUID(int=i) for i in (1, 2, 3)]
    async with running(relay(dsn_of(rooms.trips), asyncio.Event(), 0.02)):
        for again in (ids[:2], ids, [ids[2], ids[2]]):
            async with rooms.trips.begin() as tx:
                await publish(tx, [judged(0) for _ in again], again)
            await eventually(reader(rooms.trips, "SELECT count(*) FROM outbox"), 0)
    assert await scalar(rooms.trips, DENSE) == [3, 3, 1, 3]
