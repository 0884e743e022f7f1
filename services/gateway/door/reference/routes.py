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
    """Add `/openapi.json` and `/docs`, with the files that the page loads."""
    app.include_router(router)
    app.mount(STATIC, StaticFiles(directory=Path(fastapi_offline.__file__).parent / "static"))


@router.get("/openapi.json")
async def document(request: Request) -> JSONResponse:
    """OpenAPI 3.1. A service that is away is left out, and asked again next time."""
    documents: dict[str, Document] = request.state.service_documents
    missing = sorted({route.service for route in FORWARDED if not route.is_page} - documents.keys())
    fetched = await asyncio.gather(*(_fetch(request, service) for service in missing))
    documents.update({name: item for name, item in zip(missing, fetched, strict=True) if item})
    return JSONResponse(answers.merge(request.app.openapi(), documents))


async def _fetch(request: Request, service: str) -> Document | None:
    """The service's own document; None while the service is away."""
    target: Service = request.state.services[service]
    try:
        async with asyncio.timeout(FETCH_S):
            answer = await target.client.get(f"{target.url}/openapi.json")
            service_document: Document = answer.raise_for_status().json()
    except (httpx.HTTPError, TimeoutError, ValueError):
        return None
    return service_document


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
    """A Content-Security-Policy that allows the page's own inline scripts, by their hashes, and no others."""
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{hash_}'" for hash_ in hashes)
    return (
        f"default-src 'none'; script-src 'self' {allowed}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )
