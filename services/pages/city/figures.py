"""The figures of the city page, from `GET /v1/city-figures`, cached for all readers."""

import msgspec
import structlog

import rodem_client
from rodem_client import Rodem
from rodem_client.api.city_figures import CityFigures, read_city_figures
from shared.caches import Latest
from shared.http.problems import away

logger = structlog.get_logger()

FRESH_S = 10
"""How long an answer is shown before the gateway is asked again."""
STALE_S = 300
"""How old an answer may be that is shown while the gateway gives no other. The page says when it is from."""
RETRY_S = 1
"""How long nobody asks again after a failure, so that readers do not wait one after the other."""
TOO_MANY_REQUESTS = 429


def no_figures_yet() -> Latest[CityFigures]:
    """The cache, for the lifespan state."""
    return Latest(FRESH_S, STALE_S, RETRY_S)


async def read(latest: Latest[CityFigures], rodem: Rodem) -> CityFigures:
    """Today's figures. Raises Unavailable when the gateway has not given any for long, and for a visitor
    whose quota is spent: the next visitor asks with another quota."""
    figures = await latest.get(lambda: _ask(rodem))
    if figures is None:
        raise away()
    return figures


async def _ask(rodem: Rodem) -> CityFigures | None:
    try:
        return await read_city_figures(rodem)
    except (rodem_client.Problem, rodem_client.Unreachable, msgspec.DecodeError) as error:
        if isinstance(error, rodem_client.Problem) and error.status == TOO_MANY_REQUESTS:
            raise away() from None
        logger.warning("no_city_figures", error=type(error).__name__)
        return None
