"""From the log in a service's database to its topic: what relays do where there is a broker."""

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

from shared.eventlog.kafka.client import START_WITHIN_S, STOP_WITHIN_S, slow_down_metadata, topic_name, within
from shared.eventlog.kafka.messages import to_headers
from shared.settings import ServiceSettings

logger = structlog.get_logger()

SHIP_ROWS = 1_000
BATCH_BYTES = 262_144
REQUEST_S = 10
SHIPPER_LOCK = 0x4B61666B61  # "Kafka": one shipper for each log


@asynccontextmanager
async def producer(settings: ServiceSettings) -> AsyncIterator[aiokafka.AIOKafkaProducer]:
    """A producer that loses nothing and repeats nothing while it lives. It waits for the broker."""
    made = aiokafka.AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap,
        acks="all",
        enable_idempotence=True,
        max_batch_size=BATCH_BYTES,
        request_timeout_ms=REQUEST_S * 1000,
    )
    slow_down_metadata(made.client)
    try:
        async with asyncio.timeout(START_WITHIN_S):
            await made.start()
        yield made
    finally:
        # stop() of an idempotent producer waits for ever for a broker that is away.
        await within(STOP_WITHIN_S, made.stop())


async def ship(settings: ServiceSettings, dsn: str, moved: asyncio.Event) -> None:
    """Send what the relay has put into the service's log to its topic, for ever, in order.

    How far it is lies beside the log, and moves when the broker has acknowledged. After a crash in between
    some events are sent twice; after a broker's absence none is.
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
            logger.warning("shipping_interrupted", error=type(error).__name__)
        await asyncio.sleep(min(settings.poll_s, 1))


@asynccontextmanager
async def _only_shipper(dsn: str, poll_s: float) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn, timeout=2, command_timeout=30)
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
        # Unless somebody has put it back meanwhile, to rebuild the topic.
        await connection.execute(
            "UPDATE shipped SET position = $1 WHERE position = $2", rows[-1]["position"], before
        )
    return len(rows)


async def _send(
    settings: ServiceSettings, to: aiokafka.AIOKafkaProducer, rows: Sequence[asyncpg.Record]
) -> None:
    """Send these, and wait for the broker's word on all of them, however long it takes: what is sent again
    instead stands in the topic twice."""
    topic = topic_name(settings, settings.topic)
    partitions = sorted(await to.partitions_for(topic))
    sent = []
    for partition, batch in _batches(settings.service, to, partitions, rows):
        while True:
            # The producer holds one batch of a partition at a time. While the broker is away it refuses the
            # next after a time-out, and has taken nothing of it then.
            with contextlib.suppress(KafkaTimeoutError):
                sent.append(await to.send_batch(batch, topic, partition=partition))
                break
    await asyncio.gather(*sent)


def _batches(
    source: str, to: aiokafka.AIOKafkaProducer, partitions: Sequence[int], rows: Sequence[asyncpg.Record]
) -> list[tuple[int, BatchBuilder]]:
    """The messages of these rows, packed here: the library takes three times as long to pack one by one."""
    full = []
    open_: dict[int, BatchBuilder] = {}
    for row in rows:
        key = row["key"].encode()
        # Like the library's own choice, but that one hashes in Python.
        partition = partitions[crc32(key) % len(partitions)]
        message = {"key": key, "value": row["data"].encode(), "headers": to_headers(source, row)}
        batch = open_.get(partition) or open_.setdefault(partition, to.create_batch())
        if batch.append(timestamp=None, **message) is None:
            full.append((partition, batch))
            batch = open_[partition] = to.create_batch()
            batch.append(timestamp=None, **message)  # an empty batch takes any, however large
    return full + list(open_.items())
