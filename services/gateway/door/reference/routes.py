"""One OpenAPI document for all that the gateway answers, and the page that shows it."""

import asyncio
import base64
import hashlib
import re
from pathlib import Path

import fastapi_offline
import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

from services.gateway.door.forwarding.actions import Service
from services.gateway.door.forwarding.rules import FORWARDED
from services.gateway.door.reference import answers
from services.gateway.door.reference.answers import Document

STATIC = "/docs/static"
FETCH_S = 3

router = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    """`/openapi.json` and `/docs`, with all that the page needs."""
    app.include_router(router)
    app.mount(STATIC, StaticFiles(directory=Path(fastapi_offline.__file__).parent / "static"))


@router.get("/openapi.json")
async def document(request: Request) -> JSONResponse:
    """OpenAPI 3.1. A service that is away is left out, and asked again next time."""
    known: dict[str, Document] = request.state.service_documents
    missing = sorted({route.service for route in FORWARDED if not route.is_page} - known.keys())
    fetched = await asyncio.gather(*(_fetch(request, service) for service in missing))
    known.update({service: theirs for service, theirs in zip(missing, fetched, strict=True) if theirs})
    return JSONResponse(answers.merge(request.app.openapi(), known))


async def _fetch(request: Request, service: str) -> Document | None:
    asked: Service = request.state.services[service]
    try:
        async with asyncio.timeout(FETCH_S):
            answer = await asked.client.get(f"{asked.url}/openapi.json")
            described: Document = answer.raise_for_status().json()
    except (httpx.HTTPError, TimeoutError, ValueError):
        return None
    return described


@router.get("/docs")
async def page(request: Request) -> HTMLResponse:
    """The reference to read and try. It loads nothing from elsewhere."""
    html = bytes(
        get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=request.app.title,
            swagger_js_url=f"{STATIC}/swagger-ui-bundle.js",
            swagger_css_url=f"{STATIC}/swagger-ui.css",
            swagger_favicon_url=f"{STATIC}/favicon.png",
        ).body
    ).decode()
    return HTMLResponse(html, headers={"Content-Security-Policy": _policy(html)})


def _policy(html: str) -> str:
    """A policy that lets run the page's own inline script, named by its hash, and no other."""
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts)
    allowed = " ".join(f"'sha256-{each}'" for each in hashes)
    return (
        f"default-src 'none'; script-src 'self' {allowed}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )
