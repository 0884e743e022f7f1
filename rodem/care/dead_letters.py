"""Events that services could not apply: which they are, and asking for another try."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from rodem.refusals import Refused
from shared.eventlog.positions import FAILURES_MAX, TooManyFailures
from shared.sessions import connect

LIST = """
    SELECT topic, partition, position, id, type, key, error, time, failed_at, retry_at
    FROM dead_letters ORDER BY failed_at, topic, partition, position
"""
RETRY = """
    UPDATE dead_letters SET retry_at = now() WHERE id = $1 OR $1::uuid IS NULL RETURNING id
"""


async def list_all(databases: Mapping[str, str]) -> list[dict[str, Any]]:
    """All dead letters of these databases (by service), the oldest failure of each first."""
    letters: list[dict[str, Any]] = []
    for service, dsn in databases.items():
        for row in await _fetch(dsn, LIST):
            fields = {name: value for name, value in row.items() if value is not None}
            letters.append({"service": service, **fields})
    return letters


async def retry(databases: Mapping[str, str], event_id: UUID | None) -> int:
    """Mark this dead letter, or all, so that the services apply it again. Returns how many were marked.

    Raises Refused if no database has the one that `event_id` names.
    """
    marked = sum([len(await _fetch(dsn, RETRY, event_id)) for dsn in databases.values()])
    if event_id is not None and not marked:
        raise Refused(f"There is no dead letter {event_id}: see `rodem dlq list`.")
    return marked


# A consumer stops when the failures of a type in a row exceed FAILURES_MAX. A count of FAILURES_MAX - N lets
# it set N more events of that type aside.
ALLOW = f"""
    UPDATE positions SET failures = (
        SELECT jsonb_object_agg(type, CASE WHEN count::int >= {FAILURES_MAX}
            THEN to_jsonb({FAILURES_MAX} - $1::int) ELSE count END)
        FROM jsonb_each(failures) AS each (type, count)
    )
    WHERE stopped = '{TooManyFailures.why}' RETURNING split_part(topic, '@', 1) AS topic
"""


async def allow(service: str, dsn: str, events: int) -> list[str]:
    """Let the consumers of a service that dead letters have stopped set `events` more aside. Returns their
    topics. Raises Refused if none has stopped."""
    topics = {row["topic"] for row in await _fetch(dsn, ALLOW, events)}
    if not topics:
        raise Refused(f"No consumer of {service} was stopped by dead letters: `rodem doctor` says what is.")
    return sorted(topics)


async def _fetch(dsn: str, query: str, *values: object) -> list[asyncpg.Record]:
    connection = await connect(dsn, 5, 30)
    try:
        return await connection.fetch(query, *values)
    finally:
        connection.terminate()
