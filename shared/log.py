"""Where events are read from. A consumer sees only `Log`; which transport is behind it, it never learns."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from shared.relay import CHANNEL

Positions = Mapping[int, int]
"""Partition -> the last position that is done."""


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


@dataclass(frozen=True)
class Log:
    """A topic to read from. `fetch` waits a while for records behind the positions, `passed` is told
    which positions are safe in the consumer's database."""

    fetch: Callable[[Positions, int], Awaitable[Sequence[Record]]]
    passed: Callable[[Positions], Awaitable[None]]


@asynccontextmanager
async def postgres_log(dsn: str, poll_s: float) -> AsyncIterator[Log]:
    """The log in the producer's own database, read through its view `published`."""
    connection = await asyncpg.connect(dsn, timeout=2, command_timeout=30)
    news = asyncio.Event()
    try:
        await connection.add_listener(CHANNEL, lambda *_: news.set())

        async def fetch(after: Positions, most: int) -> Sequence[Record]:
            news.clear()
            rows = await connection.fetch(
                "SELECT 0, position, id, type, key, time, data FROM published"
                " WHERE position > $1 ORDER BY position LIMIT $2",
                after.get(0, 0),
                most,
            )
            if not rows:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), poll_s)
            return [Record(*row) for row in rows]

        async def passed(_: Positions) -> None:
            return None

        yield Log(fetch, passed)
    finally:
        connection.terminate()
