"""The health of a city: readiness of its services, consumer lag, outboxes, dead letters, and its ledger."""

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
LOG_AND_OUTBOX = """
    SELECT (SELECT coalesce(max(position), 0) FROM log) AS last,
        (SELECT position FROM shipped) AS shipped,
        (SELECT count(*) FROM outbox) AS unpublished,
        (SELECT coalesce(extract(epoch FROM now() - min(time)), 0)::bigint FROM outbox) AS oldest_s,
        (SELECT count(*) FROM dead_letters) AS dead_letters
"""
KAFKA = "kafka"
FIGURES_OF = ("rewards", "trips")
"""The services whose database has a view `doctor`."""
FIGURES = "SELECT to_json(doctor)::text AS figures FROM doctor"


Rows = Mapping[str, list[asyncpg.Record]]


@dataclass(frozen=True)
class Consumer:
    """A service's position in a topic, and its lag: how many events it has still to apply."""

    service: str
    topic: str
    position: int
    lag: int


@dataclass(frozen=True)
class Outbox:
    """Events of a service that its relay has not published, and the age of the oldest in seconds."""

    service: str
    unpublished: int
    oldest_s: int


@dataclass(frozen=True)
class Flow:
    """Events on their way between services. `unread` has, by database or "kafka", why it cannot be read."""

    consumers: list[Consumer]
    outbox: list[Outbox]
    dead_letters: int
    unread: dict[str, str]


@dataclass(frozen=True)
class Health:
    """The findings of `rodem doctor`. `not_ready` are services whose /readyz does not answer 200."""

    not_ready: list[str]
    flow: Flow
    ledger: dict[str, Any]
    trips: dict[str, Any]


async def examine(city: Running) -> Health:
    """Examine everything once. A database or broker that cannot be reached is a finding, not an error."""
    statuses = await asyncio.gather(*(status(url, "/readyz") for url in city.urls.values()))
    flow = await read_flow(city.databases, city.kafka)
    readable = [name for name in FIGURES_OF if name in city.databases and name not in flow.unread]
    rows, unread = await _ask_all({name: city.databases[name] for name in readable}, FIGURES)
    figures = {name: msgspec.json.decode(row[0]["figures"]) for name, row in rows.items()}
    return Health(
        not_ready=[name for name, code in zip(city.urls, statuses, strict=True) if code != 200],
        flow=replace(flow, unread=flow.unread | unread),
        ledger=figures.get("rewards", {}),
        trips=figures.get("trips", {}),
    )


async def read_flow(databases: Mapping[str, str], kafka: Kafka | None = None) -> Flow:
    """All consumers' positions and lags, all outboxes and dead letters.

    All consumer positions are read before any log. Neither goes back (except by a replay). So if each outbox
    is empty and each log ends where its consumers stood, then between the two readings no service had an
    event left to apply. Read in the other order, an event could be published and applied in between, and the
    event that it causes in the next service would be overlooked.
    """
    positions, no_positions = await _ask_all(databases, POSITIONS)
    logs, no_logs = await _ask_all({service: databases[service] for service in positions}, LOG_AND_OUTBOX)
    consumers, no_ends = await _consumers(positions, logs, kafka)
    return Flow(
        consumers=consumers,
        outbox=[_outbox(service, rows[0], kafka) for service, rows in logs.items()],
        dead_letters=sum(rows[0]["dead_letters"] for rows in logs.values()),
        unread=no_positions | no_logs | no_ends,
    )


async def _consumers(
    positions: Rows, logs: Rows, kafka: Kafka | None
) -> tuple[list[Consumer], dict[str, str]]:
    """Each consumer on the transport that is in use, and why the broker cannot be read (empty: it can)."""
    unread = {}
    if kafka is None:
        ends = {topic_of(service): rows[0]["last"] for service, rows in logs.items()}
    else:
        from shared.eventlog.kafka.reading import ON_KAFKA
        from shared.eventlog.kafka.topics import read_ends

        try:
            kafka_ends = await read_ends(kafka.bootstrap, kafka.prefix)
            ends = {topic + ON_KAFKA: end for topic, end in kafka_ends.items()}
        except (OSError, TimeoutError, RuntimeError) as error:
            ends, unread = {}, {KAFKA: str(error) or type(error).__name__}
    consumers = [
        Consumer(service, row["topic"], row["position"], max(0, ends.get(row["topic"], 0) - row["position"]))
        for service, rows in positions.items()
        for row in rows
        # A service keeps its positions on a transport that it no longer uses.
        if ("@" in row["topic"]) == (kafka is not None)
    ]
    return consumers, unread


def _outbox(service: str, row: asyncpg.Record, kafka: Kafka | None) -> Outbox:
    unshipped = row["last"] - row["shipped"] if kafka is not None else 0
    return Outbox(service, row["unpublished"] + unshipped, row["oldest_s"])


def is_caught_up(flow: Flow) -> bool:
    """Whether every event has been applied, or set aside as a dead letter."""
    has_lag = any(consumer.lag for consumer in flow.consumers)
    has_unpublished = any(outbox.unpublished for outbox in flow.outbox)
    return not (has_lag or has_unpublished or flow.unread)


async def until_caught_up(databases: Mapping[str, str], within_s: float, kafka: Kafka | None = None) -> None:
    """Wait until every event has been applied. Raises Refused after `within_s` seconds."""
    give_up_at = time.monotonic() + within_s
    while not is_caught_up(await read_flow(databases, kafka)):
        if time.monotonic() > give_up_at:
            raise Refused(f"After {within_s:g} s not everything is applied: `rodem doctor` says what waits.")
        await asyncio.sleep(POLL_S)


async def _ask_all(
    databases: Mapping[str, str], query: str
) -> tuple[dict[str, list[asyncpg.Record]], dict[str, str]]:
    """The rows of each database that answered, and for the others the error, both by service."""
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
    """For each fault a sentence that says what is wrong and what to do. Empty when all is well."""
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
    """The findings for `rodem doctor --json`."""
    return {
        "ok": not any(faults(health)),
        "consumers": [asdict(consumer) for consumer in health.flow.consumers],
        "outbox": [asdict(outbox) for outbox in health.flow.outbox],
        "dead_letters": health.flow.dead_letters,
        "ledger": health.ledger,
        "trips": health.trips,
    }
