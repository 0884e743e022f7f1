"""The page that a councillor opens: the city's figures, drawn on the server, in one request."""

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.city import figures
from services.gateway.city.page import page
from services.gateway.door.forwarding.actions import Service
from services.gateway.frame.layout import POLICY, page_language, render, templates
from shared.http.problems import Unavailable

router = APIRouter(include_in_schema=False)

TEMPLATES = templates(Path(__file__).parent / "templates")


@router.get("/")
async def home() -> RedirectResponse:
    """To the page that everybody may read."""
    return RedirectResponse("/city", 302)


@router.get("/city")
async def city(request: Request) -> Response:
    """The city's figures in the reader's language (`?lang=`, else Accept-Language), 503 without them."""
    language = page_language(request)
    settings = request.app.state.settings
    asked: Service = request.state.services["public_value"]
    latest = None
    try:
        latest = await figures.read(request.state.city_figures, asked.client, asked.url)
        status, headers = 200, {"Cache-Control": f"public, max-age={figures.KEPT_S}"}
    except Unavailable as problem:
        status, headers = problem.status, problem.headers | {"Cache-Control": "no-store"}
    html = html_of(latest, language, settings.city_name, settings.timezone)
    return _answer(request, html, language, status, headers)


def html_of(latest: figures.CityFigures | None, language: str, city_name: str, timezone: str) -> str:
    """The page. It has only words where there is nothing to publish, or no figures, which are then away."""
    shown = page(latest, language, timezone) if latest else None
    template = TEMPLATES.get_template("city.html" if shown else "quiet.html")
    return render(
        template, language, city_name, page=shown, k=latest.k_value if latest else 0, away=latest is None
    )


def _answer(request: Request, html: str, language: str, status: int, headers: dict[str, str]) -> Response:
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    page_headers = {
        "Content-Security-Policy": POLICY,
        "Content-Language": language,
        "Vary": "Accept-Language",
        "ETag": etag,
    }
    if status == 200 and request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers | page_headers)
    return HTMLResponse(html, status, headers | page_headers)
