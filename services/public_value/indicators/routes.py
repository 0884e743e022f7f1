"""HTTP routes that list the indicators and define them."""

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from services.public_value.indicators import answers
from shared.http import etags

router = APIRouter()

DISCOVERY = msgspec.json.encode(answers.discovery())
ETAG = etags.etag_of(DISCOVERY)


@router.get("/v1/indicators", operation_id="list_indicators", response_model=answers.Discovery)
async def indicators(request: Request) -> Response:
    """What is measured: definitions, units, methods, and the data behind them. Needs no token."""
    return etags.answer(request, DISCOVERY, etags.PUBLIC, etag=ETAG)
