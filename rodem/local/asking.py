"""A single query to the database of a service."""

import asyncpg

from shared.sessions import connect

CONNECT_S = 5
QUERY_S = 30
UNANSWERED = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What `ask` raises when the database cannot be reached, goes away, or takes too long."""
FOR_SUMS = {"work_mem": "64MB"}
"""Memory of PostgreSQL for a sort or a hash: queries for a person add up whole tables."""


async def ask(dsn: str, query: str, *values: object, within_s: float = QUERY_S) -> list[asyncpg.Record]:
    """The rows of a query, on a new connection, so that a connection lost earlier does not matter. Raises
    TimeoutError after `within_s` seconds."""
    connection = await connect(dsn, CONNECT_S, within_s, FOR_SUMS)
    try:
        return await connection.fetch(query, *values)
    finally:
        connection.terminate()
