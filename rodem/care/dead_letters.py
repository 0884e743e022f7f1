"""Events that services could not apply: which they are, and asking for another try."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from rodem.refusals import Refused

LIST = """
    SELECT topic, partition, position, id, type, key, error, time, failed_at, retry_at
    FROM dead_letters ORDER BY failed_at, topic, partition, position
"""
RETRY = """
    UPDATE dead_letters SET retry_at = now() WHERE id = $1 OR $1::uuid IS NULL RETURNING id
"""


async def list_all(databases: Mapping[str, str]) -> list[dict[str, Any]]:
    """All dead letters of these databases (by service), the oldest failure of each first."""
    found: list[dict[str, Any]] = []
    for service, dsn in databases.items():
        for row in await _fetch(dsn, LIST):
            told = {name: value for name, value in row.items() if value is not None}
            found.append({"service": service, **told})
    return found


async def retry(databases: Mapping[str, str], event_id: UUID | None) -> int:
    """Ask the services to apply this dead letter again, or all. Returns how many will be tried.

    Raises Refused if no database has this one.
    """
    marked = sum([len(await _fetch(dsn, RETRY, event_id)) for dsn in databases.values()])
    if event_id is not None and not marked:
        raise Refused(f"There is no dead letter {event_id}: see `rodem dlq list`.")
    return marked


async def _fetch(dsn: str, query: str, *values: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn, timeout=5, command_timeout=30)
    try:
        return await connection.fetch(query, *values)
    finally:
        connection.terminate()
