"""Reading the log from a Kafka topic.

The position in the consumer's database is authoritative: after a rebalance the consumer seeks to the
position. The group's committed offset follows the position, for monitoring only.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiokafka
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord, TopicPartition

from shared.eventlog.kafka.client import (
    START_WITHIN_S,
    STOP_WITHIN_S,
    group_name,
    reaching,
    slow_down_metadata,
    topic_name,
    within,
)
from shared.eventlog.kafka.messages import to_record
from shared.eventlog.log import Log, OtherLog, Positions, Progress, ReadProgress, Record, Stopped, Taken
from shared.settings import ServiceSettings

SESSION_S = 10
# Longer than the slowest batch, because a rebalance waits until the running batch is applied.
REBALANCE_S = 90
COMMIT_WITHIN_S = 30
STUCK_AFTER_S = 30
# A topic that was deleted and created anew is noticed within this time.
METADATA_S = 10

ON_KAFKA = "@kafka"
"""Suffix of the name under which positions on Kafka are stored."""


class Stuck(OSError):
    """The lag is above 0, but no record arrived for STUCK_AFTER_S. The consumer connects anew."""


class EventsMissing(Stopped):
    """The topic no longer holds the events behind our position: `rodem topics --rebuild` restores them."""

    why = "events_missing"


def open_log(
    settings: ServiceSettings, topic: str
) -> Callable[[ReadProgress], AbstractAsyncContextManager[Log]]:
    """A function that opens a topic as a member of the service's consumer group for this topic."""

    def open_with(read_progress: ReadProgress) -> AbstractAsyncContextManager[Log]:
        return _kafka_log(settings, topic, read_progress)

    return open_with


class _BetweenBatches(aiokafka.ConsumerRebalanceListener):  # type: ignore[misc]
    """Waits for the running batch before partitions are revoked, and forgets the next offsets on a rebalance:
    `_next` finds the offsets of new partitions from the positions."""

    def __init__(self, busy: asyncio.Lock, next_offsets: dict[TopicPartition, int]) -> None:
        self.busy, self.next_offsets = busy, next_offsets

    async def on_partitions_revoked(self, _: set[TopicPartition]) -> None:
        async with self.busy:
            self.next_offsets.clear()

    async def on_partitions_assigned(self, _: set[TopicPartition]) -> None:
        self.next_offsets.clear()


def _create_consumer(settings: ServiceSettings, topic: str) -> aiokafka.AIOKafkaConsumer:
    """A member of the service's group, without auto-commit, that starts at the earliest offset."""
    consumer = aiokafka.AIOKafkaConsumer(
        **reaching(settings),
        group_id=group_name(settings, topic),
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
    settings: ServiceSettings, topic: str, read_progress: ReadProgress
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
        # While a rebalance runs, getmany waits longer than its own timeout.
        async with asyncio.timeout(REBALANCE_S):
            fetched = await consumer.getmany(timeout_ms=int(settings.poll_s * 1000), max_records=most)
        async with busy:
            progress = await read_progress()
            messages = await _next(consumer, fetched, progress, next_offsets)
            lag = _lag(consumer, progress.positions)
            if messages or not lag:
                moved_at = time.monotonic()
            elif time.monotonic() - moved_at > STUCK_AFTER_S:
                raise Stuck
            yield Taken(progress.positions, [to_record(message) for message in messages], lag)

    async def passed(records: Sequence[Record]) -> None:
        offsets = {TopicPartition(name, record.partition): record.position for record in records}
        # The commit is for monitoring only, so its errors are ignored: our database holds the position.
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
    fetched: Mapping[TopicPartition, Messages],
    progress: Progress,
    next_offsets: dict[TopicPartition, int],
) -> Messages:
    """The fetched messages of each partition whose first message follows our position. Any other partition is
    sought to the message at the position, which must be our last event, and read from there next. Raises
    OtherLog if that message is another event.

    Messages do not follow the position after a rebalance, when the broker starts at the group's committed
    offset, and after a replay moved our positions back.
    """
    messages: list[ConsumerRecord[bytes, bytes]] = []
    for partition in sorted(consumer.assignment()):
        offset, batch = progress.positions.get(partition.partition, 0), fetched.get(partition, [])
        event_id = progress.event_ids.get(partition.partition)
        if batch and event_id and batch[0].offset == offset - 1:
            if to_record(batch[0]).id != event_id:
                raise OtherLog(partition.partition, f"{partition.topic}: position {offset}")
            batch = batch[1:]
        if batch and batch[0].offset != offset:
            offset = await _start_of(consumer, partition, offset)
        if batch and batch[0].offset == offset:
            messages += batch
            next_offsets[partition] = batch[-1].offset + 1
        elif batch or next_offsets.get(partition) != offset:
            consumer.seek(partition, offset - 1 if offset and event_id else offset)
            next_offsets[partition] = offset
    return messages


async def _start_of(consumer: aiokafka.AIOKafkaConsumer, partition: TopicPartition, position: int) -> int:
    """The Kafka offset that follows a position of our database: offset and position are the same number,
    because positions begin at 1. Returns the first offset when the topic was created anew and is shorter than
    our position. Raises EventsMissing when the topic no longer holds the offset."""
    async with asyncio.timeout(STOP_WITHIN_S):
        first = (await consumer.beginning_offsets([partition]))[partition]
        end = (await consumer.end_offsets([partition]))[partition]
    if position > end:
        # The topic was deleted and created anew: read all of it. The position moves back with the first
        # batch.
        return int(first)
    if position < first:
        raise EventsMissing(
            partition.partition,
            f"{partition.topic}: positions {position + 1} to {first} of {partition.partition}",
        )
    return position


def _lag(consumer: aiokafka.AIOKafkaConsumer, after: Positions) -> int:
    """The number of events behind our positions in the partitions assigned to this member; 0 without any."""
    ends = [(assigned.partition, consumer.highwater(assigned)) for assigned in consumer.assignment()]
    return sum(max(0, end - after.get(number, 0)) for number, end in ends if end is not None)
