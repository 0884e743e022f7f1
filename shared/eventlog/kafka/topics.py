"""Kafka topics: create and measure them."""

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

from shared.eventlog.kafka.client import START_WITHIN_S, STOP_WITHIN_S, reaching, topic_name, within
from shared.settings import ServiceSettings

TOPIC_EXISTS = 36


@asynccontextmanager
async def administrator(settings: ServiceSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client that creates and describes topics. Raises OSError while no broker answers, or lets us in."""
    admin = AIOKafkaAdminClient(**reaching(settings), request_timeout_ms=10_000)
    try:
        async with asyncio.timeout(START_WITHIN_S):
            await admin.start()
        yield admin
    except (KafkaConnectionError, NodeNotReadyError, RequestTimedOutError) as error:
        raise OSError(f"Kafka at {settings.kafka_bootstrap} does not answer, or lets us not in") from error
    finally:
        await within(STOP_WITHIN_S, admin.close())


async def create_topics(settings: ServiceSettings, topics: Sequence[str]) -> list[str]:
    """Create the topics that are missing. Returns the names of the created ones on the broker."""
    # Messages are retained for ever, as in the log of the database: a new consumer reads all of them.
    retention = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
    partitions, replicas = settings.kafka_partitions, settings.kafka_replicas
    names = [topic_name(settings, topic) for topic in topics]
    new_topics = [NewTopic(name, partitions, replicas, topic_configs=retention) for name in names]
    async with administrator(settings) as admin:
        answer = await admin.create_topics(new_topics)
    # create_topics does not raise for a topic that failed: the answer has its error code.
    created = []
    for name, code, *_ in answer.topic_errors:
        if code not in (0, TOPIC_EXISTS):
            raise for_code(code)(f"topic {name}")
        if code == 0:
            created.append(name)
    return created


async def read_ends(settings: ServiceSettings) -> dict[str, int]:
    """Topic (without prefix) -> number of events on the broker: the sum of its partitions' end offsets."""
    prefix = settings.kafka_prefix
    async with administrator(settings) as admin:
        # From the administrator, because a consumer only knows the partitions of topics that it reads.
        partitions = {
            described["topic"]: [
                TopicPartition(described["topic"], part["partition"]) for part in described["partitions"]
            ]
            for described in await admin.describe_topics()
            if described["topic"].startswith(prefix)
        }
    consumer = aiokafka.AIOKafkaConsumer(**reaching(settings), request_timeout_ms=5_000)
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await consumer.start()
        async with asyncio.timeout(STOP_WITHIN_S):
            ends = await consumer.end_offsets([part for parts in partitions.values() for part in parts])
        return {
            name.removeprefix(prefix): sum(ends[part] for part in parts) for name, parts in partitions.items()
        }
    except KafkaError as error:
        raise OSError(f"Kafka at {settings.kafka_bootstrap} does not answer, or lets us not in") from error
    finally:
        await within(STOP_WITHIN_S, consumer.stop())
