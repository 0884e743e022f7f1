"""The log on PostgreSQL: a consumer reads the log in the producer's database."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from shared.eventlog.log import Log, OtherLog, Progress, ReadProgress, Record, Taken
from shared.eventlog.relay import CHANNEL
from shared.sessions import connect

STORE_EVERY_S = 1.0
"""How long the position behind events that were passed over may wait to be stored."""
FROM_POSITION = """
    SELECT 0, position, id, type, key, time, data, traceparent FROM published
    WHERE position >= $1 ORDER BY position LIMIT $2
"""


@dataclass
class Place:
    """Where a reader is. The stored position is not read for each batch: if another member or `rodem replay`
    has moved it, the next batch fails (Overtaken), or it is seen once nothing has come for a while."""

    stored: Progress | None = None
    """The position as it was last read or moved; None if it must be read."""
    passed_over: Record | None = None
    """The last event that was passed over and lies behind the stored position."""
    store_at: float = 0.0
    """When the position of `passed_over` is to be stored, by the monotonic clock."""
    is_at_end: bool = False
    """Whether all that was published when we last looked has been taken."""

    @property
    def is_due(self) -> bool:
        return self.passed_over is not None and time.monotonic() >= self.store_at


@asynccontextmanager
async def postgres_log(dsn: str, poll_s: float, read_progress: ReadProgress) -> AsyncIterator[Log]:
    """The log in the producer's database `dsn`, read through its view `published`."""
    connection = await connect(dsn, command_timeout_s=30)
    news, place = asyncio.Event(), Place()

    @asynccontextmanager
    async def take(most: int) -> AsyncIterator[Taken]:
        nonlocal place
        try:
            if place.is_at_end and not await _came(news, place, poll_s):
                stored = await read_progress()
                place = Place(stored, place.passed_over if stored == place.stored else None, place.store_at)
                if place.passed_over is not None and place.is_due:
                    yield Taken(stored.positions, [place.passed_over], 1)
                    return
            if place.stored is None:
                place.stored = await read_progress()
            news.clear()
            yield await _next(connection, place, place.stored, most)
        except BaseException:
            place = Place()
            raise

    async def passed(records: Sequence[Record]) -> None:
        last = records[-1]
        place.stored, place.passed_over = Progress({0: last.position}, {0: last.id}), None

    def pass_over(records: Sequence[Record]) -> bool:
        if place.is_due:
            return False
        if place.passed_over is None:
            place.store_at = time.monotonic() + STORE_EVERY_S
        place.passed_over = records[-1]
        return True

    try:
        await connection.add_listener(CHANNEL, lambda *_: news.set())
        yield Log(take, passed, pass_over)
    finally:
        connection.terminate()


async def _came(news: asyncio.Event, place: Place, poll_s: float) -> bool:
    """Wait for news: for `poll_s`, or until a position is to be stored. Returns whether some came."""
    wait_s = poll_s
    if place.passed_over is not None:
        wait_s = max(0.0, min(poll_s, place.store_at - time.monotonic()))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            await news.wait()
    return news.is_set()


async def _next(connection: asyncpg.Connection, place: Place, stored: Progress, most: int) -> Taken:
    """At most so many records behind what was taken last."""
    position, event_id = stored.positions.get(0, 0), stored.event_ids.get(0)
    if place.passed_over is not None:
        position, event_id = place.passed_over.position, place.passed_over.id
    rows = await connection.fetch(FROM_POSITION, position, most + 1)
    if position:
        _check_same_log(rows, position, event_id)
        rows = rows[1:]
    lag = len(rows)
    place.is_at_end = lag < most
    if lag >= most:
        lag = await connection.fetchval("SELECT max(position) FROM published") - position
        rows = rows[:most]
    return Taken(stored.positions, [Record(*row) for row in rows], lag)


def _check_same_log(rows: Sequence[asyncpg.Record], position: int, event_id: UUID | None) -> None:
    """Raises OtherLog unless the first row is the event at our position. `event_id` is None when we do not
    know which one that was."""
    if not rows or rows[0]["position"] != position or event_id not in (None, rows[0]["id"]):
        raise OtherLog(0, f"position {position}")
