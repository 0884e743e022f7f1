"""The health of a city: readiness of its services, consumers, outboxes, dead letters, and what they hold."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import asyncpg
import msgspec

from rodem.care import agreement, differences
from rodem.care.differences import COMPARE_S, Difference
from rodem.care.replay import LEDGER
from rodem.local.asking import UNANSWERED, ask
from rodem.local.running import Kafka, Running, topic_of
from rodem.local.supervisor import why_not_ready
from rodem.refusals import Refused
from shared.examining import LOG_AND_OUTBOX, POSITIONS

POLL_S = 0.25
SETTLE_S = 5.0
"""Seconds for which events that are on their way are waited for."""
LOOK_AGAIN = "look again in a moment; if the number stays, read its log."

KAFKA = "kafka"
FIGURES_OF = ("rewards", "trips")
"""The services whose database has a view `doctor`."""
STOPPED = {
    "dead_letters": (
        "{service} has stopped at {topic}, for too many events in a row cannot be applied: `rodem dlq"
        " list` says why. A version that can apply them goes on by itself; should they be at fault,"
        " `rodem dlq allow {service}` lets it pass over them."
    ),
    "other_log": (
        "{service} has stopped at position {position} of {topic}, where the log has not the event that it has"
        " applied: the database of {topic} was restored to an earlier moment. Restore all databases to one"
        " moment, or let it begin anew with `rodem replay {service} --reset`; `rodem restate {service}` then"
        " takes back what it has said of the events that are lost, if others hear it."
    ),
    "other_log_of_ledger": (
        "{service} has stopped at position {position} of {topic}, where the log has not the event that it has"
        " applied: the database of {topic} was restored to an earlier moment. Restore all databases to one"
        " moment, or let it hear the log once more with `rodem replay {service}`: a ledger is never emptied,"
        " so what it has booked of the events that are lost stays."
    ),
    "events_missing": (
        "{service} has stopped at position {position} of {topic}, for Kafka has lost the events behind it:"
        " `rodem topics --rebuild SERVICE` sends them anew."
    ),
}
"""Why a consumer has stopped (as in its table of positions) -> what is wrong and what to do."""
RESTATING = ("challenges", "rewards")
"""The services that say what they derive."""
RESTATE = (
    " If they stay, {owner} has said what it derives no longer (it was reset after a database was restored to"
    " an earlier moment): `rodem restate {owner}` takes that back."
)
FIGURES = "SELECT to_json(doctor)::text AS figures FROM doctor"


Row = asyncpg.Record | Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""Rows by the service that holds them."""


@dataclass(frozen=True)
class NotReady:
    """A service whose `/readyz` does not answer 200, and why in a sentence; empty when it did not say."""

    service: str
    why: str = ""


@dataclass(frozen=True)
class Consumer:
    """A service's position in a topic, and its lag: how many events it has still to apply. `stopped` is why
    it does not go on until somebody mends the reason, a key of STOPPED."""

    service: str
    topic: str
    position: int
    lag: int
    stopped: str | None = None


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
    """The findings of `rodem doctor`. `not_ready` are services whose /readyz does not answer 200, stopped
    consumers aside. `not_compared` are services whose tables took too long to compare, or whose
    database went away meanwhile. `not_checked` says what nobody can see from where the doctor is."""

    not_ready: list[NotReady]
    flow: Flow
    ledger: dict[str, Any]
    trips: dict[str, Any]
    differences: list[Difference] = field(default_factory=list)
    not_compared: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)


async def examine(city: Running, compare_s: float = COMPARE_S) -> Health:
    """Examine everything once, and compare tables for at most `compare_s` seconds. A database or broker that
    cannot be reached is a finding, not an error."""
    whys = await asyncio.gather(*(why_not_ready(url) for url in city.urls.values()))
    flow = await settled_flow(city.databases, city.kafka)
    readable = [name for name in FIGURES_OF if name in city.databases and name not in flow.unread]
    rows, unread = await _ask_all({name: city.databases[name] for name in readable}, FIGURES)
    figures = {name: msgspec.json.decode(row[0]["figures"]) for name, row in rows.items()}
    databases = {name: dsn for name, dsn in city.databases.items() if name not in flow.unread | unread}
    differing, not_compared = await differences.find(databases, compare_s)
    disagreeing, not_answered = await _disagreements(city, databases, compare_s)
    return Health(
        not_ready=[NotReady(name, why) for name, why in zip(city.urls, whys, strict=True) if why is not None],
        flow=replace(flow, unread=flow.unread | unread),
        ledger=figures.get("rewards", {}),
        trips=figures.get("trips", {}),
        differences=differing + disagreeing,
        not_compared=sorted({*not_compared, *not_answered}),
    )


