"""Where events are read from. A consumer sees only `Log`; which transport is behind it, it never learns."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from shared.eventlog.relay import CHANNEL

Positions = Mapping[int, int]
"""Partition -> the last position that is done; positions begin at 1."""
ReadPositions = Callable[[], Awaitable[Positions]]
"""Reads how far the consumer is, from its own database."""


@dataclass(frozen=True)
class Record:
    """One event on its way: still encoded, with its place in the topic."""

    partition: int
    position: int
    id: UUID
    type: str
    key: str
    time: datetime
    data: str
    traceparent: str | None = None
    """The span that said it, if that was traced."""


@dataclass(frozen=True)
class Taken:
    """Records to apply, in order, and how far the consumer was when they were taken."""

    after: Positions
    records: Sequence[Record]
    lag: int = 0
    """Events behind `after`, these records among them."""


@dataclass(frozen=True)
class Log:
    """A topic to read from, under the name by which its positions are kept.

    `take` waits a while for at most so many records behind the consumer's positions. Inside its context
    they are this member's alone; `passed` is told which positions are safe in the consumer's database.
    """

    take: Callable[[int], AbstractAsyncContextManager[Taken]]
    passed: Callable[[Positions], Awaitable[None]]


OpenLog = Callable[[ReadPositions], AbstractAsyncContextManager[Log]]


@asynccontextmanager
async def postgres_log(dsn: str, poll_s: float, read_positions: ReadPositions) -> AsyncIterator[Log]:
    """The log in the producer's own database, read through its view `published`."""
    connection = await asyncpg.connect(dsn, timeout=2, command_timeout=30)
    news = asyncio.Event()

    @asynccontextmanager
    async def take(most: int) -> AsyncIterator[Taken]:
        news.clear()
        # Read each time, because `rodem replay` and other members move positions too.
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
