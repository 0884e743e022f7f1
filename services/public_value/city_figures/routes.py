"""HTTP door of the city's figures, for the gateway alone."""

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.public_value.city_figures import actions
from services.public_value.disclosure.actions import take_snapshot
from shared.http.web import Engine, Settings

router = APIRouter()


@router.get("/internal/city-figures", include_in_schema=False)
async def city_figures(
    request: Request, settings: Settings, engine: Engine, days: Annotated[int, Query(ge=1, le=90)] = 30
) -> Response:
    """All that the city's page shows. For the gateway, which alone reaches this port; so it asks for no
    token, and holds nothing that `/v1/indicators:query` would not tell anybody."""
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()
    async with take_snapshot(engine, settings.city_id, request.state.span_cache) as snapshot:
        content = await actions.city_figures(snapshot, today, days)
    return Response(msgspec.json.encode(content), media_type="application/json")
