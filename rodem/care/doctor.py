"""Is the city well? What its services, their logs, and their own figures say."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import asyncpg
import msgspec

from rodem.local.asking import ask
from rodem.local.running import Kafka, Running, topic_of
from rodem.local.supervisor import status
from rodem.refusals import Refused

POLL_S = 0.25
LOOK_AGAIN = "look again in a moment; if the number stays, read its log."

POSITIONS = "SELECT topic, sum(position)::bigint AS position FROM positions GROUP BY topic ORDER BY topic"
SAID = """
    SELECT (SELECT coalesce(max(position), 0) FROM log) AS last,
        (SELECT position FROM shipped) AS shipped,
        (SELECT count(*) FROM outbox) AS unpublished,
        (SELECT coalesce(extract(epoch FROM now() - min(time)), 0)::bigint FROM outbox) AS oldest_s,
        (SELECT count(*) FROM dead_letters) AS dead_letters
"""
KAFKA = "kafka"
FIGURES_OF = ("rewards", "trips")  # the ledger's and the trips'
FIGURES = "SELECT to_json(doctor)::text AS figures FROM doctor"


Rows = Mapping[str, list[asyncpg.Record]]


@dataclass(frozen=True)
class Consumer:
    """How far a service is in a topic, and how many events it has still to apply."""

    service: str
    topic: str
    position: int
    lag: int


@dataclass(frozen=True)
class Outbox:
    """Events that a service has said and its relay has not published, and the age of the oldest."""

    service: str
    unpublished: int
    oldest_s: int


@dataclass(frozen=True)
class Flow:
    """What is on its way between the services. `unread` says why a database, or Kafka, told nothing."""

    consumers: list[Consumer]
    outbox: list[Outbox]
    dead_letters: int
    unread: dict[str, str]


@dataclass(frozen=True)
class Health:
    """All that `rodem doctor` found. `not_ready` are services whose /readyz does not answer 200."""

    not_ready: list[str]
    flow: Flow
    ledger: dict[str, Any]
    trips: dict[str, Any]


async def examine(city: Running) -> Health:
    """Look at everything once. What cannot be reached is part of the finding, not an error."""
    statuses = await asyncio.gather(*(status(url, "/readyz") for url in city.urls.values()))
    flow = await read_flow(city.databases, city.kafka)
    told = [name for name in FIGURES_OF if name in city.databases and name not in flow.unread]
    rows, unread = await _ask_all({name: city.databases[name] for name in told}, FIGURES)
    figures = {name: msgspec.json.decode(row[0]["figures"]) for name, row in rows.items()}
    return Health(
        not_ready=[name for name, code in zip(city.urls, statuses, strict=True) if code != 200],
        flow=replace(flow, unread=flow.unread | unread),
        ledger=figures.get("rewards", {}),
        trips=figures.get("trips", {}),
    )


async def read_flow(databases: Mapping[str, str], kafka: Kafka | None = None) -> Flow:
    """How far everybody is.

    All positions are read before any log. Neither goes back (but by a replay): if at the end each outbox is
    empty and each log ends where its consumers stood, then nothing was left to apply, in any service, at the
    moment between the two readings. Read the other way round, an event that was published and applied
    meanwhile would hide that what it made the next service say is still on its way.
    """
    positions, deaf = await _ask_all(databases, POSITIONS)
    said, mute = await _ask_all({service: databases[service] for service in positions}, SAID)
    consumers, silent = await _consumers(positions, said, kafka)
    return Flow(
        consumers=consumers,
        outbox=[_outbox(service, rows[0], kafka) for service, rows in said.items()],
        dead_letters=sum(rows[0]["dead_letters"] for rows in said.values()),
        unread=deaf | mute | silent,
    )


async def _consumers(
    positions: Rows, said: Rows, kafka: Kafka | None
) -> tuple[list[Consumer], dict[str, str]]:
    """How far each consumer is on the transport that is in use, and why the broker told nothing."""
    unread = {}
    if kafka is None:
        ends = {topic_of(service): rows[0]["last"] for service, rows in said.items()}
    else:
        from shared.eventlog.kafka.reading import ON_KAFKA
        from shared.eventlog.kafka.topics import read_ends

        try:
            found = await read_ends(kafka.bootstrap, kafka.prefix)
            ends = {topic + ON_KAFKA: end for topic, end in found.items()}
        except (OSError, TimeoutError, RuntimeError) as error:
            ends, unread = {}, {KAFKA: str(error) or type(error).__name__}
    consumers = [
        Consumer(service, row["topic"], row["position"], max(0, ends.get(row["topic"], 0) - row["position"]))
        for service, rows in positions.items()
        for row in rows
        # Positions on the other transport stay where they were left.
        if ("@" in row["topic"]) == (kafka is not None)
    ]
    return consumers, unread


def _outbox(service: str, row: asyncpg.Record, kafka: Kafka | None) -> Outbox:
    unshipped = row["last"] - row["shipped"] if kafka is not None else 0
    return Outbox(service, row["unpublished"] + unshipped, row["oldest_s"])


def is_caught_up(flow: Flow) -> bool:
    """Whether every event that was said has been applied, or set aside as a dead letter."""
    waiting = any(each.lag for each in flow.consumers) or any(each.unpublished for each in flow.outbox)
    return not waiting and not flow.unread


async def until_caught_up(databases: Mapping[str, str], within_s: float, kafka: Kafka | None = None) -> None:
    """Wait until then. Raises Refused after `within_s` seconds."""
    give_up_at = time.monotonic() + within_s
    while not is_caught_up(await read_flow(databases, kafka)):
        if time.monotonic() > give_up_at:
            raise Refused(f"After {within_s:g} s not everything is applied: `rodem doctor` says what waits.")
        await asyncio.sleep(POLL_S)


async def _ask_all(
    databases: Mapping[str, str], query: str
) -> tuple[dict[str, list[asyncpg.Record]], dict[str, str]]:
    """Each database's answer, and why the others gave none."""
    answers: dict[str, list[asyncpg.Record]] = {}
    unread: dict[str, str] = {}

    async def ask_one(service: str, dsn: str) -> None:
        try:
            answers[service] = await ask(dsn, query)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            unread[service] = str(error) or type(error).__name__

    await asyncio.gather(*(ask_one(service, dsn) for service, dsn in databases.items()))
    in_order = {service: answers[service] for service in databases if service in answers}
    return in_order, unread


