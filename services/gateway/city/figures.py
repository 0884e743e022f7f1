"""The figures of the city page, as public_value gives them at `GET /internal/city-figures`."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import date, datetime

import httpx
import msgspec
import structlog

from services.gateway.frame.svg import Ring
from shared.http.problems import away

logger = structlog.get_logger()

KEPT_S = 10
"""How long an answer is shown before it is asked for again."""
AWAY_S = 1
"""How long nobody asks again after it failed, so that readers do not wait one after the other."""
ANSWER_S = 5

Texts = dict[str, str]
"""Language (ca, es, en) -> text. English is always there."""


class Period(msgspec.Struct, frozen=True):
    """A calendar period: local days, both inclusive."""

    start_date: date
    end_date: date


class Periods(msgspec.Struct, frozen=True):
    """The periods of the tiles. The month may not be over yet."""

    month: Period
    previous_month: Period


class Figure(msgspec.Struct, frozen=True):
    """A value, with its interval where it has one. None where it is suppressed."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator of the whole city."""

    id: str
    unit: str
    name: Texts
    definition: Texts
    method: str = ""
    version: int | None = None
    factor_set_id: str | None = None
    counterfactual_id: str | None = None
    month: Figure
    previous_month: Figure


class Day(msgspec.Struct, frozen=True):
    """Trips that started on a local day. None where they are suppressed."""

    start_date: date
    trips: int | None = None


class District(msgspec.Struct, frozen=True, kw_only=True):
    """Trips that started in a district in the month. Without name and outline: outside every zone."""

    district_id: str
    name: str | None = None
    trips: int | None = None
    outline: tuple[Ring, ...] = ()


class CityFigures(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows. Before the first trip there are no periods, tiles, series or districts."""

    k_value: int
    as_of: datetime | None = None
    last_day: date | None = None
    periods: Periods | None = None
    tiles: tuple[Measure, ...] = ()
    series: tuple[Day, ...] = ()
    districts: tuple[District, ...] = ()


@dataclass
class KeptFigures:
    """Lives in the lifespan state: the last answer (None: there was none), and until when (monotonic clock)
    nobody asks again."""

    figures: CityFigures | None = None
    until_s: float = 0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


async def read(kept: KeptFigures, client: httpx.AsyncClient, service_url: str) -> CityFigures:
    """Today's figures, at most KEPT_S old. Raises Unavailable while public_value is away."""
    async with kept.asking:  # one question, however many readers come at once, and if it fails too
        if time.monotonic() >= kept.until_s:
            kept.figures = await _ask(client, service_url)
            kept.until_s = time.monotonic() + (AWAY_S if kept.figures is None else KEPT_S)
    if kept.figures is None:
        raise away()
    return kept.figures


async def _ask(client: httpx.AsyncClient, service_url: str) -> CityFigures | None:
    try:
        answer = await client.get(f"{service_url}/internal/city-figures", timeout=ANSWER_S)
        return msgspec.json.decode(answer.raise_for_status().content, type=CityFigures)
    except (httpx.HTTPError, msgspec.DecodeError) as error:
        logger.warning("no_city_figures", error=type(error).__name__)
        return None
