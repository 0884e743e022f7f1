"""HTTP routes of the city's figures."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.public_value.city_figures import actions
from services.public_value.city_figures.answers import CityFigures
from services.public_value.queries.reading.actions import reading
from shared.caches import Latest
from shared.http import etags
from shared.http.documented import as_json
from shared.http.web import Engine

router = APIRouter()


@router.get("/v1/city-figures", operation_id="read_city_figures", response_model=CityFigures)
async def city_figures(request: Request, engine: Engine) -> Response:
    """All that a page of the city shows: the latest month and week beside those before them, the last 30
    days, the districts of the newest complete month. A day is told two nights later, at 04:00. The figures
    are those of the newest release, as `/v1/indicators:query` answers them. Needs no token."""

    async def make() -> bytes:
        async with reading(engine) as tx:
            return as_json(await actions.city_figures(tx, request.state.releasing))

    latest: Latest[bytes] = request.state.city_figures
    figures = await latest.get(make)
    assert figures is not None, "`make` returns an answer or raises"
    return etags.answer(request, figures, etags.PUBLIC)
