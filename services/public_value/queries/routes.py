"""HTTP routes of queries: figures of periods and places."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.public_value.queries import actions, answers
from services.public_value.queries.bodies import IndicatorQuery
from services.public_value.queries.reading import actions as reading
from services.public_value.releases.publishing.store import AFTER_ALL
from shared.http import bodies
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings

router = APIRouter()


@router.post(
    "/v1/indicators:query",
    operation_id="query_indicators",
    response_model=answers.Figures,
    responses=may_raise(NotFound),
    openapi_extra=bodies.request_body(IndicatorQuery),
)
async def query(
    request: Request,
    settings: Settings,
    engine: Engine,
    release: Annotated[int | None, Query(ge=1, le=AFTER_ALL)] = None,
) -> Response:
    """Figures of calendar periods, of the city or by zone, district or type of vehicle: those of the newest
    release, or as they were told up to a `release`, for ever the same. Everybody reads the same, without a
    token too. What is not told is null, and `suppressed` says why: `few`, `finer` or `later`."""
    body = bodies.validate(IndicatorQuery, bodies.parse_object(await bodies.read(request)))
    query = actions.make_query(body)
    async with reading.reading(engine) as tx:
        read = await reading.read(tx, request.state.releasing, release)
        told = await reading.answer(tx, settings, query, read)
    content = msgspec.json.encode(answers.figures(body, read.number, told))
    return Response(content, media_type="application/json")
