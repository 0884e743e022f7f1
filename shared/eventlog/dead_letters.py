"""Dead letters: events that a consumer could not apply, stored with the error until they are retried."""

from collections.abc import Awaitable, Callable

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.db import is_transient, sqlstate
from shared.eventlog.log import Record

logger = structlog.get_logger()

ADD = sa.text("""
    INSERT INTO dead_letters (topic, partition, position, id, type, key, time, data, error)
    VALUES (:topic, :partition, :position, :id, :type, :key, :time, :data, :error)
    ON CONFLICT (topic, partition, position) DO UPDATE SET id = excluded.id, type = excluded.type,
        key = excluded.key, time = excluded.time, data = excluded.data, error = excluded.error,
        failed_at = now(), retry_at = NULL
""")

# `rodem dlq retry` only sets retry_at. The consumer process retries, because it has the handlers.
TAKE = sa.text("""
    DELETE FROM dead_letters WHERE (topic, partition, position) = (
        SELECT topic, partition, position FROM dead_letters
        WHERE topic = :topic AND retry_at <= now()
        ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING partition, position, id, type, key, time, data
""")


def is_poison(error: BaseException) -> bool:
    """Whether the event causes the error: it cannot be decoded, a rule failed on it, or PostgreSQL refused
    its data (SQLSTATE classes 22 and 23). For any other SQLSTATE, such as a syntax error, the code is at
    fault: the consumer retries until a new version is installed."""
    state = sqlstate(error)
    return state is None or state[:2] in ("22", "23")


def describe(error: BaseException) -> str:
    """The error's type with its SQLSTATE or, without one, its message (at most 500 characters). A message of
    PostgreSQL is left out, because it may quote data."""
    state = sqlstate(error)
    return f"{type(error).__name__} {state}" if state else f"{type(error).__name__}: {error}"[:500]


async def add(tx: AsyncConnection, topic: str, record: Record, error: BaseException) -> None:
    """Store an event that failed. The caller's transaction also moves the position past the event."""
    await tx.execute(
        ADD,
        {
            "topic": topic,
            "partition": record.partition,
            "position": record.position,
            "id": record.id,
            "type": record.type,
            "key": record.key,
            "time": record.time,
            "data": record.data,
            "error": describe(error),
        },
    )


RETRY_LAST = sa.text("""
    UPDATE dead_letters SET retry_at = now()
    WHERE retry_at IS NULL AND (topic, partition, position) IN (
        SELECT topic, partition, position FROM (
            SELECT *, row_number() OVER (PARTITION BY partition ORDER BY position DESC) AS from_last
            FROM dead_letters WHERE topic = :topic AND type = :type
        ) AS letters WHERE from_last <= :most
    )
""")


async def retry_last(tx: AsyncConnection, topic: str, type_: str, most: int) -> None:
    """Request a retry of the last `most` dead letters of a type in each partition: what stopped the consumer
    in one of them was the reason in all. They are retried when the consumer has gone on and has nothing else
    to apply."""
    await tx.execute(RETRY_LAST, {"topic": topic, "type": type_, "most": most})


async def count(engine: AsyncEngine, topic: str) -> int:
    """How many dead letters of a topic wait to be retried or repaired."""
    async with engine.connect() as tx:
        statement = sa.text("SELECT count(*) FROM dead_letters WHERE topic = :topic")
        waiting: int = (await tx.execute(statement, {"topic": topic})).scalar_one()
    return waiting


async def retry(
    engine: AsyncEngine, topic: str, apply: Callable[[AsyncConnection, Record], Awaitable[None]]
) -> None:
    """Apply the dead letters whose retry was requested. Those that fail again stay, with the new error."""
    while True:
        record = None
        try:
            async with engine.begin() as tx:
                row = (await tx.execute(TAKE, {"topic": topic})).one_or_none()
                if row is None:
                    return
                record = Record(*row)
                await apply(tx, record)
            logger.info("dead_letter_applied", topic=topic, event_id=str(record.id))
        except Exception as error:
            if record is None or is_transient(error):
                raise
            async with engine.begin() as tx:
                await tx.execute(
                    sa.text(
                        "UPDATE dead_letters SET retry_at = NULL, failed_at = now(), error = :error"
                        " WHERE topic = :topic AND partition = :partition AND position = :position"
                    ),
                    {
                        "error": describe(error),
                        "topic": topic,
                        "partition": record.partition,
                        "position": record.position,
                    },
                )
