"""Work that a service does again and again beside its requests."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from shared.db import is_transient

logger = structlog.get_logger()


async def every(pause_s: float, postponed: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do this work now and `pause_s` seconds after each time that it ended, for ever.

    An error that passes by itself postpones the work, which is logged as `postponed`. Raises any other error.
    """
    while True:
        try:
            await work()
        except Exception as error:
            if not is_transient(error):
                raise
            logger.warning(postponed, error=type(error).__name__)
        await asyncio.sleep(pause_s)