async def _disagreements(
    city: Running, databases: Mapping[str, str], within_s: float
) -> tuple[list[Difference], list[str]]:
    """What services hold that their owners do not. Services agree when nothing is on its way: while events
    are, and while a dead letter waits, nothing is found."""
    before = await read_flow(city.databases, city.kafka)
    found = await agreement.find(databases, within_s)
    after = await read_flow(city.databases, city.kafka)
    return found if is_quiet(before, after) else ([], [])


def is_quiet(before: Flow, after: Flow) -> bool:
    """Whether nothing was on its way between services from one reading to the other."""
    return is_caught_up(before) and before == after and not after.dead_letters


async def read_flow(databases: Mapping[str, str], kafka: Kafka | None = None) -> Flow:
    """All consumers' positions and lags, all outboxes and dead letters.

    All consumer positions are read before any log. Neither goes back (except by a replay). So if each outbox
    is empty and each log ends where its consumers stood, then between the two readings no service had an
    event left to apply. Read in the other order, an event could be published and applied in between, and the
    event that it causes in the next service would be overlooked.
    """
    positions, no_positions = await _ask_all(databases, POSITIONS)
    logs, no_logs = await _ask_all({service: databases[service] for service in positions}, LOG_AND_OUTBOX)
    ends, no_ends = ({}, {}) if kafka is None else await _ends_on(kafka)
    return flow_of(positions, logs, None if kafka is None else ends, no_positions | no_logs | no_ends)


async def _ends_on(kafka: Kafka) -> tuple[dict[str, int], dict[str, str]]:
    """Where each topic ends on this broker, and why it cannot be read (empty: it can)."""
    from rodem.local.topics import settings_of
    from shared.eventlog.kafka.reading import ON_KAFKA
    from shared.eventlog.kafka.topics import read_ends

    try:
        return {topic + ON_KAFKA: end for topic, end in (await read_ends(settings_of(kafka))).items()}, {}
    except (OSError, TimeoutError, RuntimeError) as error:
        return {}, {KAFKA: str(error) or type(error).__name__}


def flow_of(
    positions: Rows, logs: Rows, kafka_ends: Mapping[str, int] | None, unread: dict[str, str]
) -> Flow:
    """The flow, of the rows of POSITIONS and of LOG_AND_OUTBOX. `kafka_ends` has the ends of the topics that
    could be read on the broker; None: the log lies in PostgreSQL."""
    on_kafka = kafka_ends is not None
    in_logs = {topic_of(service): rows[0]["last"] for service, rows in logs.items()}
    ends = in_logs if kafka_ends is None else kafka_ends
    return Flow(
        consumers=[
            _consumer(service, row, ends.get(row["topic"]))
            for service, rows in positions.items()
            for row in rows
            # A service keeps its positions on a transport that it no longer uses.
            if ("@" in row["topic"]) == on_kafka
        ],
        outbox=[_outbox(service, rows[0], on_kafka) for service, rows in logs.items()],
        dead_letters=sum(rows[0]["dead_letters"] for rows in logs.values()),
        unread=unread,
    )


def _consumer(service: str, row: Row, end: int | None) -> Consumer:
    """The consumer of a topic that ends at `end` (None: the topic cannot be read)."""
    position = row["position"]
    lag = 0 if end is None else end - position
    return Consumer(
        service, row["topic"], position, max(0, lag), row["stopped"] or ("other_log" if lag < 0 else None)
    )


def _outbox(service: str, row: Row, on_kafka: bool) -> Outbox:
    unshipped = row["last"] - row["shipped"] if on_kafka else 0
    return Outbox(service, row["unpublished"] + unshipped, row["oldest_s"])


def is_caught_up(flow: Flow) -> bool:
    """Whether every event has been applied, or set aside as a dead letter."""
    has_lag = any(consumer.lag or consumer.stopped for consumer in flow.consumers)
    has_unpublished = any(outbox.unpublished for outbox in flow.outbox)
    return not (has_lag or has_unpublished or flow.unread)


async def settled_flow(databases: Mapping[str, str], kafka: Kafka | None = None) -> Flow:
    """The flow once every event has been applied, or as it is after SETTLE_S seconds: events that are on
    their way are no fault. For what does not go on by itself nobody waits."""
    return await _flow_once(lambda flow: is_caught_up(flow) or _is_stuck(flow), databases, SETTLE_S, kafka)


def _is_stuck(flow: Flow) -> bool:
    return bool(flow.unread) or any(consumer.stopped for consumer in flow.consumers)


