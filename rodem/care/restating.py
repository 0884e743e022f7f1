"""Restating: a service says anew what it holds, where it has said something else last.

A service that was reset because one that it hears was restored to an earlier moment holds less than it has
said. What it no longer derives it has no reason to say, so others would keep that for ever.
"""

from collections.abc import Mapping

import asyncpg

from rodem.care.doctor import is_caught_up, read_flow
from rodem.local.running import Kafka
from rodem.refusals import Refused
from shared.sessions import connect

RESTATE_S = 600


async def restate(service: str, dsn: str, databases: Mapping[str, str], kafka: Kafka | None) -> int:
    """Let a service say anew what it holds. Returns how many events that takes. Raises Refused while events
    are on their way: what the service has not heard yet is missing in what it holds."""
    if not is_caught_up(await read_flow(databases, kafka)):
        raise Refused("Not everything is applied yet: `rodem doctor` says what waits. Then try again.")
    return await say_anew(service, dsn)


async def say_anew(service: str, dsn: str) -> int:
    """Put the events into the outbox of a service that has applied everything. Returns how many there are."""
    connection = await connect(dsn, command_timeout_s=RESTATE_S)
    try:
        async with connection.transaction():
            await connection.execute("SELECT FROM positions FOR UPDATE")  # its consumers wait
            count: int = await connection.fetchval("SELECT restate()")
            return count
    except asyncpg.UndefinedFunctionError:
        raise Refused(f"{service} says nothing that it derives: there is nothing to restate.") from None
    finally:
        connection.terminate()
