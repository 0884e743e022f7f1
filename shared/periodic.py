"""Periodic background work of a service."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.db import is_transient

logger = structlog.get_logger()


async def every(pause_s: float, postponed: str, work: Callable[[], Awaitable[object]]) -> None:
    """Do this work now, and again `pause_s` seconds after each end, until cancelled.

    A transient error postpones the work to the next time, and is logged under the name `postponed`. Any other
    error is raised.
    """
    while True:
        try:
            await work()
        except Exception as error:
            if not is_transient(error):
                raise
            logger.warning(postponed, error=type(error).__name__)
        await asyncio.sleep(pause_s)
