"""The log on Apache Kafka: topics, the producer that relays ship with, the log that consumers read.

A position on Kafka is an offset plus 1, so that positions begin at 1 as everywhere. The committed offset
only follows the position in the consumer's database; what counts on assignment is the position.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import aiokafka
import asyncpg
import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    NodeNotReadyError,
    RequestTimedOutError,
    for_code,
)
from aiokafka.structs import ConsumerRecord, TopicPartition

from shared.log import Log, Positions, ReadPositions, Record, Taken
from shared.settings import ServiceSettings

logger = structlog.get_logger()

SESSION_S = 10
# Longer than the slowest batch: while one is applied, a rebalance waits for it.
REBALANCE_S = 90
START_WITHIN_S = 30
STOP_WITHIN_S = 5
COMMIT_WITHIN_S = 30
STUCK_AFTER_S = 30
# How long a topic that was made anew may stay unnoticed.
METADATA_S = 10
TOPIC_EXISTS = 36
SHIP_ROWS = 1_000
SHIPPER_LOCK = 0x4B61666B61  # "Kafka": one shipper for each log


ON_KAFKA = "@kafka"
"""What the name of a topic ends with where positions on Kafka are kept."""


class Stuck(OSError):
    """There is something to read, and nothing happens."""


class EventsMissing(Exception):
    """The topic begins behind our position: `rodem topics --rebuild` brings back what it has lost."""


def topic_name(settings: ServiceSettings, topic: str) -> str:
    """The topic's name on the broker."""
    return f"{settings.kafka_prefix}{topic}"


@asynccontextmanager
async def administrator(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client that makes and describes topics. Raises OSError while no broker answers."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    try:
        await asyncio.wait_for(admin.start(), START_WITHIN_S)
        yield admin
    except (KafkaConnectionError, NodeNotReadyError, RequestTimedOutError) as error:
        raise OSError(f"Kafka at {bootstrap} does not answer") from error
    finally:
        await _within(STOP_WITHIN_S, admin.close())


async def create_topics(settings: ServiceSettings, topics: Sequence[str]) -> list[str]:
    """Create those of these topics that are missing. Returns their names on the broker."""
    # Kept for ever, as the log in the database is: a new consumer hears everything.
    kept = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
    partitions, replicas = settings.kafka_partitions, settings.kafka_replicas
    names = [topic_name(settings, topic) for topic in topics]
    wanted = [NewTopic(name, partitions, replicas, topic_configs=kept) for name in names]
    assert settings.kafka_bootstrap is not None
    async with administrator(settings.kafka_bootstrap) as admin:
        answer = await admin.create_topics(wanted)
    # It does not raise: the answer has to be looked at.
    created = []
    for name, code, *_ in answer.topic_errors:
        if code not in (0, TOPIC_EXISTS):
            raise for_code(code)(f"topic {name}")
        if code == 0:
            created.append(name)
    return created


async def read_ends(bootstrap: str, prefix: str = "rodem.") -> dict[str, int]:
    """How many events each topic holds on the broker: the sum of its partitions' ends."""
    async with administrator(bootstrap) as admin:
        # Not from the consumer, which knows the partitions of those topics only that it reads.
        partitions = {
            described["topic"]: [
                TopicPartition(described["topic"], each["partition"]) for each in described["partitions"]
            ]
            for described in await admin.describe_topics()
            if described["topic"].startswith(prefix)
        }
    consumer = aiokafka.AIOKafkaConsumer(bootstrap_servers=bootstrap, request_timeout_ms=5_000)
    try:
        await asyncio.wait_for(consumer.start(), STOP_WITHIN_S)
        all_of_them = [each for some in partitions.values() for each in some]
        ends = await asyncio.wait_for(consumer.end_offsets(all_of_them), STOP_WITHIN_S)
        return {
            name.removeprefix(prefix): sum(ends[each] for each in some) for name, some in partitions.items()
        }
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
    if record["traceparent"]:
        values["traceparent"] = record["traceparent"]
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
        type=_text(headers.get("ce_type")),
        key=_text(message.key),
        time=time_,
        data=_text(message.value),
        traceparent=_text(headers.get("traceparent")) or None,
    )


