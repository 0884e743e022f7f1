"""What the shipper packs by itself stands in the topic once and in order, whatever the producer takes."""

import asyncio
import json
import os
import signal

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaTimeoutError
from aiokafka.structs import TopicPartition

from rodem.local.broker import Broker
from shared.eventlog.kafka import shipping
from tests.laws.streams import Rooms, judged, reader, running
from tests.waiting import eventually

from .conftest import stage_on
from .stages import Stage

EVENTS = 600
BATCH_BYTES = 2_000
STOPPED_S = 4
SHIPPED = "SELECT position FROM shipped"


async def revisions_by_rider(stage: Stage) -> dict[bytes, list[int]]:
    """What stands in the topic, by key, in the order of its partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stage.bootstrap)
    await consumer.start()
    try:
        tps = [TopicPartition(f"{stage.prefix}trips", each) for each in range(4)]
        consumer.assign(tps)
        await consumer.seek_to_beginning(*tps)
        left = sum((await consumer.end_offsets(tps)).values())
        found: dict[bytes, list[int]] = {}
        while left > 0:
            for messages in (await consumer.getmany(timeout_ms=1_000)).values():
                left -= len(messages)
                for message in messages:
                    found.setdefault(message.key, []).append(json.loads(message.value)["revision"])
        return found
    finally:
        await consumer.stop()


async def test_batches_that_the_producer_could_not_take_at_once_are_sent_once_and_in_order(
    own_kafka: list[Broker], rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker is stopped for longer than the producer waits. One event is larger than a batch."""
    monkeypatch.setattr(shipping, "BATCH_BYTES", BATCH_BYTES)
    monkeypatch.setattr(shipping, "REQUEST_S", 1)
    gave_up = 0
    send_batch = AIOKafkaProducer.send_batch

    async def noted(*args: object, **options: object) -> object:
        nonlocal gave_up
        try:
            return await send_batch(*args, **options)
        except KafkaTimeoutError:
            gave_up += 1
            raise

    monkeypatch.setattr(AIOKafkaProducer, "send_batch", noted)
    stage = await stage_on(own_kafka[0], rooms)
    async with running(*stage.publishing()):
        await stage.say([judged(0)])
        await eventually(reader(rooms.trips, SHIPPED), 1)
        os.kill(own_kafka[0].pid, signal.SIGSTOP)
        events = [judged(10 * (number % 7), revision=number) for number in range(2, EVENTS)]
        await stage.say([*events, judged(0, revision=EVENTS, reasons=("r" * 2 * BATCH_BYTES,))])
        await asyncio.sleep(STOPPED_S)
        os.kill(own_kafka[0].pid, signal.SIGCONT)
        await eventually(reader(rooms.trips, SHIPPED), EVENTS)
    assert gave_up
    found = await revisions_by_rider(stage)
    assert sorted(number for numbers in found.values() for number in numbers) == list(range(1, EVENTS + 1))
    assert all(numbers == sorted(numbers) for numbers in found.values())
