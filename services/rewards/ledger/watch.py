"""Looks now and then whether the ledger balances, so that somebody is told if it ever does not."""

import asyncio

import asyncpg
import structlog
from prometheus_client import Gauge

from shared.db import is_transient

logger = structlog.get_logger()

EVERY_S = 600
QUERY_S = 300

LEDGER_BALANCED = Gauge(
    "rodem_ledger_balanced",
    "1 if the ledger sums to zero and every balance to its postings, else 0. Looked at every ten minutes.",
)


async def watch_ledger(dsn: str) -> None:
    """Add up the whole ledger every ten minutes, for ever."""
    while True:
        try:
            # A connection of its own, because it reads every posting: those for requests stop at 5 s.
            connection = await asyncpg.connect(dsn, timeout=2, command_timeout=QUERY_S)
            try:
                balanced = await connection.fetchval("SELECT balanced FROM doctor")
            finally:
                connection.terminate()
            LEDGER_BALANCED.set(balanced)
            if not balanced:
                logger.error("ledger_not_balanced")
        except Exception as error:
            if not is_transient(error):
                raise
            logger.warning("ledger_not_read", error=type(error).__name__)
        await asyncio.sleep(EVERY_S)
