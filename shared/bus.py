"""The consumer loop: batches in, one transaction for effect and position, poison set aside.

A consumer does not know its transport. A `Log` hands it records behind given positions; where it got
them (the producer's database, or Kafka) stays behind that. The position lies in the consumer's own
database and moves in the transaction of the effect, so every event has exactly one effect.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import db, dead_letters, telemetry
from shared.db import is_transient
from shared.events import Heard, decode
from shared.log import Log, Positions, Record, postgres_log
from shared.settings import ServiceSettings

logger = structlog.get_logger()

POISON_TRIES = 3
RETRY_PAUSE_S_MAX = 5.0

Handler = Callable[[AsyncConnection, Sequence[Heard[Any]]], Awaitable[None]]


@dataclass(frozen=True)
class Consumer:
    """What a service does with a topic, and where it keeps how far it is."""

    topic: str
    engine: AsyncEngine
    handlers: Mapping[str, Handler]
    open_log: Callable[[], AbstractAsyncContextManager[Log]]
    batch_events_max: int


class Overtaken(Exception):
    """Another member of the service has moved the position: what was fetched is not ours to apply."""


async def consume(consumer: Consumer) -> None:
    """Apply a topic's events for ever. What passes by itself is retried for ever; only cancelling ends it."""
    pause_s = 0.1
    while True:
        try:
            after = await _positions(consumer)
            async with consumer.open_log() as log:
                while True:
                    after = await _step(consumer, log, after)
                    pause_s = 0.1
        except Overtaken:
            continue
        except Exception as error:
            # Whatever it was, nothing was passed over: the position stands where the effects end.
            log_it = logger.warning if is_transient(error) else logger.exception
            log_it("consumer_interrupted", topic=consumer.topic, error=type(error).__name__)
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, RETRY_PAUSE_S_MAX)


async def _step(consumer: Consumer, log: Log, after: Positions) -> Positions:
    records = await log.fetch(after, consumer.batch_events_max)
    if not records:
        await dead_letters.retry(
            consumer.engine, consumer.topic, lambda tx, record: handle(tx, consumer.handlers, [record])
        )
        # Read again, because `rodem replay` sets positions back while we wait for news.
        return await _positions(consumer)
    started = time.perf_counter()
    await _apply_or_split(consumer, records, after)
    telemetry.consumed(consumer.topic, len(records), time.perf_counter() - started)
    moved = {record.partition: record.position for record in records}
    await log.passed(moved)
    return {**after, **moved}


async def _apply_or_split(consumer: Consumer, records: Sequence[Record], after: Positions) -> None:
    """Apply a batch; when its data are bad, find by halves which event it is and set that one aside."""
    try:
        await apply(consumer, records, after)
    except Exception as error:
        if isinstance(error, Overtaken) or is_transient(error) or not dead_letters.is_poison(error):
            raise
        if len(records) == 1:
            await _set_aside(consumer, records[0], after, error)
            return
        half = len(records) // 2
        await _apply_or_split(consumer, records[:half], after)
        moved = {record.partition: record.position for record in records[:half]}
        await _apply_or_split(consumer, records[half:], {**after, **moved})


async def _set_aside(consumer: Consumer, record: Record, after: Positions, error: Exception) -> None:
    for _ in range(POISON_TRIES - 1):
        try:
            await apply(consumer, [record], after)
        except Exception as again:
            if isinstance(again, Overtaken) or is_transient(again):
                raise
            error = again
        else:
            return
    async with consumer.engine.begin() as tx:
        await _move_positions(tx, consumer.topic, [record], after)
        await dead_letters.add(tx, consumer.topic, record, error)
    telemetry.DEAD_LETTERS.labels(consumer.topic).inc()
    logger.error(
        "dead_letter", topic=consumer.topic, event_id=str(record.id), error=dead_letters.describe(error)
    )


async def apply(consumer: Consumer, records: Sequence[Record], after: Positions) -> None:
    """The effects of these records and their positions, in one transaction."""
    async with consumer.engine.begin() as tx:
        # First, because it also locks the row: a second member waits here and then finds itself overtaken.
        await _move_positions(tx, consumer.topic, records, after)
        await handle(tx, consumer.handlers, records)


async def handle(tx: AsyncConnection, handlers: Mapping[str, Handler], records: Sequence[Record]) -> None:
    """Give each handler its events as one batch. Types that nobody handles are passed over."""
    batches: dict[str, list[Heard[Any]]] = {}
    for record in records:
        if record.type in handlers:
            heard = Heard(record.id, record.time, decode(record.type, record.data))
            batches.setdefault(record.type, []).append(heard)
    for type_, batch in batches.items():
        await handlers[type_](tx, batch)


MOVE_POSITION = sa.text("""
    UPDATE positions SET position = :position
    WHERE topic = :topic AND partition = :partition AND position = :expected
""")


async def _move_positions(
    tx: AsyncConnection, topic: str, records: Sequence[Record], after: Positions
) -> None:
    last = {record.partition: record.position for record in records}
    for partition in sorted(last):
        where = {"topic": topic, "partition": partition, "expected": after.get(partition, 0)}
        moved = await tx.execute(MOVE_POSITION, {**where, "position": last[partition]})
        if moved.rowcount != 1:
            raise Overtaken


async def _positions(consumer: Consumer) -> Positions:
    """How far this consumer is. The row exists before the first event, so that its lag can be seen."""
    async with consumer.engine.begin() as tx:
        await tx.execute(
            sa.text(
                "INSERT INTO positions (topic, partition, position) VALUES (:topic, 0, 0)"
                " ON CONFLICT DO NOTHING"
            ),
            {"topic": consumer.topic},
        )
        rows = await tx.execute(
            sa.text("SELECT partition, position FROM positions WHERE topic = :topic"),
            {"topic": consumer.topic},
        )
        return {partition: position for partition, position in rows}


BATCH_TIMEOUT_S = 60


def create_engine(settings: ServiceSettings) -> AsyncEngine:
    """An engine for batches, which may take longer than what a request waits for."""
    return db.create_engine(settings.database_url, pool_size=4, statement_timeout_s=BATCH_TIMEOUT_S)


def consumer(
    settings: ServiceSettings, topic: str, engine: AsyncEngine, handlers: Mapping[str, Handler]
) -> Consumer:
    """The consumer of a topic on the transport that the settings name."""
    if topic not in settings.sources:
        raise RuntimeError(f"RODEM_SOURCES names no database for the topic {topic!r}.")
    return Consumer(
        topic=topic,
        engine=engine,
        handlers=handlers,
        open_log=lambda: postgres_log(settings.sources[topic], settings.poll_s),
        batch_events_max=settings.batch_events_max,
    )
