"""The log on Apache Kafka: topics, the producer that relays ship with, the log that consumers read.

A position on Kafka is an offset plus 1, so that positions begin at 1 as everywhere. The committed offset
only follows the position in the consumer's database; what counts on assignment is the position.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import aiokafka
import asyncpg
import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError, KafkaTimeoutError, for_code
from aiokafka.structs import ConsumerRecord, TopicPartition

from shared.log import Log, Positions, ReadPositions, Record, Taken
from shared.settings import ServiceSettings

logger = structlog.get_logger()

SESSION_S = 10
# Longer than the slowest batch: while one is applied, a rebalance waits for it.
REBALANCE_S = 90
START_WITHIN_S = 30
STOP_WITHIN_S = 5
STUCK_AFTER_S = 30
TOPIC_EXISTS = 36
SHIP_ROWS = 1_000
SHIPPER_LOCK = 0x4B61666B61  # "Kafka": one shipper for each log


ON_KAFKA = "@kafka"
"""What the name of a topic ends with where positions on Kafka are kept."""


class Stuck(OSError):
    """There is something to read, or ought to be a partition to read from, and nothing happens."""


def topic_name(settings: ServiceSettings, topic: str) -> str:
    """The topic's name on the broker."""
    return f"{settings.kafka_prefix}{topic}"


async def create_topics(settings: ServiceSettings, topics: Sequence[str]) -> list[str]:
    """Create those of these topics that are missing. Returns their names on the broker."""
    assert settings.kafka_bootstrap is not None
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap, request_timeout_ms=10_000)
    await asyncio.wait_for(admin.start(), START_WITHIN_S)
    try:
        wanted = [
            NewTopic(topic_name(settings, topic), settings.kafka_partitions, settings.kafka_replicas)
            for topic in topics
        ]
        answer = await admin.create_topics(wanted)
        # It does not raise: the answer has to be looked at.
        created = []
        for name, code, *_ in answer.topic_errors:
            if code not in (0, TOPIC_EXISTS):
                raise for_code(code)(f"topic {name}")
            if code == 0:
                created.append(name)
        return created
    finally:
        await admin.close()


async def read_ends(bootstrap: str, prefix: str = "rodem.") -> dict[str, int]:
    """How many events each topic holds on the broker: the sum of its partitions' ends."""
    consumer = aiokafka.AIOKafkaConsumer(bootstrap_servers=bootstrap, request_timeout_ms=5_000)
    try:
        await asyncio.wait_for(consumer.start(), STOP_WITHIN_S)
        ends = {}
        for name in await asyncio.wait_for(consumer.topics(), STOP_WITHIN_S):
            if name.startswith(prefix):
                partitions = [TopicPartition(name, p) for p in consumer.partitions_for_topic(name) or ()]
                found = await asyncio.wait_for(consumer.end_offsets(partitions), STOP_WITHIN_S)
                ends[name.removeprefix(prefix)] = sum(found.values())
        return ends
    except KafkaError as error:
        raise OSError(f"Kafka at {bootstrap} does not answer") from error
    finally:
        await _within(STOP_WITHIN_S, consumer.stop())


def to_headers(source: str, record: asyncpg.Record) -> list[tuple[str, bytes]]:
    """CloudEvents 1.0.2 in Kafka's binary mode."""
    values = {
        "ce_specversion": "1.0",
        "ce_id": str(record["id"]),
        "ce_source": f"/rodem/{source}",
        "ce_type": record["type"],
        "ce_time": record["time"].isoformat(),
        "content-type": "application/json",
    }
    return [(name, value.encode()) for name, value in values.items()]


def to_record(message: ConsumerRecord[bytes, bytes]) -> Record:
    """The record in a message. What its headers do not tell makes it poison, not an error here."""
    headers = dict(message.headers)
    try:
        event_id = UUID(headers.get("ce_id", b"").decode())
        time_ = datetime.fromisoformat(headers.get("ce_time", b"").decode())
    except ValueError:
        event_id, time_ = UUID(int=0), datetime.fromtimestamp(message.timestamp / 1000, UTC)
    return Record(
        partition=message.partition,
        position=message.offset + 1,
        id=event_id,
        type=headers.get("ce_type", b"").decode(errors="replace"),
        key=(message.key or b"").decode(errors="replace"),
        time=time_,
        data=(message.value or b"").decode(errors="replace"),
    )


@asynccontextmanager
async def producer(settings: ServiceSettings) -> AsyncIterator[aiokafka.AIOKafkaProducer]:
    """A producer that loses nothing and repeats nothing while it lives. It waits for the broker."""
    made = aiokafka.AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap,
        acks="all",
        enable_idempotence=True,
        max_batch_size=262_144,
        request_timeout_ms=10_000,
    )
    _slow_down_metadata(made.client)
    await asyncio.wait_for(made.start(), START_WITHIN_S)
    try:
        yield made
    finally:
        # stop() of an idempotent producer waits for ever for a broker that is away.
        await _within(STOP_WITHIN_S, made.stop())


