"""Periodic background work of a service."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.outages import described, outage_of

logger = structlog.get_logger()


async def every(pause_s: float, postponed: str, work: Callable[[], Awaitable[object]]) -> None:
    """Do this work now, and again `pause_s` seconds after each end, until cancelled.

    While the database cannot be used, or something else is away, the work is postponed to the next time; this
    is logged under the name `postponed`. Any other error is raised.
    """
    while True:
        try:
            await work()
        except Exception as error:
            if outage_of(error) is None:
                raise
            logger.warning(postponed, **described(error))
        await asyncio.sleep(pause_s)
