"""A backlog of events is published in linear time, whatever statistics and snapshots there are."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import asyncpg
import pytest

from shared.eventlog import relay
from shared.eventlog.relay import BATCH_ROWS, Scan
from tests.waiting import eventually

from .streams import Rooms, dsn_of

BATCHES = 8
PAGES = """
    SELECT sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read)::bigint
    FROM pg_statio_user_tables WHERE relname IN ('outbox', 'log')
"""
FILL = """
    INSERT INTO outbox (id, type, key, data)
    SELECT gen_random_uuid(), 'trip.judged.v1', 'key', '{}' FROM generate_series(1, $1)
"""


@asynccontextmanager
async def snapshot_of(dsn: str, is_open: bool) -> AsyncIterator[None]:
    """Another session that has a snapshot open, as a backup has."""
    other = await asyncpg.connect(dsn)
    if is_open:
        await other.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        await other.fetchval("SELECT count(*) FROM outbox")
    yield
    await other.close()


async def pages_read(connection: asyncpg.Connection) -> int:
    """How many 8 kB pages PostgreSQL has looked at in all, in the tables of the relay and their indexes."""
    await connection.execute("SELECT pg_stat_force_next_flush()")
    await connection.execute("SELECT pg_stat_clear_snapshot()")
    pages: int = await connection.fetchval(PAGES)
    return pages


@pytest.mark.parametrize("state", ["fresh", "vacuumed empty", "analyzed full", "snapshot open"])
async def test_a_batch_costs_the_same_at_the_beginning_and_at_the_end_of_a_backlog(
    rooms: Rooms, state: str
) -> None:
    dsn = dsn_of(rooms.trips)
    connection = await relay.connect(dsn)
    if state != "fresh":
        await connection.execute("VACUUM ANALYZE outbox, log")
        for _ in range(10):  # PostgreSQL keeps its plan for the statement now, which it has made for no rows
            await relay.move(connection)
    await connection.execute(FILL, BATCHES * BATCH_ROWS)
    if state == "analyzed full":
        await connection.execute("ANALYZE outbox, log")
    scan, rows, pages = Scan(), BATCH_ROWS, [await pages_read(connection)]
    async with snapshot_of(dsn, state == "snapshot open"):
        for _ in range(BATCHES):
            rows = await relay.move(connection, scan, relay._begin(scan, in_backlog=rows == BATCH_ROWS))
            pages.append(await pages_read(connection))
    costs = [after - before for before, after in pairwise(pages)]
    assert await connection.fetchval("SELECT count(*) FROM log") == BATCHES * BATCH_ROWS
    assert max(costs[1:]) < 1.5 * min(costs), costs
    await connection.close()


async def test_a_scan_in_a_backlog_does_not_begin_at_the_start_again(rooms: Rooms) -> None:
    connection = await relay.connect(dsn_of(rooms.trips))
    await connection.execute(FILL, 3 * BATCH_ROWS)
    scan = Scan()
    begins = []
    for in_backlog in (False, True, True, True, False):
        begins.append(relay._begin(scan, in_backlog))
        await relay.move(connection, scan, begins[-1])
    # The fourth scan found nothing, and the fifth looks for rows that were committed late.
    assert begins == [0, BATCH_ROWS, 2 * BATCH_ROWS, 3 * BATCH_ROWS, 0]
    await connection.close()


async def test_a_scan_from_the_start_that_took_long_is_not_repeated_soon(rooms: Rooms) -> None:
    dsn = dsn_of(rooms.trips)
    connection, other = await relay.connect(dsn), await asyncpg.connect(dsn)
    await connection.execute(FILL, 1)
    scan = Scan()
    async with other.transaction():
        await other.execute("LOCK TABLE outbox")
        moving = asyncio.create_task(relay.move(connection, scan, 0))
        await asyncio.sleep(0.3)
    assert await moving == 1
    assert scan.from_start_again_at - time.monotonic() > 2
    await connection.close()
    await other.close()


async def test_nothing_is_settled_while_a_transaction_may_still_leave_a_row_below(rooms: Rooms) -> None:
    dsn = dsn_of(rooms.trips)
    connection, slow = await relay.connect(dsn), await asyncpg.connect(dsn)
    scan = Scan(from_start_again_at=float("inf"))  # never from the start: only `settled` is on trial
    begun = slow.transaction()
    await begun.start()
    await slow.execute(FILL, 1)
    for _ in range(3):
        await connection.execute(FILL, 1)
        assert await relay.move(connection, scan, relay._begin(scan, False)) == 1
    assert scan.settled == 0
    await begun.commit()
    await slow.close()
    assert await relay.move(connection, scan, relay._begin(scan, False)) == 1

    async def is_settled() -> bool:
        await connection.execute(FILL, 1)
        assert await relay.move(connection, scan, relay._begin(scan, False)) == 1
        return scan.settled > 1

    await eventually(is_settled, True)  # once no other transaction of the server is older
    await connection.close()