def _text(value: bytes | None) -> str:
    """Text that PostgreSQL takes, so that a dead letter can be kept whatever was sent."""
    return (value or b"").decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


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
    try:
        await asyncio.wait_for(made.start(), START_WITHIN_S)
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
    before = await connection.fetchval("SELECT position FROM shipped")
    rows = await connection.fetch(
        "SELECT position, id, type, key, time, data, traceparent FROM log"
        " WHERE position > $1 ORDER BY position LIMIT $2",
        before,
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
        # Unless somebody has put it back meanwhile, to rebuild the topic.
        await connection.execute(
            "UPDATE shipped SET position = $1 WHERE position = $2", rows[-1]["position"], before
        )
    return len(rows)


def open_log(
    settings: ServiceSettings, topic: str
) -> Callable[[ReadPositions], AbstractAsyncContextManager[Log]]:
    """How the service of these settings reads a topic: as a member of its own consumer group."""

    def open_with(read_positions: ReadPositions) -> AbstractAsyncContextManager[Log]:
        return _kafka_log(settings, topic, read_positions)

    return open_with


class _BetweenBatches(aiokafka.ConsumerRebalanceListener):  # type: ignore[misc]
    """Partitions are given up only between two batches. Where new ones are read from, is not known here."""

    def __init__(self, busy: asyncio.Lock, next_offsets: dict[TopicPartition, int]) -> None:
        self.busy, self.next_offsets = busy, next_offsets

    async def on_partitions_revoked(self, _: set[TopicPartition]) -> None:
        async with self.busy:
            self.next_offsets.clear()

    async def on_partitions_assigned(self, _: set[TopicPartition]) -> None:
        self.next_offsets.clear()


def _create_consumer(settings: ServiceSettings, topic: str) -> aiokafka.AIOKafkaConsumer:
    """A member of the service's group that commits only what it is told, and starts where there is most."""
    consumer = aiokafka.AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap,
        # One group for each topic, or the consumers of a service would wait for each other's rebalances.
        group_id=f"{settings.kafka_prefix}{settings.service}.{topic}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION_S * 1000,
        heartbeat_interval_ms=SESSION_S * 250,
        rebalance_timeout_ms=REBALANCE_S * 1000,
        max_poll_interval_ms=REBALANCE_S * 1000,
        metadata_max_age_ms=METADATA_S * 1000,
    )
    _slow_down_metadata(consumer._client)
    return consumer


@asynccontextmanager
async def _kafka_log(
    settings: ServiceSettings, topic: str, read_positions: ReadPositions
) -> AsyncIterator[Log]:
    name = topic_name(settings, topic)
    consumer = _create_consumer(settings, topic)
    busy = asyncio.Lock()
    next_offsets: dict[TopicPartition, int] = {}
    moved_at = time.monotonic()
    consumer.subscribe([name], listener=_BetweenBatches(busy, next_offsets))

    @asynccontextmanager
    async def take(most: int) -> AsyncIterator[Taken]:
        nonlocal moved_at
        # While a rebalance runs it waits longer than it is told.
        getting = consumer.getmany(timeout_ms=int(settings.poll_s * 1000), max_records=most)
        found = await asyncio.wait_for(getting, REBALANCE_S)
        async with busy:
            after = await read_positions()
            messages = await _next(consumer, found, after, next_offsets)
            lag = _lag(consumer, after)
            if messages or not lag:
                moved_at = time.monotonic()
            elif time.monotonic() - moved_at > STUCK_AFTER_S:
                raise Stuck
            yield Taken(after, [to_record(message) for message in messages], lag)

    async def passed(positions: Positions) -> None:
        offsets = {TopicPartition(name, partition): position for partition, position in positions.items()}
        # The commit is for those who look at the group; our own position is safe already.
        with contextlib.suppress(KafkaError):
            await asyncio.wait_for(consumer.commit(offsets), COMMIT_WITHIN_S)

    try:
        await asyncio.wait_for(consumer.start(), START_WITHIN_S)
        yield Log(take, passed)
    finally:
        await _within(STOP_WITHIN_S, consumer.stop())


Messages = Sequence[ConsumerRecord[bytes, bytes]]


async def _next(
    consumer: aiokafka.AIOKafkaConsumer,
    found: Mapping[TopicPartition, Messages],
    after: Positions,
    next_offsets: dict[TopicPartition, int],
) -> Messages:
    """Of what was found, that which begins right behind our positions. Elsewhere it is read from there next.

    What was found is something else after a rebalance, when the group's committed offset counted, and when
    somebody has put our positions back for a replay.
    """
    messages: list[ConsumerRecord[bytes, bytes]] = []
    for partition in sorted(consumer.assignment()):
        offset, here = after.get(partition.partition, 0), found.get(partition, [])
        if here and here[0].offset != offset:
            offset = await _start_of(consumer, partition, offset)
        if here and here[0].offset == offset:
            messages += here
            next_offsets[partition] = here[-1].offset + 1
        elif here or next_offsets.get(partition) != offset:
            consumer.seek(partition, offset)
            next_offsets[partition] = offset
    return messages


async def _start_of(consumer: aiokafka.AIOKafkaConsumer, partition: TopicPartition, position: int) -> int:
    """The offset to read from for this position, which does not lead where we read. Raises EventsMissing."""
    async with asyncio.timeout(STOP_WITHIN_S):
        first = (await consumer.beginning_offsets([partition]))[partition]
        end = (await consumer.end_offsets([partition]))[partition]
    if position > end:
        # A topic that was lost and made anew: all of it then, and the position moves back with it.
        return int(first)
    if position < first:
        raise EventsMissing(
            f"{partition.topic}: positions {position + 1} to {first} of {partition.partition}"
        )
    return position


def _lag(consumer: aiokafka.AIOKafkaConsumer, after: Positions) -> int:
    """How many events there are to read. A member that has no partition, because others do, has none."""
    ends = [(each.partition, consumer.highwater(each)) for each in consumer.assignment()]
    return sum(max(0, end - after.get(number, 0)) for number, end in ends if end is not None)
