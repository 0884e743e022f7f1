"""The page that a councillor opens: the city's figures, drawn on the server, in one request."""

import base64
import hashlib
from functools import partial
from pathlib import Path

import jinja2
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from services.gateway.city import figures as city_figures
from services.gateway.city import page as city_page
from services.gateway.frame.words import LANGUAGE_NAMES
from shared.http.problems import Unavailable
from shared.http.texts import LANGUAGES, language_of, translate

router = APIRouter(include_in_schema=False)

TEMPLATES = Path(__file__).parent / "templates"
CSS = "".join((TEMPLATES / "city.css").read_text().splitlines())
TEMPLATE = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
POLICY = (
    "default-src 'none'; script-src 'self';"
    f" style-src 'sha256-{base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()}';"
    " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@router.get("/city")
async def city(request: Request) -> Response:
    """The city's figures in the reader's language (`?lang=`, else Accept-Language), 503 without them."""
    language = wanted_language(request)
    settings = request.app.state.settings
    try:
        figures = await city_figures.read(
            request.state.city_figures, request.state.client, settings.service_urls.get("public_value", "")
        )
    except Unavailable as problem:
        html = render("city_quiet.html", language, settings.city_name, away=True)
        return _answer(
            request, html, language, problem.status, problem.headers | {"Cache-Control": "no-store"}
        )
    page = city_page.page(figures, language, settings.timezone)
    template = "city_quiet.html" if page is None else "city.html"
    html = render(template, language, settings.city_name, page=page, k=figures.k_value, away=False)
    return _answer(request, html, language, 200, {"Cache-Control": f"public, max-age={city_figures.KEPT_S}"})


def render(template: str, language: str, city_name: str, **values: object) -> str:
    """The page as HTML. Whatever came from outside is escaped."""
    text = partial(_text, language)
    heading = text("{city} by bike", city=city_name) if city_name else text("The city by bike")
    return TEMPLATE.get_template(template).render(
        values,
        t=text,
        language=language,
        languages=LANGUAGE_NAMES,
        heading=heading,
        css=CSS,
    )


def _text(language: str, sentence: str, **values: object) -> str:
    return translate(sentence, language).format(**values)


def wanted_language(request: Request) -> str:
    """The language of a page: `?lang=`, else Accept-Language."""
    wanted = request.query_params.get("lang", "")
    return wanted if wanted in LANGUAGES else language_of(request.headers.get("accept-language", ""))


def _answer(request: Request, html: str, language: str, status: int, headers: dict[str, str]) -> Response:
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    of_page = {
        "Content-Security-Policy": POLICY,
        "Content-Language": language,
        "Vary": "Accept-Language",
        "ETag": etag,
    }
    if status == 200 and request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers | of_page)
    return HTMLResponse(html, status, headers | of_page)
