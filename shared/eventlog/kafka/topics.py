"""The topics: made, described, measured."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiokafka
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    NodeNotReadyError,
    RequestTimedOutError,
    for_code,
)
from aiokafka.structs import TopicPartition

from shared.eventlog.kafka.client import START_WITHIN_S, STOP_WITHIN_S, topic_name, within
from shared.settings import ServiceSettings

TOPIC_EXISTS = 36


@asynccontextmanager
async def administrator(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client that makes and describes topics. Raises OSError while no broker answers."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    try:
        async with asyncio.timeout(START_WITHIN_S):
            await admin.start()
        yield admin
    except (KafkaConnectionError, NodeNotReadyError, RequestTimedOutError) as error:
        raise OSError(f"Kafka at {bootstrap} does not answer") from error
    finally:
        await within(STOP_WITHIN_S, admin.close())


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
        async with asyncio.timeout(STOP_WITHIN_S):
            await consumer.start()
        async with asyncio.timeout(STOP_WITHIN_S):
            ends = await consumer.end_offsets([each for some in partitions.values() for each in some])
        return {
            name.removeprefix(prefix): sum(ends[each] for each in some) for name, some in partitions.items()
        }
    except KafkaError as error:
        raise OSError(f"Kafka at {bootstrap} does not answer") from error
    finally:
        await within(STOP_WITHIN_S, consumer.stop())
