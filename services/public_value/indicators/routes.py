"""HTTP door of indicators: what is measured."""

from hashlib import sha256

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from services.public_value.indicators import answers

router = APIRouter()

DISCOVERY = msgspec.json.encode(answers.discovery())


@router.get("/v1/indicators", operation_id="list_indicators", response_model=answers.Discovery)
async def indicators(request: Request) -> Response:
    """What is measured: definitions, units, methods, and the data behind them. Needs no token."""
    etag = f'"{sha256(DISCOVERY).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(DISCOVERY, media_type="application/json", headers=headers)