async def until_caught_up(databases: Mapping[str, str], within_s: float, kafka: Kafka | None = None) -> None:
    """Wait until every event has been applied. Raises Refused after `within_s` seconds."""
    if not is_caught_up(await _flow_once(is_caught_up, databases, within_s, kafka)):
        raise Refused(f"After {within_s:g} s not everything is applied: `rodem doctor` says what waits.")


async def _flow_once(
    is_enough: Callable[[Flow], bool], databases: Mapping[str, str], within_s: float, kafka: Kafka | None
) -> Flow:
    """The flow once it is enough, or as it is after `within_s` seconds."""
    give_up_at = time.monotonic() + within_s
    while not is_enough(flow := await read_flow(databases, kafka)) and time.monotonic() <= give_up_at:
        await asyncio.sleep(POLL_S)
    return flow


async def _ask_all(
    databases: Mapping[str, str], query: str
) -> tuple[dict[str, list[asyncpg.Record]], dict[str, str]]:
    """The rows of each database that answered, and for the others the error, both by service."""
    answers: dict[str, list[asyncpg.Record]] = {}
    unread: dict[str, str] = {}

    async def ask_one(service: str, dsn: str) -> None:
        try:
            answers[service] = await ask(dsn, query)
        except UNANSWERED as error:
            unread[service] = str(error) or type(error).__name__

    await asyncio.gather(*(ask_one(service, dsn) for service, dsn in databases.items()))
    in_order = {service: answers[service] for service in databases if service in answers}
    return in_order, unread


def faults(health: Health) -> Iterator[str]:
    """For each fault a sentence that says what is wrong and what to do. Empty when all is well."""
    for each in health.not_ready:
        why = each.why or "read its log, or start the city again with `rodem up`."
        yield f"{each.service} is not ready: {why}"
    yield from _faults_of_flow(health.flow)
    if not health.ledger.get("balanced", True):
        yield "The ledger does not sum to zero: stop the city, keep its database as it is, and report this."
    kinds = {(each.service, each.what): each.rows for each in health.differences}
    for (service, what), rows in kinds.items():
        named = [each for each in health.differences if (each.service, each.what) == (service, what)]
        yield _changed(service, what, rows, named)
    for service in health.not_compared:
        yield (
            f"The tables of {service} could not be compared in time: look whether PostgreSQL runs, or give"
            " `rodem doctor` more with --within, when little is going on."
        )


def _faults_of_flow(flow: Flow) -> Iterator[str]:
    for source, why in flow.unread.items():
        if source == KAFKA:
            yield f"Kafka cannot be read ({why}): look whether the broker runs."
            continue
        yield (
            f"The database of {source} cannot be read ({why}):"
            " look whether PostgreSQL runs, or run `rodem migrate`."
        )
    for consumer in flow.consumers:
        if consumer.stopped:
            is_ledger = consumer.service == LEDGER and consumer.stopped == "other_log"
            why = "other_log_of_ledger" if is_ledger else consumer.stopped
            yield STOPPED[why].format(**asdict(consumer))
        elif consumer.lag:
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


def _changed(service: str, what: str, rows: int, named: Sequence[Difference]) -> str:
    """What is wrong with these rows, and what to do. Of an owner that derives its numbers, others may hold
    what it has once said and derives no longer: they would hear it again however often they are reset."""
    examples = ", ".join(f"{each.id} (holds {each.found}, not {each.expected})" for each in named if each.id)
    where = f"{rows} rows" if rows else "some rows"
    where += f": {examples}" if examples else ", which are named only beside the database"
    remedy = (
        "`rodem ledger verify` says which chain does not hold, and its backup brings it back."
        if service == LEDGER
        else f"`rodem replay {service} --reset` makes them anew."
    )
    return (
        f"{service}: {what} is not what it is derived from in {where}. Keep a copy of its"
        f" database and report this; {remedy}"
        + next((RESTATE.format(owner=owner) for owner in RESTATING if what.endswith(f"(of {owner})")), "")
    )


def as_json(health: Health) -> dict[str, Any]:
    """The findings for `rodem doctor --json`."""
    return {
        "ok": not any(faults(health)),
        "not_ready": [asdict(each) for each in health.not_ready],
        "consumers": [_without_none(asdict(consumer)) for consumer in health.flow.consumers],
        "outbox": [asdict(outbox) for outbox in health.flow.outbox],
        "dead_letters": health.flow.dead_letters,
        "ledger": health.ledger,
        "trips": health.trips,
        "differences": [asdict(difference) for difference in health.differences],
        "not_compared": health.not_compared,
        "not_checked": health.not_checked,
    }


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
