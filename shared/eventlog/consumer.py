"""The consumer loop: each batch takes effect in one transaction, poison events become dead letters.

A consumer does not know its transport: a `Log` hands it the records behind its positions, from the
producer's database or from Kafka. The position (consumer offset) is stored in the consumer's own database and
moves in the transaction of the effect, so every event has exactly one effect.
"""

import asyncio
import contextlib
import gc
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import db, telemetry, tracing
from shared.db import is_transient
from shared.eventlog import dead_letters, positions
from shared.eventlog.kafka import reading, shipping
from shared.eventlog.log import Log, OpenLog, Positions, Record, Stopped, Taken
from shared.eventlog.positions import Overtaken, TooManyFailures
from shared.eventlog.postgres import postgres_log
from shared.eventlog.relay import relay
from shared.events.heard import Heard
from shared.events.registry import TOPICS, decode
from shared.outages import described, outage_of
from shared.settings import ServiceSettings

logger = structlog.get_logger()

POISON_TRIES = 3
RETRY_PAUSE_S_MAX = 5.0
LOOK_EVERY_S = 0.5
"""A consumer that has nothing more to apply looks for dead letters at most so often."""
GARBAGE_OBJECTS = 100_000
"""Threshold of Python's garbage collector: new objects between two collections. A batch makes many objects
that live as long as the batch: at Python's default of 700, collections took half of the time."""

Handler = Callable[[AsyncConnection, Sequence[Heard[Any]]], Awaitable[None]]
"""Applies a batch of events, never empty, of one type, all of the city that the deployment serves."""
Handlers = Mapping[str, Mapping[str, Handler]]
"""Topic -> type of event -> handler. The topic is needed because several services publish the types of
`shared/events/several.py`."""


@dataclass
class AtEnd:
    """`at` is when a consumer last had nothing more to apply: what was said before has taken effect. None:
    never since it began."""

    at: datetime | None = None


@dataclass(frozen=True)
class Consumer:
    """How a service consumes a topic: the city that it serves, its handlers, and the name under which its
    positions are stored."""

    city_id: str
    topic: str
    positions_name: str
    engine: AsyncEngine
    handlers: Mapping[str, Handler]
    open_log: OpenLog
    batch_events_max: int
    at_end: AtEnd = field(default_factory=AtEnd)


class AnotherCity(Exception):
    """The event is of a city that this deployment does not serve, so it must not be applied."""


async def consume(consumer: Consumer) -> None:
    """Apply a topic's events until cancelled. After an error the loop resumes at the stored position."""
    gc.set_threshold(GARBAGE_OBJECTS)
    telemetry.watch_consumer(consumer.topic)
    read_progress = partial(positions.read, consumer.engine, consumer.positions_name)
    pause_s = 0.1
    while True:
        try:
            # Creates the row, so that the lag is visible even if the log cannot be opened.
            await read_progress()
            async with consumer.open_log(read_progress) as log:
                await _step_or_stop(consumer, log)
                await positions.log_is_good(consumer.engine, consumer.positions_name)
                look_at = 0.0
                while True:
                    pause_s = 0.1
                    if await _step_or_stop(consumer, log) and time.monotonic() >= look_at:
                        await _look_at_dead_letters(consumer)
                        look_at = time.monotonic() + LOOK_EVERY_S
        except Exception as error:
            # No event is skipped, whatever the error was: the position moves only with the effects.
            log_it = logger.exception if outage_of(error) is None else logger.warning
            log_it("consumer_interrupted", topic=consumer.topic, **described(error))
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, RETRY_PAUSE_S_MAX)


async def _step_or_stop(consumer: Consumer, log: Log) -> bool:
    """Take a step. Returns whether there was nothing more to take. If the consumer must stop, say so wherever
    a person looks; the loop tries again later."""
    is_at_end = False
    try:
        # After Overtaken the next step reads the position anew.
        with contextlib.suppress(Overtaken):
            is_at_end = await _step(consumer, log)
        telemetry.STOPPED.labels(consumer.topic).set(0)
    except Stopped as stopped:
        telemetry.STOPPED.labels(consumer.topic).set(1)
        async with consumer.engine.begin() as tx:
            await positions.stop(tx, consumer.positions_name, stopped)
            if isinstance(stopped, TooManyFailures):
                await dead_letters.retry_last(tx, consumer.topic, stopped.type, positions.FAILURES_MAX)
        logger.critical("consumer_stopped", topic=consumer.topic, why=stopped.why, exc_info=stopped)
        if not isinstance(stopped, TooManyFailures):
            raise
        # The log stays open. On Kafka the partition would else go to another member, which would stop too.
        await asyncio.sleep(RETRY_PAUSE_S_MAX)
    return is_at_end