def faults(health: Health) -> Iterator[str]:
    """What is wrong and what to do about it, a sentence each. None when all is well."""
    flow = health.flow
    for service in health.not_ready:
        yield f"{service} is not ready: read its log, or start the city again with `rodem up`."
    for source, why in flow.unread.items():
        if source == KAFKA:
            yield f"Kafka cannot be read ({why}): look whether the broker runs."
            continue
        yield (
            f"The database of {source} cannot be read ({why}):"
            " look whether PostgreSQL runs, or run `rodem migrate`."
        )
    for consumer in flow.consumers:
        if consumer.lag:
            yield (
                f"{consumer.service} has still to apply {consumer.lag} events of {consumer.topic}:"
                f" {LOOK_AGAIN}"
            )
    for outbox in flow.outbox:
        if outbox.unpublished:
            yield (
                f"{outbox.service} has {outbox.unpublished} events to publish, the oldest for"
                f" {outbox.oldest_s} s: {LOOK_AGAIN}"
            )
    if flow.dead_letters:
        yield f"{flow.dead_letters} events could not be applied: `rodem dlq list` says why."
    if not health.ledger.get("balanced", True):
        yield "The ledger does not sum to zero: stop the city, keep its database as it is, and report this."


def as_json(health: Health) -> dict[str, Any]:
    """The finding as a program reads it."""
    return {
        "ok": not any(faults(health)),
        "consumers": [asdict(each) for each in health.flow.consumers],
        "outbox": [asdict(each) for each in health.flow.outbox],
        "dead_letters": health.flow.dead_letters,
        "ledger": health.ledger,
        "trips": health.trips,
    }
