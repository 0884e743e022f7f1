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
from rodem.local.running import Kafka, running, topic_of, with_database
from rodem.refusals import Refused
from shared.eventlog.kafka.client import topic_name
from shared.eventlog.kafka.reading import ON_KAFKA
from shared.eventlog.kafka.topics import administrator, create_topics, read_ends
from shared.eventlog.positions import BEGIN_ANEW
from shared.sessions import connect
from shared.settings import ServiceSettings

LOCK_S = 10
KNOWN_S = 15
"""How long brokers may take to list a topic that was just created."""


@dataclass(frozen=True)
class Topic:
    """A topic as it is on the broker. `shipped` is the last position of the service's log that was sent to
    it; None when the service's database is not known."""

    topic: str
    created: bool
    partitions: int
    replicas: int
    kept_for_ever: bool
    events: int
    shipped: int | None

    @property
    def lost(self) -> bool:
        """Whether the topic holds fewer events than were sent to it."""
        return self.shipped is not None and self.events < self.shipped


def where(data_dir: Path) -> tuple[ServiceSettings, Mapping[str, str]]:
    """The settings that name the broker, and the databases by service, of the city that runs from the data
    directory.

    When no city runs there and KAFKA_BOOTSTRAP is set: the broker that it names, and no databases. Raises
    Refused when there is no broker.
    """
    values = {"DATABASE_URL": ""}
    if os.environ.get("KAFKA_BOOTSTRAP") and not (data_dir / "run.json").exists():
        return ServiceSettings.model_validate(values), {}
    city = running(data_dir)
    if city.kafka is None:
        raise Refused("This city does not use Kafka: `rodem up --kafka` starts one that does.")
    return settings_of(city.kafka), city.databases


def settings_of(kafka: Kafka) -> ServiceSettings:
    """The settings of a running city's broker. How to sign in stands in our environment, as in the city's."""
    values = {"DATABASE_URL": "", "KAFKA_BOOTSTRAP": kafka.bootstrap, "kafka_prefix": kafka.prefix}
    return ServiceSettings.model_validate(values)


async def create_and_check(settings: ServiceSettings, databases: Mapping[str, str]) -> list[Topic]:
    """Creates the topics that are missing, and returns all."""
    names = {topic_name(settings, topic_of(service)): service for service in with_database()}
    created = await create_topics(settings, [topic_of(service) for service in with_database()])
    ends = await _ends(settings)
    async with administrator(settings) as admin:
        described = {
            topic["topic"]: topic["partitions"] for topic in await admin.describe_topics(list(names))
        }
        answers = await admin.describe_configs([_retention_of(name) for name in names])
    kept_for_ever = {
        name: _is_kept_for_ever(entries) for answer in answers for *_, name, entries in answer.resources
    }
    return [
        Topic(
            topic=topic_of(service),
            created=name in created,
            partitions=len(described[name]),
            replicas=min(len(partition["replicas"]) for partition in described[name]),
            kept_for_ever=kept_for_ever[name],
            events=ends[topic_of(service)],
            shipped=await _shipped(databases[service]) if service in databases else None,
        )
        for name, service in names.items()
    ]


async def _ends(settings: ServiceSettings) -> dict[str, int]:
    """The number of events in each topic. Waits until the broker lists topics that were just created."""
    topics = set(map(topic_of, with_database()))
    give_up_at = time.monotonic() + KNOWN_S
    while missing := topics - (ends := await read_ends(settings)).keys():
        if time.monotonic() > give_up_at:
            raise Refused(f"Kafka does not show the topics {', '.join(sorted(missing))} yet: try again.")
        await asyncio.sleep(0.1)
    return ends


KEPT_FOR_EVER = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}


def _retention_of(name: str) -> ConfigResource:
    return ConfigResource(ConfigResourceType.TOPIC, name, dict.fromkeys(KEPT_FOR_EVER))


def _is_kept_for_ever(entries: list[tuple[Any, ...]]) -> bool:
    return {name: value for name, value, *_ in entries} == KEPT_FOR_EVER


async def _shipped(dsn: str) -> int:
    [row] = await ask(dsn, "SELECT position FROM shipped")
    return int(row["position"])


def faults(topics: list[Topic], settings: ServiceSettings) -> Iterator[str]:
    """For each fault a sentence that says what is wrong and what to do."""
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
                f" {', '.join(f'{key}={value}' for key, value in KEPT_FOR_EVER.items())} with kafka-configs."
            )
        if topic.lost:
            yield (
                f"{name} holds {topic.events} events, but {topic.shipped} were sent to it:"
                " `rodem topics --rebuild SERVICE` sends them anew."
            )


def as_json(topics: list[Topic], settings: ServiceSettings) -> dict[str, Any]:
    """The JSON that `rodem topics` prints."""
    rows = [{name: value for name, value in asdict(topic).items() if value is not None} for topic in topics]
    return {"ok": not any(faults(topics, settings)), "topics": rows}


async def rebuild(service: str, settings: ServiceSettings, databases: Mapping[str, str]) -> None:
    """Reset the relay of a service, so that it sends the whole log anew, and the positions of all consumers.

    Consumers are idempotent, so hearing events again changes nothing. Raises Refused when the topic has lost
    no event.
    """
    if service not in databases:
        raise Refused(f"Its database is not known: start the city, or take one of {', '.join(databases)}.")
    topic = topic_of(service)
    [checked] = [item for item in await create_and_check(settings, databases) if item.topic == topic]
    if not checked.lost:
        raise Refused(f"The topic {topic} holds all that was sent to it: there is nothing to rebuild.")
    # Consumers first: a position in the old topic means nothing in the new one.
    for dsn in databases.values():
        await _run(dsn, HEAR_ANEW, topic, topic + ON_KAFKA)
    await _run(databases[service], SEND_ANEW)


# Dead letters are deleted too, because they have positions in the old topic. An event that still cannot be
# applied becomes a dead letter again.
HEAR_ANEW = f"""
    WITH moved AS (UPDATE positions SET {BEGIN_ANEW} WHERE topic = $2 RETURNING topic)
    DELETE FROM dead_letters WHERE topic = $1 AND EXISTS (SELECT FROM moved)
"""
SEND_ANEW = "UPDATE shipped SET position = 0"


async def _run(dsn: str, statement: str, *values: str) -> None:
    patience = {"lock_timeout": f"{LOCK_S}s"}
    connection = await connect(dsn, 5, 30, patience)
    try:
        await connection.execute(statement, *values)
    except asyncpg.LockNotAvailableError:
        raise Refused(f"A service was busy for {LOCK_S} s: try again.") from None
    finally:
        connection.terminate()
