"""HTTP door of public_value: what is measured, and the figures."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.public_value.city_figures import actions as city_figures
from services.public_value.disclosure import actions as figures
from services.public_value.disclosure.suppression.rules import K
from services.public_value.indicators import rules as rules_indicators
from services.public_value.queries import rules as rules_query
from services.public_value.queries.answers import Discovery, Figures
from services.public_value.queries.bodies import IndicatorQuery, make_query, spans_of
from shared.http import bodies
from shared.http.auth import AnyRole
from shared.http.web import Engine, Settings

router = APIRouter()

DISCOVERY = msgspec.json.encode(rules_indicators.discovery())


async def _kept(request: Request) -> figures.Kept:
    kept: figures.Kept = request.state.kept
    return kept


Kept = Annotated[figures.Kept, Depends(_kept)]


@router.get("/v1/indicators", operation_id="list_indicators", response_model=Discovery)
async def indicators(request: Request) -> Response:
    """What is measured: definitions, units, methods, and the data behind them. Needs no token."""
    etag = f'"{sha256(DISCOVERY).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(DISCOVERY, media_type="application/json", headers=headers)


@router.post(
    "/v1/indicators:query",
    operation_id="query_indicators",
    response_model=Figures,
    openapi_extra=bodies.request_body(IndicatorQuery),
)
async def query(request: Request, _: AnyRole, settings: Settings, engine: Engine, kept: Kept) -> Response:
    """Figures of calendar periods, of the city or by zone or district. Operator, city and riders read the
    same. Those that fewer than `k_value` riders made are null and named in `suppressed`, with as many
    others as it takes that nobody can work them out."""
    body = bodies.validate(IndicatorQuery, bodies.parse_object(await bodies.read(request)))
    wanted = make_query(body)
    async with figures.snapshot(engine, settings.city_id, kept) as now:
        spans = await spans_of(now, wanted)
    found = rules_query.answer(wanted, spans)
    content = {
        "query": {**body.model_dump(mode="json"), "k_value": K},
        "columns": found.columns,
        "rows": found.rows,
        "suppressed": found.suppressed,
    }
    return Response(msgspec.json.encode(content), media_type="application/json")


@router.get("/internal/city-figures", include_in_schema=False)
async def city(
    settings: Settings, engine: Engine, kept: Kept, days: Annotated[int, Query(ge=1, le=90)] = 30
) -> Response:
    """All that the city's page shows. For the gateway, which alone reaches this port; so it asks for no
    token, and holds nothing that `/v1/indicators:query` would not tell anybody."""
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()
    async with figures.snapshot(engine, settings.city_id, kept) as now:
        content = await city_figures.city_figures(now, today, days)
    return Response(msgspec.json.encode(content), media_type="application/json")