def _slow_down_metadata(client: Any) -> None:
    """aiokafka asks for metadata without a pause while no broker answers, which takes a whole core."""
    update: Callable[..., Coroutine[Any, Any, bool]] = client._metadata_update

    async def patiently(*args: Any, **kwargs: Any) -> bool:
        updated = await update(*args, **kwargs)
        if not updated:
            await asyncio.sleep(0.2)
        return updated

    client._metadata_update = patiently


async def _within(seconds: float, work: Coroutine[Any, Any, Any]) -> None:
    """Wait so long for work that may hang or break because the broker is away, and then go on."""
    task = asyncio.create_task(work)
    await asyncio.wait({task}, timeout=seconds)
    if task.done() and not task.cancelled():
        task.exception()


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
                        await asyncio.wait_for(moved.wait(), settings.poll_s)
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
    rows = await connection.fetch(
        "SELECT position, id, type, key, time, data FROM log"
        " WHERE position > (SELECT position FROM shipped) ORDER BY position LIMIT $1",
        SHIP_ROWS,
    )
    sent = []
    for row in rows:
        headers = to_headers(settings.service, row)
        topic = topic_name(settings, settings.topic)
        while True:
            # It times out with nothing sent when the broker is away and its queue is full.
            with contextlib.suppress(KafkaTimeoutError):
                sent.append(await to.send(topic, row["data"].encode(), row["key"].encode(), headers=headers))
                break
    # All of them, however long it takes: what is sent again instead stands in the topic twice.
    await asyncio.gather(*sent)
    if rows:
        await connection.execute("UPDATE shipped SET position = $1", rows[-1]["position"])
    return len(rows)


def open_log(
    settings: ServiceSettings, topic: str
) -> Callable[[ReadPositions], AbstractAsyncContextManager[Log]]:
    """How the service of these settings reads a topic: as a member of its own consumer group."""

    def open_with(read_positions: ReadPositions) -> AbstractAsyncContextManager[Log]:
        return _kafka_log(settings, topic, read_positions)

    return open_with


class _SeekOnAssignment(aiokafka.ConsumerRebalanceListener):  # type: ignore[misc]
    """Partitions are read from the consumer's own positions, and given up only between two batches."""

    def __init__(
        self, consumer: aiokafka.AIOKafkaConsumer, busy: asyncio.Lock, read_positions: ReadPositions
    ) -> None:
        self.consumer, self.busy, self.read_positions = consumer, busy, read_positions

    async def on_partitions_revoked(self, _: set[TopicPartition]) -> None:
        async with self.busy:
            return

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        # A position behind the end belongs to a topic that was lost: from the start, then, of the new one
        # (`auto_offset_reset`), and the position moves back with it. What is heard twice changes nothing.
        positions = await self.read_positions()
        for partition in assigned:
            self.consumer.seek(partition, positions.get(partition.partition, 0))


@asynccontextmanager
async def _kafka_log(
    settings: ServiceSettings, topic: str, read_positions: ReadPositions
) -> AsyncIterator[Log]:
    name = topic_name(settings, topic)
    consumer = aiokafka.AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap,
        group_id=f"{settings.kafka_prefix}{settings.service}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION_S * 1000,
        rebalance_timeout_ms=REBALANCE_S * 1000,
        max_poll_interval_ms=REBALANCE_S * 1000,
        metadata_max_age_ms=10_000,
    )
    busy = asyncio.Lock()
    moved_at = time.monotonic()
    consumer.subscribe([name], listener=_SeekOnAssignment(consumer, busy, read_positions))

    @asynccontextmanager
    async def take(most: int) -> AsyncIterator[Taken]:
        nonlocal moved_at
        found = await consumer.getmany(timeout_ms=int(settings.poll_s * 1000), max_records=most)
        async with busy:
            mine = consumer.assignment()
            after = await read_positions()
            records = [
                to_record(message)
                for partition, messages in sorted(found.items())
                if partition in mine
                for message in messages
            ]
            if found or not await _is_behind(consumer, after):
                moved_at = time.monotonic()
            elif time.monotonic() - moved_at > STUCK_AFTER_S:
                raise Stuck
            yield Taken(after, records)

    async def passed(positions: Positions) -> None:
        offsets = {TopicPartition(name, partition): position for partition, position in positions.items()}
        # The commit is for those who look at the group; our own position is safe already.
        with contextlib.suppress(CommitFailedError, IllegalStateError):
            await consumer.commit(offsets)

    try:
        await asyncio.wait_for(consumer.start(), START_WITHIN_S)
        yield Log(take, passed)
    finally:
        await _within(STOP_WITHIN_S, consumer.stop())


async def _is_behind(consumer: aiokafka.AIOKafkaConsumer, after: Positions) -> bool:
    """Whether there is something to read, or no partition to read from."""
    mine = consumer.assignment()
    ends = [(partition.partition, consumer.highwater(partition)) for partition in mine]
    return not mine or any(end is not None and end > after.get(number, 0) for number, end in ends)
