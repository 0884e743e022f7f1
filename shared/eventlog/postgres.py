"""The log on PostgreSQL: a consumer reads the log in the producer's database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from shared.eventlog.log import Log, OtherLog, Positions, ReadProgress, Record, Taken
from shared.eventlog.relay import CHANNEL
from shared.sessions import connect

FROM_POSITION = """
    SELECT 0, position, id, type, key, time, data, traceparent FROM published
    WHERE position >= $1 ORDER BY position LIMIT $2
"""


@asynccontextmanager
async def postgres_log(dsn: str, poll_s: float, read_progress: ReadProgress) -> AsyncIterator[Log]:
    """The log in the producer's database `dsn`, read through its view `published`."""
    connection = await connect(dsn, command_timeout_s=30)
    news = asyncio.Event()

    @asynccontextmanager
    async def take(most: int) -> AsyncIterator[Taken]:
        news.clear()
        # Positions are read each time, because `rodem replay` and other members move them too.
        after, event_ids = await read_progress()
        position = after.get(0, 0)
        rows = await connection.fetch(FROM_POSITION, position, most + 1)
        if position:
            _check_same_log(rows, position, event_ids.get(0))
            rows = rows[1:]
        lag = len(rows)
        if lag >= most:
            lag = await connection.fetchval("SELECT max(position) FROM published") - position
            rows = rows[:most]
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


def _check_same_log(rows: Sequence[asyncpg.Record], position: int, event_id: UUID | None) -> None:
    """Raises OtherLog unless the first row is the event at our position. `event_id` is None when we do not
    know which one that was."""
    if not rows or rows[0]["position"] != position or event_id not in (None, rows[0]["id"]):
        raise OtherLog(0, f"position {position}")
