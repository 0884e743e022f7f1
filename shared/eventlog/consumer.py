"""The consumer loop: batches in, one transaction for effect and position, poison set aside.

A consumer does not know its transport. A `Log` hands it records behind given positions; where it got
them (the producer's database, or Kafka) stays behind that. The position lies in the consumer's own
database and moves in the transaction of the effect, so every event has exactly one effect.
"""

import asyncio
import contextlib
import gc
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import db, telemetry, tracing
from shared.db import is_transient
from shared.eventlog import dead_letters
from shared.eventlog.kafka import reading, shipping
from shared.eventlog.log import Log, OpenLog, Positions, Record
from shared.eventlog.postgres import postgres_log
from shared.eventlog.relay import relay
from shared.events.heard import Heard
from shared.events.registry import TOPICS, decode
from shared.settings import ServiceSettings

logger = structlog.get_logger()

POISON_TRIES = 3
RETRY_PAUSE_S_MAX = 5.0
GARBAGE_OBJECTS = 100_000
"""New objects between two walks of Python's collector. A batch makes many that live as long as it; at the
usual 700, looking at them again and again took as long as all the rest."""

Handler = Callable[[AsyncConnection, Sequence[Heard[Any]]], Awaitable[None]]
"""Applies a batch, never empty, of one type of event and of one city."""
Handlers = Mapping[str, Mapping[str, Handler]]
"""Topic -> type of event -> who applies it. By both, because two types are said by several services."""


@dataclass(frozen=True)
class Consumer:
    """What a service does with a topic, and where it keeps how far it is (under `positions_name`)."""

    topic: str
    positions_name: str
    engine: AsyncEngine
    handlers: Mapping[str, Handler]
    open_log: OpenLog
    batch_events_max: int


class Overtaken(Exception):
    """Somebody else has moved the position: what was taken is not ours to apply."""


async def consume(consumer: Consumer) -> None:
    """Apply a topic's events for ever. What passes by itself is retried for ever; only cancelling ends it."""
    gc.set_threshold(GARBAGE_OBJECTS)
    telemetry.watch_consumer(consumer.topic)
    pause_s = 0.1
    while True:
        try:
            await _positions(consumer)  # so that the lag can be seen even if the log cannot be opened
            async with consumer.open_log(lambda: _positions(consumer)) as log:
                while True:
                    # Overtaken: whoever moved the position, it is read anew before the next step.
                    with contextlib.suppress(Overtaken):
                        await _step(consumer, log)
                    pause_s = 0.1
        except Exception as error:
            # Whatever it was, nothing was passed over: the position stands where the effects end.
            log_it = logger.warning if is_transient(error) else logger.exception
            log_it("consumer_interrupted", topic=consumer.topic, error=type(error).__name__)
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, RETRY_PAUSE_S_MAX)


async def _step(consumer: Consumer, log: Log) -> None:
    async with log.take(consumer.batch_events_max) as taken:
        telemetry.LAG.labels(consumer.topic).set(taken.lag)
        if taken.records:
            with tracing.batch(consumer.topic, [record.traceparent for record in taken.records]):
                started = time.perf_counter()
                await _apply_or_split(consumer, taken.records, taken.after)
            oldest = min(record.time for record in taken.records)
            telemetry.consumed(consumer.topic, len(taken.records), time.perf_counter() - started, oldest)
            telemetry.lagging(consumer.topic, taken.lag - len(taken.records))
            await log.passed({record.partition: record.position for record in taken.records})
            return
    telemetry.lagging(consumer.topic, taken.lag)
    waiting = await dead_letters.count(consumer.engine, consumer.topic)
    telemetry.DEAD_LETTERS_WAITING.labels(consumer.topic).set(waiting)
    if waiting:
        await dead_letters.retry(
            consumer.engine, consumer.topic, lambda tx, record: handle(tx, consumer.handlers, [record])
        )


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
        await _move_positions(tx, consumer.positions_name, [record], after)
        await dead_letters.add(tx, consumer.topic, record, error)
    telemetry.DEAD_LETTERS.labels(consumer.topic).inc()
    telemetry.DEAD_LETTERS_WAITING.labels(consumer.topic).inc()
    # The message is in the table: it may quote the event, and so a rider.
    logger.error(
        "dead_letter",
        topic=consumer.topic,
        event_id=str(record.id),
        trace_id=tracing.trace_id(record.traceparent),
        error=type(error).__name__,
    )