async def _step(consumer: Consumer, log: Log) -> bool:
    """Take records and apply them. Returns whether there was nothing more to take."""
    asked_at = datetime.now(UTC)
    async with log.take(consumer.batch_events_max) as taken:
        records = taken.records
        telemetry.LAG.labels(consumer.topic).set(taken.lag)
        if records:
            with tracing.batch(consumer.topic, [record.traceparent for record in records]):
                is_ignored = all(record.type not in consumer.handlers for record in records)
                if not (is_ignored and log.pass_over(records)):
                    await _apply_and_count(consumer, taken)
                    await log.passed(records)
    telemetry.lagging(consumer.topic, taken.lag - len(records))
    if is_at_end := taken.lag == len(records):
        consumer.at_end.at = asked_at
    return is_at_end


async def _apply_and_count(consumer: Consumer, taken: Taken) -> None:
    started = time.perf_counter()
    await _apply_or_split(consumer, taken.records, taken.after)
    oldest = min(record.time for record in taken.records)
    telemetry.consumed(consumer.topic, len(taken.records), time.perf_counter() - started, oldest)


async def _look_at_dead_letters(consumer: Consumer) -> None:
    """Count the dead letters of the topic, and retry those of which that was requested."""
    waiting = await dead_letters.count(consumer.engine, consumer.topic)
    telemetry.DEAD_LETTERS_WAITING.labels(consumer.topic).set(waiting)
    if waiting:
        await dead_letters.retry(
            consumer.engine,
            consumer.topic,
            lambda tx, record: handle(tx, consumer.city_id, consumer.handlers, [record]),
        )


async def _apply_or_split(consumer: Consumer, records: Sequence[Record], after: Positions) -> None:
    """Apply a batch. If an event in it is poison, find that event by bisection and set it aside."""
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
    try:
        async with consumer.engine.begin() as tx:
            await positions.pass_over(tx, consumer.positions_name, record, after)
            await dead_letters.add(tx, consumer.topic, record, error)
    except TooManyFailures as too_many:
        raise too_many from error
    telemetry.DEAD_LETTERS.labels(consumer.topic).inc()
    telemetry.DEAD_LETTERS_WAITING.labels(consumer.topic).inc()
    # The log line has no error message, which may quote the event and so a rider's data. The table has it.
    logger.error(
        "dead_letter",
        topic=consumer.topic,
        event_id=str(record.id),
        trace_id=tracing.trace_id(record.traceparent),
        error=type(error).__name__,
    )


async def apply(consumer: Consumer, records: Sequence[Record], after: Positions) -> None:
    """Apply these records and move the positions, in one transaction. Raises Overtaken."""
    async with consumer.engine.begin() as tx:
        # The position moves first, because the UPDATE locks its row: a second member waits here and then
        # raises Overtaken.
        await positions.move(tx, consumer.positions_name, records, after)
        await handle(tx, consumer.city_id, consumer.handlers, records)


def check_handlers(topic: str, handlers: Mapping[str, Handler]) -> None:
    """Raises ValueError for a handler of a type that is not published on this topic."""
    published = {event.type for event in TOPICS[topic]}
    if unpublished := sorted(handlers.keys() - published):
        raise ValueError(f"Nobody says {', '.join(unpublished)} on the topic {topic!r}.")


async def handle(
    tx: AsyncConnection, city_id: str, handlers: Mapping[str, Handler], records: Sequence[Record]
) -> None:
    """Call each handler with its events. Types without a handler are skipped. Raises AnotherCity."""
    for type_ in dict.fromkeys(record.type for record in records):
        if handler := handlers.get(type_):
            heard = [Heard(r.id, r.time, decode(type_, r.data)) for r in records if r.type == type_]
            for item in heard:
                if item.event.city_id != city_id:
                    raise AnotherCity(f"of the city {item.event.city_id!r}; this is {city_id!r}")
            await handler(tx, heard)


BATCH_TIMEOUT_S = 60


def create_engine(settings: ServiceSettings, topics: int = 1) -> AsyncEngine:
    """An engine for batches, whose statements may take longer than those of requests (BATCH_TIMEOUT_S).

    The pool has a connection for each consumed topic, so no topic waits for the batch of another. Statements
    are planned for each batch: a plan that was made for one trip would read whole tables for each of 2,000.
    """
    return db.create_engine(settings.database_url, max(1, topics), BATCH_TIMEOUT_S, "batches", "custom")


def publishing(settings: ServiceSettings, wake: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    """The background tasks that publish the service's outbox on the transport of the settings.

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
        city_id=settings.city_id,
        topic=topic,
        # Positions on one transport mean nothing on the other, so they have different names. After a change
        # of transport a service consumes everything again, which changes nothing: handlers are idempotent.
        positions_name=topic if settings.kafka_bootstrap is None else topic + reading.ON_KAFKA,
        engine=engine,
        handlers=handlers[topic],
        open_log=open_log,
        batch_events_max=settings.batch_events_max,
    )
