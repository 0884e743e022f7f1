"""The topics on Kafka: created, checked, and rebuilt from the log when one was lost."""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import asyncpg
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from rodem.local.asking import ask
from rodem.local.running import running, topic_of, with_database
from rodem.refusals import Refused
from shared.eventlog.kafka.client import topic_name
from shared.eventlog.kafka.reading import ON_KAFKA
from shared.eventlog.kafka.topics import administrator, create_topics, read_ends
from shared.settings import ServiceSettings

LOCK_S = 10
KNOWN_S = 15
"""How long brokers may take to show a topic that was just created."""


@dataclass(frozen=True)
class Topic:
    """A topic as it is on the broker. `shipped` is how far its service's log was sent, if that is known."""

    topic: str
    created: bool
    partitions: int
    replicas: int
    kept_for_ever: bool
    events: int
    shipped: int | None

    @property
    def lost(self) -> bool:
        """Whether it holds less than was once sent to it."""
        return self.shipped is not None and self.events < self.shipped


def where(data_dir: Path) -> tuple[ServiceSettings, Mapping[str, str]]:
    """The broker, with what is wanted of it, and the databases by service.

    Both are those of the city that runs from the data directory, or without one KAFKA_BOOTSTRAP and none.
    Raises Refused when there is no broker.
    """
    found = {"DATABASE_URL": ""}
    if os.environ.get("KAFKA_BOOTSTRAP") and not (data_dir / "run.json").exists():
        return ServiceSettings.model_validate(found), {}
    city = running(data_dir)
    if city.kafka is None:
        raise Refused("This city does not use Kafka: `rodem up --kafka` starts one that does.")
    found |= {"KAFKA_BOOTSTRAP": city.kafka.bootstrap, "kafka_prefix": city.kafka.prefix}
    return ServiceSettings.model_validate(found), city.databases


async def create_and_check(settings: ServiceSettings, databases: Mapping[str, str]) -> list[Topic]:
    """Every topic, those that were missing being created."""
    names = {topic_name(settings, topic_of(service)): service for service in with_database()}
    created = await create_topics(settings, [topic_of(service) for service in with_database()])
    assert settings.kafka_bootstrap is not None
    ends = await _ends(settings)
    async with administrator(settings.kafka_bootstrap) as admin:
        described = {each["topic"]: each["partitions"] for each in await admin.describe_topics(list(names))}
        answers = await admin.describe_configs([_asked(name) for name in names])
    kept = {name: _is_kept(entries) for answer in answers for *_, name, entries in answer.resources}
    return [
        Topic(
            topic=topic_of(service),
            created=name in created,
            partitions=len(described[name]),
            replicas=min(len(each["replicas"]) for each in described[name]),
            kept_for_ever=kept[name],
            events=ends[topic_of(service)],
            shipped=await _shipped(databases[service]) if service in databases else None,
        )
        for name, service in names.items()
    ]


async def _ends(settings: ServiceSettings) -> dict[str, int]:
    """How many events each topic holds. Brokers need a moment to know those that were just created."""
    assert settings.kafka_bootstrap is not None
    wanted = set(map(topic_of, with_database()))
    give_up_at = time.monotonic() + KNOWN_S
    while (
        missing := wanted - (ends := await read_ends(settings.kafka_bootstrap, settings.kafka_prefix)).keys()
    ):
        if time.monotonic() > give_up_at:
            raise Refused(f"Kafka does not show the topics {', '.join(sorted(missing))} yet: try again.")
        await asyncio.sleep(0.1)
    return ends


WANTED = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}


def _asked(name: str) -> ConfigResource:
    return ConfigResource(ConfigResourceType.TOPIC, name, dict.fromkeys(WANTED))


def _is_kept(entries: list[tuple[Any, ...]]) -> bool:
    return {name: value for name, value, *_ in entries} == WANTED


async def _shipped(dsn: str) -> int:
    [row] = await ask(dsn, "SELECT position FROM shipped")
    return int(row["position"])


def faults(topics: list[Topic], settings: ServiceSettings) -> Iterator[str]:
    """What is wrong and what to do about it, a sentence each."""
    for topic in topics:
        name = topic_name(settings, topic.topic)
        if topic.partitions != settings.kafka_partitions:
            yield (
                f"{name} has {topic.partitions} partitions, not {settings.kafka_partitions}: set"
                " RODEM_KAFKA_PARTITIONS to that, or delete the topic and rebuild it."
            )
        if topic.replicas < settings.kafka_replicas:
            yield (
                f"{name} has {topic.replicas} replicas, not {settings.kafka_replicas}:"
                " reassign it with kafka-reassign-partitions."
            )
        if not topic.kept_for_ever:
            yield (
                f"{name} loses old events: set"
                f" {', '.join(f'{key}={value}' for key, value in WANTED.items())} with kafka-configs."
            )
        if topic.lost:
            yield (
                f"{name} holds {topic.events} events, but {topic.shipped} were sent to it:"
                " `rodem topics --rebuild SERVICE` sends them anew."
            )


def as_json(topics: list[Topic], settings: ServiceSettings) -> dict[str, Any]:
    """The finding as a program reads it."""
    told = [{name: value for name, value in asdict(topic).items() if value is not None} for topic in topics]
    return {"ok": not any(faults(topics, settings)), "topics": told}


async def rebuild(service: str, settings: ServiceSettings, databases: Mapping[str, str]) -> None:
    """Let the relay send the whole log of a service anew, and all who listen hear it from the beginning.

    That they hear again what they know changes nothing. Raises Refused when the topic has lost nothing.
    """
    if service not in databases:
        raise Refused(f"Its database is not known: start the city, or take one of {', '.join(databases)}.")
    topic = topic_of(service)
    [found] = [each for each in await create_and_check(settings, databases) if each.topic == topic]
    if not found.lost:
        raise Refused(f"The topic {topic} holds all that was sent to it: there is nothing to rebuild.")
    # First who listens: a position in the old topic means nothing in the new one.
    for dsn in databases.values():
        await _run(dsn, HEAR_ANEW, topic, topic + ON_KAFKA)
    await _run(databases[service], SEND_ANEW)


# Dead letters too, because they bear positions, and what cannot be applied becomes one again.
HEAR_ANEW = """
    WITH moved AS (UPDATE positions SET position = 0 WHERE topic = $2 RETURNING topic)
    DELETE FROM dead_letters WHERE topic = $1 AND EXISTS (SELECT FROM moved)
"""
SEND_ANEW = "UPDATE shipped SET position = 0"


async def _run(dsn: str, statement: str, *values: str) -> None:
    patience = {"lock_timeout": f"{LOCK_S}s"}
    connection = await asyncpg.connect(dsn, timeout=5, command_timeout=30, server_settings=patience)
    try:
        await connection.execute(statement, *values)
    except asyncpg.LockNotAvailableError:
        raise Refused(f"A service was busy for {LOCK_S} s: try again.") from None
    finally:
        connection.terminate()
