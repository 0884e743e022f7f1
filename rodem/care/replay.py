"""Replay: a service applies all events of its topics once more, from the beginning."""

import asyncpg

from rodem.refusals import Refused
from shared.eventlog.positions import BEGIN_ANEW
from shared.sessions import connect

DERIVED = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND obj_description(oid, 'pg_class') LIKE 'Derived.%'
    ORDER BY relname
"""
LOCK_S = 10
LEDGER = "rewards"
"""The service that keeps a ledger, which is never emptied."""


async def replay(service: str, dsn: str, reset: bool) -> list[str]:
    """Set all consumer positions of a service to 0 and delete its dead letters. Returns the topics.

    The service's derived tables must be empty, or events would take effect twice. `reset` empties them in the
    same transaction; without it, rows in them raise Refused. A ledger is never emptied: Refused.
    """
    if service == LEDGER and reset:
        raise Refused(
            "A ledger is never emptied: restore its backup (docs/how-to/back-up-and-restore.md), and it hears"
            f" the rest; `rodem replay {service}` without --reset lets it hear everything once more."
        )
    connection = await connect(dsn, 5, 120, {"lock_timeout": f"{LOCK_S}s"})
    try:
        async with connection.transaction():
            return await _replay(connection, service, reset)
    except asyncpg.LockNotAvailableError:
        raise Refused(f"{service} was busy for {LOCK_S} s: try again, or stop the city's traffic.") from None
    finally:
        connection.terminate()


async def _replay(connection: asyncpg.Connection, service: str, reset: bool) -> list[str]:
    # In the order in which consumers lock them, to avoid deadlocks: positions, dead letters, derived tables.
    moved = await connection.fetch(f"UPDATE positions SET {BEGIN_ANEW} RETURNING topic")
    if not moved:
        raise Refused(f"{service} has heard nothing yet: there is nothing to replay.")
    await connection.execute("DELETE FROM dead_letters")
    derived = [row[0] for row in await connection.fetch(DERIVED)]
    if derived and reset:
        await connection.execute(f"TRUNCATE {', '.join(derived)}")
    for table in derived:
        if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})"):
            raise Refused(
                f"{service} already holds what it has heard, for one in {table}:"
                f" `rodem replay {service} --reset` empties that and begins anew."
            )
    return sorted({row["topic"] for row in moved})
