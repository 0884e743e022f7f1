"""The points from which levels begin, as rewards tells everybody. No event tells them: a new list changes
what is shown to riders who stay on their level too."""

import asyncio
from dataclasses import dataclass

import httpx
import structlog

from services.gateway.door.forwarding.actions import Service
from shared.http import visitors

logger = structlog.get_logger()

READ_EVERY_S = 10.0
TRY_EVERY_S = 0.25
"""How often they are asked for until rewards has told them once."""


@dataclass
class Levels:
    """The newest list that was read. Empty until there is one."""

    from_points: tuple[int, ...] = ()


async def keep_reading(levels: Levels, rewards: Service, secret: str) -> None:
    """Read the list again and again, until cancelled. While rewards is away, the last one stays."""
    was_away = False
    while True:
        try:
            levels.from_points = await _read(rewards, secret)
            was_away = False
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            if not was_away:
                logger.warning("levels_not_read", error=type(error).__name__)
            was_away = True
        await asyncio.sleep(READ_EVERY_S if levels.from_points else TRY_EVERY_S)


async def _read(rewards: Service, secret: str) -> tuple[int, ...]:
    """The list. Raises httpx's errors, and those of an answer that is not one."""
    headers = {visitors.HEADER: visitors.sign(secret, visitors.NO_ADDRESS)}
    answer = await rewards.client.get(f"{rewards.url}/v1/levels", headers=headers)
    return tuple(int(points) for points in answer.raise_for_status().json()["from_points"])
