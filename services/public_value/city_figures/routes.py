"""HTTP door of the city's figures."""

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.public_value.city_figures import actions
from services.public_value.city_figures.answers import CityFigures
from services.public_value.disclosure.actions import take_snapshot
from shared.http.documented import answer
from shared.http.web import Engine, Settings

router = APIRouter()


@router.get("/v1/city-figures", operation_id="read_city_figures", response_model=CityFigures)
async def city_figures(
    request: Request, settings: Settings, engine: Engine, days: Annotated[int, Query(ge=1, le=90)] = 30
) -> Response:
    """All that a page of the city shows: the latest month and week beside those before them, the last `days`
    days, the districts of the month. The figures are those of `/v1/indicators:query`. Needs no token."""
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()
    async with take_snapshot(engine, settings.city_id, request.state.span_cache) as snapshot:
        figures = await actions.city_figures(snapshot, today, days)
    return answer(figures)
