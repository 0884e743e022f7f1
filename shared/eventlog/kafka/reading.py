"""The log as consumers read it from a topic.

The committed offset only follows the position in the consumer's database; what counts on assignment is the
position.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiokafka
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord, TopicPartition

from shared.eventlog.kafka.client import START_WITHIN_S, STOP_WITHIN_S, slow_down_metadata, topic_name, within
from shared.eventlog.kafka.messages import to_record
from shared.eventlog.log import Log, Positions, ReadPositions, Taken
from shared.settings import ServiceSettings

SESSION_S = 10
# Longer than the slowest batch: while one is applied, a rebalance waits for it.
REBALANCE_S = 90
COMMIT_WITHIN_S = 30
STUCK_AFTER_S = 30
# How long a topic that was made anew may stay unnoticed.
METADATA_S = 10

ON_KAFKA = "@kafka"
"""What the name of a topic ends with where positions on Kafka are kept."""


class Stuck(OSError):
    """There is something to read, and nothing happens."""


class EventsMissing(Exception):
    """The topic begins behind our position: `rodem topics --rebuild` brings back what it has lost."""


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
    slow_down_metadata(consumer._client)
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
        async with asyncio.timeout(REBALANCE_S):
            found = await consumer.getmany(timeout_ms=int(settings.poll_s * 1000), max_records=most)
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
            async with asyncio.timeout(COMMIT_WITHIN_S):
                await consumer.commit(offsets)

    try:
        async with asyncio.timeout(START_WITHIN_S):
            await consumer.start()
        yield Log(take, passed)
    finally:
        await within(STOP_WITHIN_S, consumer.stop())


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
