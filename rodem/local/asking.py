"""A single query to the database of a service."""

import asyncpg

CONNECT_S = 5
QUERY_S = 30


async def ask(dsn: str, query: str) -> list[asyncpg.Record]:
    """The rows of a query, on a new connection, so that a connection lost earlier does not matter."""
    connection = await asyncpg.connect(dsn, timeout=CONNECT_S, command_timeout=QUERY_S)
    try:
        return await connection.fetch(query)
    finally:
        connection.terminate()