async def apply(consumer: Consumer, records: Sequence[Record], after: Positions) -> None:
    """The effects of these records and their positions, in one transaction."""
    async with consumer.engine.begin() as tx:
        # First, because it also locks the row: a second member waits here and then finds itself overtaken.
        await _move_positions(tx, consumer.positions_name, records, after)
        await handle(tx, consumer.handlers, records)


def check_handlers(topic: str, handlers: Mapping[str, Handler]) -> None:
    """Raises ValueError for a handler of a type that nobody says on this topic: it would never be called."""
    said = {event.type for event in TOPICS[topic]}
    if unsaid := sorted(handlers.keys() - said):
        raise ValueError(f"Nobody says {', '.join(unsaid)} on the topic {topic!r}.")


async def handle(tx: AsyncConnection, handlers: Mapping[str, Handler], records: Sequence[Record]) -> None:
    """Give each handler its events, city by city. Types that nobody handles are passed over."""
    for type_ in dict.fromkeys(record.type for record in records):
        if handler := handlers.get(type_):
            heard = [Heard(r.id, r.time, decode(type_, r.data)) for r in records if r.type == type_]
            for city_id in dict.fromkeys(each.event.city_id for each in heard):
                await handler(tx, [each for each in heard if each.event.city_id == city_id])


MOVE_POSITION = sa.text("""
    UPDATE positions SET position = :position
    WHERE topic = :topic AND partition = :partition AND position = :expected
""")


async def _move_positions(
    tx: AsyncConnection, name: str, records: Sequence[Record], after: Positions
) -> None:
    last = {record.partition: record.position for record in records}
    for partition in sorted(last):
        where = {"topic": name, "partition": partition, "expected": after.get(partition, 0)}
        if not after.get(partition):
            await tx.execute(OPEN_POSITION, {"topic": name, "partition": partition})
        moved = await tx.execute(MOVE_POSITION, {**where, "position": last[partition]})
        if moved.rowcount != 1:
            raise Overtaken


OPEN_POSITION = sa.text("""
    INSERT INTO positions (topic, partition, position) VALUES (:topic, :partition, 0)
    ON CONFLICT DO NOTHING
""")


async def _positions(consumer: Consumer) -> Positions:
    """How far this consumer is. The row exists before the first event, so that its lag can be seen."""
    async with consumer.engine.begin() as tx:
        rows = await tx.execute(
            sa.text("SELECT partition, position FROM positions WHERE topic = :topic"),
            {"topic": consumer.positions_name},
        )
        known = {partition: position for partition, position in rows}
        if not known:
            await tx.execute(OPEN_POSITION, {"topic": consumer.positions_name, "partition": 0})
        return known


BATCH_TIMEOUT_S = 60


def create_engine(settings: ServiceSettings, topics: int = 1) -> AsyncEngine:
    """An engine for batches, which may take longer than what a request waits for.

    A connection for each of the topics that are heard: none waits for the batch of another.
    """
    return db.create_engine(settings.database_url, max(1, topics), BATCH_TIMEOUT_S, pool="batches")


def publishing(settings: ServiceSettings, wake: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    """The work that publishes what the service's transactions said, on the transport of the settings.

    `wake` is set when there is something to publish.
    """
    if settings.kafka_bootstrap is None:
        return [relay(settings.database_url, wake, settings.poll_s)]
    moved = asyncio.Event()
    return [
        relay(settings.database_url, wake, settings.poll_s, moved),
        shipping.ship(settings, settings.database_url, moved),
    ]


def consumer(settings: ServiceSettings, topic: str, engine: AsyncEngine, handlers: Handlers) -> Consumer:
    """The consumer of a topic on the transport that the settings name."""
    check_handlers(topic, handlers[topic])
    if settings.kafka_bootstrap is not None:
        open_log = reading.open_log(settings, topic)
    elif topic in settings.sources:
        open_log = partial(postgres_log, settings.sources[topic], settings.poll_s)
    else:
        raise RuntimeError(f"RODEM_SOURCES names no database for the topic {topic!r}.")
    return Consumer(
        topic=topic,
        # Positions on one transport mean nothing on the other. After a change of transport a service
        # hears everything again, which changes nothing.
        positions_name=topic if settings.kafka_bootstrap is None else topic + reading.ON_KAFKA,
        engine=engine,
        handlers=handlers[topic],
        open_log=open_log,
        batch_events_max=settings.batch_events_max,
    )
