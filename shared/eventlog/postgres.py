"""The log on PostgreSQL: a consumer reads the log in the producer's database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from shared.eventlog.log import Log, Positions, ReadPositions, Record, Taken
from shared.eventlog.relay import CHANNEL


@asynccontextmanager
async def postgres_log(dsn: str, poll_s: float, read_positions: ReadPositions) -> AsyncIterator[Log]:
    """The log in the producer's database `dsn`, read through its view `published`."""
    connection = await asyncpg.connect(dsn, timeout=2, command_timeout=30)
    news = asyncio.Event()

    @asynccontextmanager
    async def take(most: int) -> AsyncIterator[Taken]:
        news.clear()
        # Positions are read each time, because `rodem replay` and other members move them too.
        after = await read_positions()
        rows = await connection.fetch(
            "SELECT 0, position, id, type, key, time, data, traceparent FROM published"
            " WHERE position > $1 ORDER BY position LIMIT $2",
            after.get(0, 0),
            most,
        )
        lag = len(rows)
        if lag == most:
            lag = await connection.fetchval("SELECT max(position) FROM published") - after.get(0, 0)
        yield Taken(after, [Record(*row) for row in rows], lag)
        if not rows:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(poll_s):
                    await news.wait()

    async def passed(_: Positions) -> None:
        return None

    try:
        await connection.add_listener(CHANNEL, lambda *_: news.set())
        yield Log(take, passed)
    finally:
        connection.terminate()
