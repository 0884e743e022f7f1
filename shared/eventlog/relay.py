"""The relay moves rows from the outbox to the log and numbers them.

A sequence in the outbox cannot serve as position: concurrent writers commit out of order, so a reader that
remembers the last number it saw would miss a lower number that commits later. So a single relay for each
database, guarded by an advisory lock, moves rows from `outbox` to `log` and gives them dense positions. An
event in the log is published.
"""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from math import inf

import asyncpg
import structlog

from shared import sessions, telemetry
from shared.outages import described, outage_of

logger = structlog.get_logger()

LOCK = 0x526F64656D  # an advisory lock, "Rodem" in ASCII: one relay for each database
BATCH_ROWS = 2_000
CHANNEL = "rodem_published"
LINGER_S = 0.1
"""How long a relay rests after each move. What comes alone is moved at once; of what comes all the time, each
move, and so each batch of every consumer, holds what has come in this time."""
MEASURE_EVERY_S = 5
FROM_START_EVERY_S = 1
FROM_START_SHARE = 10
"""A scan from the start is followed by at least so many times its own duration without another."""
BY_INDEX = {
    # An outbox is nearly always empty. A plan that PostgreSQL has made for no rows and keeps, or one that
    # trusts the statistics of an empty table, reads the whole log for each row of a backlog.
    "plan_cache_mode": "force_custom_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
"""Settings of the relay's connection: rows are looked up by index, however many there are."""
MEASURE = """
    SELECT count(*) AS rows, min(time) AS oldest,
        (SELECT coalesce(max(position), 0) FROM log) - (SELECT position FROM shipped) AS unshipped
    FROM outbox
"""

# An id that is already in the log was published before (by a replay): the row is dropped.
MOVE = f"""
    WITH batch AS (
        SELECT max(seq) AS last FROM (SELECT seq FROM outbox WHERE seq > $2 ORDER BY seq LIMIT $1) AS oldest
    ), moved AS (
        DELETE FROM outbox WHERE seq > $2 AND seq <= (SELECT last FROM batch)
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
    SELECT count(*) AS rows, max(seq) AS last,
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest_xid,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next_xid,
        CASE WHEN count(*) > 0 THEN pg_notify('{CHANNEL}', '') END
    FROM moved
"""


@dataclass
class Scan:
    """Where the next scan of the outbox may begin.

    A scan walks over the dead rows that earlier batches left, until a vacuum has removed them, which an open
    snapshot (a backup) forbids. If each scan began at the first seq, a backlog would take quadratic time.

    A row may be committed after rows with higher seqs were moved. `settled` is a seq below which no row can
    appear any more: all transactions that had begun when that seq was moved have ended since. In a backlog a
    scan begins at `last`, the seq that was moved last.
    """

    last: int = 0
    settled: int = 0
    unsettled: tuple[int, int] | None = None
    """A seq that was moved, and the transaction id that came next then."""
    from_start_again_at: float = -inf
    """When the next scan from the start is due, by the monotonic clock."""


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
            if outage_of(error) is None:
                logger.exception("relay_failed")
            else:
                logger.warning("relay_lost_the_database", **described(error))
        await asyncio.sleep(min(poll_s, 1))


async def _relay_on_one_connection(
    dsn: str, wake: asyncio.Event, poll_s: float, moved: asyncio.Event | None
) -> None:
    # The lock is held by the connection that writes: a relay that loses its lock has lost the connection too.
    connection = await connect(dsn)
    scan = Scan()
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            await _measure(connection, moved is not None)
            await asyncio.sleep(poll_s)
        measured_at, rows = 0.0, 0
        while True:
            wake.clear()
            begin = _begin(scan, rows == BATCH_ROWS)
            rows = await move(connection, scan, begin)
            if time.monotonic() - measured_at > MEASURE_EVERY_S:
                measured_at = time.monotonic()
                await _measure(connection, moved is not None)
            if rows and moved is not None:
                moved.set()
            if rows == BATCH_ROWS or begin > scan.settled:
                continue
            if rows:
                await asyncio.sleep(LINGER_S)
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


async def connect(dsn: str) -> asyncpg.Connection:
    """A connection for `move`."""
    return await sessions.connect(dsn, command_timeout_s=30, settings=BY_INDEX)


async def move(connection: asyncpg.Connection, scan: Scan | None = None, begin: int = 0) -> int:
    """Move the oldest rows of the outbox whose seq is above `begin` to the log, and note them in `scan`.

    Returns how many were moved, at most BATCH_ROWS.
    """
    started_at = time.monotonic()
    moved = await connection.fetchrow(MOVE, BATCH_ROWS, begin)
    assert moved is not None
    rows: int = moved["rows"]
    if scan is not None:
        _note(scan, begin, rows, moved)
        if not begin:
            scan.from_start_again_at = _from_start_again_at(started_at, time.monotonic())
    return rows


def _begin(scan: Scan, in_backlog: bool) -> int:
    """The seq behind which the next scan begins. Once a second that is the start: a transaction may draw its
    seq before it has a transaction id, and then `settled` does not know of it."""
    if time.monotonic() >= scan.from_start_again_at:
        return 0
    return scan.last if in_backlog else scan.settled


def _from_start_again_at(started_at: float, ended_at: float) -> float:
    """A second after this scan from the start, or later: where a snapshot keeps a million dead rows, a scan
    takes nearly that second, and a backlog would wait for scans.

    >>> _from_start_again_at(100.0, 100.01), _from_start_again_at(100.0, 100.5)
    (101.0, 105.5)
    """
    return max(started_at + FROM_START_EVERY_S, ended_at + FROM_START_SHARE * (ended_at - started_at))


def _note(scan: Scan, begin: int, rows: int, moved: asyncpg.Record) -> None:
    if rows:
        scan.last = moved["last"]
    if scan.unsettled is not None:
        seq, next_xid = scan.unsettled
        # Whoever had begun before `seq` was moved has ended, and this scan has moved all that they left.
        has_seen_all = begin <= scan.settled and (rows < BATCH_ROWS or scan.last >= seq)
        if has_seen_all and moved["oldest_xid"] >= next_xid:
            scan.settled, scan.unsettled = max(scan.settled, seq), None
    if scan.unsettled is None and scan.last > scan.settled:
        scan.unsettled = (scan.last, moved["next_xid"])
