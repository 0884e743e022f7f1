"""The relay moves rows from the outbox to the log and numbers them.

A sequence in the outbox cannot serve as position: concurrent writers commit out of order, so a reader that
remembers the last number it saw would miss a lower number that commits later. So a single relay for each
database, guarded by an advisory lock, moves rows from `outbox` to `log` and gives them dense positions. An
event in the log is published.
"""

import asyncio
import contextlib
import time

import asyncpg
import structlog

from shared import telemetry
from shared.db import is_transient

logger = structlog.get_logger()

LOCK = 0x526F64656D  # an advisory lock, "Rodem" in ASCII: one relay for each database
BATCH_ROWS = 2_000
CHANNEL = "rodem_published"
MEASURE_EVERY_S = 5
MEASURE = """
    SELECT count(*) AS rows, min(time) AS oldest,
        (SELECT coalesce(max(position), 0) FROM log) - (SELECT position FROM shipped) AS unshipped
    FROM outbox
"""

# An id that is already in the log was published before (by a replay): the row is dropped.
MOVE = """
    WITH moved AS (
        DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox ORDER BY seq LIMIT $1)
        RETURNING seq, id, type, key, time, data, traceparent
    ), fresh AS (
        SELECT DISTINCT ON (id) * FROM moved WHERE NOT EXISTS (SELECT FROM log WHERE log.id = moved.id)
        ORDER BY id, seq
    ), placed AS (
        INSERT INTO log (position, id, type, key, time, data, traceparent)
        SELECT (SELECT coalesce(max(position), 0) FROM log) + row_number() OVER (ORDER BY seq),
            id, type, key, time, data, traceparent
        FROM fresh ORDER BY seq
    )
    SELECT count(*) FROM moved
"""


async def relay(dsn: str, wake: asyncio.Event, poll_s: float, moved: asyncio.Event | None = None) -> None:
    """Move rows until cancelled, each time `wake` is set or `poll_s` has passed. A lost connection or lock is
    taken again.

    `moved` is set after each move. It is None where PostgreSQL is the transport, and wakes the shipper where
    Kafka is.
    """
    while True:
        try:
            await _relay_on_one_connection(dsn, wake, poll_s, moved)
        except Exception as error:
            if not is_transient(error):
                logger.exception("relay_failed")
            else:
                logger.warning("relay_lost_the_database", error=type(error).__name__)
        await asyncio.sleep(min(poll_s, 1))


async def _relay_on_one_connection(
    dsn: str, wake: asyncio.Event, poll_s: float, moved: asyncio.Event | None
) -> None:
    # The lock is held by the connection that writes: a relay that loses its lock has lost the connection too.
    connection = await asyncpg.connect(dsn, timeout=2, command_timeout=30)
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            await _measure(connection, moved is not None)
            await asyncio.sleep(poll_s)
        measured_at = 0.0
        while True:
            wake.clear()
            rows = await move(connection)
            if time.monotonic() - measured_at > MEASURE_EVERY_S:
                measured_at = time.monotonic()
                await _measure(connection, moved is not None)
            if rows and moved is not None:
                moved.set()
            if rows == BATCH_ROWS:
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(poll_s):
                    await wake.wait()
    finally:
        # terminate(), because close() would wait for a server that does not answer.
        connection.terminate()


async def _measure(connection: asyncpg.Connection, ships: bool) -> None:
    measures = await connection.fetchrow(MEASURE)
    assert measures is not None
    telemetry.outbox(measures["rows"], measures["oldest"])
    if ships:
        telemetry.UNSHIPPED.set(measures["unshipped"])


async def move(connection: asyncpg.Connection) -> int:
    """Move the oldest rows of the outbox to the log. Returns how many were moved, at most BATCH_ROWS."""
    async with connection.transaction():
        moved: int = await connection.fetchval(MOVE, BATCH_ROWS)
        if moved:
            await connection.execute(f"NOTIFY {CHANNEL}")
    return moved
