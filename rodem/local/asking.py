"""One question to the database of a service."""

import asyncpg

CONNECT_S = 5
QUERY_S = 30


async def ask(dsn: str, query: str) -> list[asyncpg.Record]:
    """One query on a connection of its own, so that the last one's fate does not matter."""
    connection = await asyncpg.connect(dsn, timeout=CONNECT_S, command_timeout=QUERY_S)
    try:
        return await connection.fetch(query)
    finally:
        connection.terminate()
