"""What every client of the broker needs: names, limits, and patience."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from shared.settings import ServiceSettings

START_WITHIN_S = 30
STOP_WITHIN_S = 5


def topic_name(settings: ServiceSettings, topic: str) -> str:
    """The topic's name on the broker."""
    return f"{settings.kafka_prefix}{topic}"


def slow_down_metadata(client: Any) -> None:
    """aiokafka asks for metadata without a pause while no broker answers, which takes a whole core."""
    update: Callable[..., Coroutine[Any, Any, bool]] = client._metadata_update

    async def patiently(*args: Any, **kwargs: Any) -> bool:
        updated = await update(*args, **kwargs)
        if not updated:
            await asyncio.sleep(0.2)
        return updated

    client._metadata_update = patiently


async def within(seconds: float, work: Coroutine[Any, Any, Any]) -> None:
    """Wait so long for work that may hang or break because the broker is away, and then go on."""
    task = asyncio.create_task(work)
    await asyncio.wait({task}, timeout=seconds)
    if task.done() and not task.cancelled():
        task.exception()
