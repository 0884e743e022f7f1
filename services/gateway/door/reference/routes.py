"""One OpenAPI document for all that the gateway answers, and the page that shows it. All of it is in memory,
and takes no place among the requests at work."""

import asyncio
import base64
import gzip
import hashlib
import json
import mimetypes
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import fastapi_offline
import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse, Response

from services.gateway.door.compression import takes_gzip
from services.gateway.door.forwarding.actions import Service
from services.gateway.door.forwarding.rules import FORWARDED
from services.gateway.door.reference import answers
from services.gateway.door.reference.rules import Document
from shared.caches import Latest
from shared.http import etags, visitors
from shared.http.base_path import public

DOCUMENT = "/openapi.json"
PAGE = "/docs"
FILES = {
    f"/docs/static/{name}": Path(fastapi_offline.__file__).parent / "static" / name
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png")
}
FETCH_S = 3
AGAIN_S = 1
"""For how many seconds a document without some services holds. A whole one holds as long as the process."""

router = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    """Add `/openapi.json` and `/docs`, with the files that the page loads. After `web.install`."""
    app.include_router(router)
    for path, file in FILES.items():
        app.add_api_route(path, _answering(file), include_in_schema=False)
    app.state.openapi_document = Latest[Content](AGAIN_S)
    app.state.documents |= {DOCUMENT, PAGE, *FILES}


@dataclass(frozen=True)
class Content:
    """The bytes of an answer, and their ETag and gzip, which are computed once."""

    content: bytes
    media_type: str
    etag: str

    @cached_property
    def gzipped(self) -> bytes:
        """The same in gzip: a quarter of the bytes, in 50 ms for the largest."""
        return gzip.compress(self.content, mtime=0)


def _content(content: bytes, media_type: str) -> Content:
    return Content(content, media_type, etags.etag_of(content))


def _answering(file: Path) -> Callable[[Request], Awaitable[Response]]:
    content = _content(file.read_bytes(), mimetypes.guess_type(file)[0] or "application/octet-stream")

    async def answer(request: Request) -> Response:
        return await _unless_known(request, content)

    return answer


async def _unless_known(request: Request, content: Content) -> Response:
    """The content, in gzip for a reader who takes that, or 304 for one who has it."""
    body, headers = content.content, {"Vary": "Accept-Encoding"}
    if takes_gzip(request.headers.get("accept-encoding", "")) and not etags.has(request, content.etag):
        # In a thread, because compressing would hold the event loop.
        body = await asyncio.to_thread(lambda: content.gzipped)
        headers["Content-Encoding"] = "gzip"
    return etags.answer(request, body, etags.PUBLIC, headers, content.media_type, content.etag)


@router.get(DOCUMENT)
async def document(request: Request) -> Response:
    """OpenAPI 3.1. A service that is away is left out, and asked again after AGAIN_S."""
    latest: Latest[Content] = request.app.state.openapi_document
    content = await latest.get(lambda: _merged(request))
    assert content is not None
    return await _unless_known(request, content)


async def _merged(request: Request) -> Content:
    """The document. Its bytes are written anew only when more services are known than before."""
    documents: dict[str, Document] = request.state.service_documents
    missing = sorted({route.service for route in FORWARDED if not route.is_page} - documents.keys())
    fetched = await asyncio.gather(*(_fetch(request, service) for service in missing))
    found = {name: item for name, item in zip(missing, fetched, strict=True) if item}
    written: list[Content] = request.state.openapi_written
    if found or not written:
        documents.update(found)
        merged = answers.merge(request.app.openapi(), documents)
        if base_path := request.app.state.settings.base_path:
            merged["servers"] = [{"url": base_path}]
        raw = json.dumps(merged, ensure_ascii=False, separators=(",", ":")).encode()
        written[:] = [_content(raw, "application/json")]
    return written[0]


async def _fetch(request: Request, service: str) -> Document | None:
    """The service's own document; None while the service is away."""
    target: Service = request.state.services[service]
    secret = request.app.state.settings.internal_secret.get_secret_value()
    headers = {visitors.HEADER: visitors.sign(secret, visitors.NO_ADDRESS)}
    try:
        async with asyncio.timeout(FETCH_S):
            answer = await target.client.get(f"{target.url}/openapi.json", headers=headers)
            service_document: Document = answer.raise_for_status().json()
    except (httpx.HTTPError, TimeoutError, ValueError):
        return None
    return service_document


@router.get(PAGE)
async def page(request: Request) -> HTMLResponse:
    """The reference to read and try. It loads nothing from elsewhere."""
    script, style, icon = map(public, FILES)
    html = bytes(
        get_swagger_ui_html(
            openapi_url=public(DOCUMENT),
            title=request.app.title,
            swagger_js_url=script,
            swagger_css_url=style,
            swagger_favicon_url=icon,
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
