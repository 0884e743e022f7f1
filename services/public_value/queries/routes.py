"""HTTP routes of queries: figures of periods and places."""

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from services.public_value.disclosure.actions import take_snapshot
from services.public_value.queries import actions, answers
from services.public_value.queries.bodies import IndicatorQuery
from shared.http import bodies
from shared.http.auth import AnyRole
from shared.http.web import Engine, Settings

router = APIRouter()


@router.post(
    "/v1/indicators:query",
    operation_id="query_indicators",
    response_model=answers.Figures,
    openapi_extra=bodies.request_body(IndicatorQuery),
)
async def query(request: Request, _: AnyRole, settings: Settings, engine: Engine) -> Response:
    """Figures of calendar periods, of the city or by zone or district. Operator, city and riders read the
    same. A day is told two nights later, at 04:00. Figures that fewer than `k_value` riders made are null and
    named in `suppressed`, with as many others as it takes that nobody can work them out."""
    body = bodies.validate(IndicatorQuery, bodies.parse_object(await bodies.read(request)))
    query = actions.make_query(body)
    async with take_snapshot(engine, settings, request.state.span_cache) as snapshot:
        answer = await actions.answer(snapshot, query)
    return Response(msgspec.json.encode(answers.figures(body, answer)), media_type="application/json")
