"""The figures of the city page, from `GET /v1/city-figures`, cached for some seconds for all readers."""

import asyncio
import time
from dataclasses import dataclass, field

import msgspec
import structlog

import rodem_client
from rodem_client import Rodem
from rodem_client.api.city_figures import CityFigures, read_city_figures
from shared.http.problems import away

logger = structlog.get_logger()

KEPT_S = 10
"""How long an answer is cached."""
AWAY_S = 1
"""How long a failure is cached, so that readers do not wait for the next one, one after the other."""
TOO_MANY_REQUESTS = 429


@dataclass
class KeptFigures:
    """The cache, in the lifespan state: the last answer (None: a failure), and until when (in seconds of the
    monotonic clock) it is used."""

    figures: CityFigures | None = None
    until_s: float = 0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


async def read(kept: KeptFigures, rodem: Rodem) -> CityFigures:
    """Today's figures, at most KEPT_S old. Raises Unavailable while the gateway does not give them, and for a
    visitor whose quota is spent (this is not cached: the next visitor asks with another quota)."""
    async with kept.asking:  # one request at a time, however many readers come at once
        if time.monotonic() >= kept.until_s:
            kept.figures = await _ask(rodem)
            kept.until_s = time.monotonic() + (AWAY_S if kept.figures is None else KEPT_S)
    if kept.figures is None:
        raise away()
    return kept.figures


async def _ask(rodem: Rodem) -> CityFigures | None:
    try:
        return await read_city_figures(rodem)
    except (rodem_client.Problem, rodem_client.Unreachable, msgspec.DecodeError) as error:
        if isinstance(error, rodem_client.Problem) and error.status == TOO_MANY_REQUESTS:
            raise away() from None
        logger.warning("no_city_figures", error=type(error).__name__)
        return None
