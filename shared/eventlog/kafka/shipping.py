"""The shipper sends the log of a service's database to the service's Kafka topic."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from zlib import crc32

import aiokafka
import asyncpg
import structlog
from aiokafka.errors import KafkaError, KafkaTimeoutError
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.eventlog.kafka.client import (
    START_WITHIN_S,
    STOP_WITHIN_S,
    reaching,
    slow_down_metadata,
    topic_name,
    within,
)
from shared.eventlog.kafka.messages import to_headers
from shared.outages import described
from shared.sessions import connect
from shared.settings import ServiceSettings

logger = structlog.get_logger()

SHIP_ROWS = 1_000
BATCH_BYTES = 262_144
REQUEST_S = 10
SHIPPER_LOCK = 0x4B61666B61  # an advisory lock, "Kafka" in ASCII: one shipper for each log


@asynccontextmanager
async def producer(settings: ServiceSettings) -> AsyncIterator[aiokafka.AIOKafkaProducer]:
    """An idempotent producer: while it lives, it loses and repeats no message. Waits for the broker."""
    kafka_producer = aiokafka.AIOKafkaProducer(
        **reaching(settings),
        acks="all",
        enable_idempotence=True,
        max_batch_size=BATCH_BYTES,
        request_timeout_ms=REQUEST_S * 1000,
    )
    slow_down_metadata(kafka_producer.client)
    try:
        async with asyncio.timeout(START_WITHIN_S):
            await kafka_producer.start()
        yield kafka_producer
    finally:
        # stop() of an idempotent producer waits for ever while the broker is away.
        await within(STOP_WITHIN_S, kafka_producer.stop())


async def ship(settings: ServiceSettings, dsn: str, moved: asyncio.Event) -> None:
    """Send the service's log to its topic, in order, until cancelled. `moved` is set when the log grew.

    The position up to which events were sent is stored beside the log. It is stored after the broker has
    acknowledged the events: if the process crashes in between, those events are sent again. While the broker
    cannot be reached, nothing is sent twice.
    """
    while True:
        try:
            async with producer(settings) as to, _only_shipper(dsn, settings.poll_s) as connection:
                while True:
                    moved.clear()
                    if await _ship_some(settings, connection, to):
                        continue
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(settings.poll_s):
                            await moved.wait()
        except (KafkaError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            logger.warning("shipping_interrupted", **described(error))
        await asyncio.sleep(min(settings.poll_s, 1))


@asynccontextmanager
async def _only_shipper(dsn: str, poll_s: float) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(dsn, command_timeout_s=30)
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", SHIPPER_LOCK):
            await asyncio.sleep(poll_s)
        yield connection
    finally:
        connection.terminate()


async def _ship_some(
    settings: ServiceSettings, connection: asyncpg.Connection, to: aiokafka.AIOKafkaProducer
) -> int:
    before = await connection.fetchval("SELECT position FROM shipped")
    rows = await connection.fetch(
        "SELECT position, id, type, key, time, data, traceparent FROM log"
        " WHERE position > $1 ORDER BY position LIMIT $2",
        before,
        SHIP_ROWS,
    )
    if rows:
        await _send(settings, to, rows)
        # Only if the position is unchanged: `rodem topics --rebuild` may have moved it back meanwhile.
        await connection.execute(
            "UPDATE shipped SET position = $1 WHERE position = $2", rows[-1]["position"], before
        )
    return len(rows)


async def _send(
    settings: ServiceSettings, to: aiokafka.AIOKafkaProducer, rows: Sequence[asyncpg.Record]
) -> None:
    """Send these rows, and wait until the broker has acknowledged all of them, however long that takes: a row
    that is sent again instead would be in the topic twice."""
    topic = topic_name(settings, settings.topic)
    partitions = sorted(await to.partitions_for(topic))
    acknowledgements = []
    for partition, batch in _batches(settings.service, to, partitions, rows):
        while True:
            # The producer queues one batch for each partition. While the broker is away, send_batch raises
            # KafkaTimeoutError for the next batch and has queued nothing of it, so it can be repeated.
            with contextlib.suppress(KafkaTimeoutError):
                acknowledgements.append(await to.send_batch(batch, topic, partition=partition))
                break
    await asyncio.gather(*acknowledgements)


def _batches(
    source: str, to: aiokafka.AIOKafkaProducer, partitions: Sequence[int], rows: Sequence[asyncpg.Record]
) -> list[tuple[int, BatchBuilder]]:
    """The messages of these rows, packed into batches by partition. Packing them here takes a third of the
    time that the library takes to pack one message at a time."""
    full_batches = []
    open_: dict[int, BatchBuilder] = {}
    for row in rows:
        key = row["key"].encode()
        # Rows of one key go to one partition. crc32 runs in C; aiokafka's partitioner hashes in Python.
        partition = partitions[crc32(key) % len(partitions)]
        message = {"key": key, "value": row["data"].encode(), "headers": to_headers(source, row)}
        batch = open_.get(partition) or open_.setdefault(partition, to.create_batch())
        if batch.append(timestamp=None, **message) is None:
            full_batches.append((partition, batch))
            batch = open_[partition] = to.create_batch()
            batch.append(timestamp=None, **message)  # an empty batch takes a message of any size
    return full_batches + list(open_.items())
