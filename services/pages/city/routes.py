"""The city's page, for anybody from citizens to councillors: figures drawn on the server, in one request."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rodem_client.api.city_figures import CityFigures
from services.pages.city import figures
from services.pages.city.page import page
from services.pages.frame.layout import answer, page_language, render, templates
from services.pages.frame.visitors import rodem_of
from shared.http.base_path import public
from shared.http.problems import Unavailable

router = APIRouter(include_in_schema=False)

TEMPLATES = templates(Path(__file__).parent / "templates")


@router.get("/")
async def home() -> RedirectResponse:
    """Redirect to the city's page."""
    return RedirectResponse(public("/city"), 302)


@router.get("/city")
async def city(request: Request) -> Response:
    """The city's figures in the reader's language (`?lang=`, else Accept-Language); 503 if they are away."""
    language = page_language(request)
    settings = request.app.state.settings
    try:
        latest = await figures.read(request.state.city_figures, rodem_of(request))
    except Unavailable as problem:
        html = html_of(None, language, settings.city_name, settings.timezone)
        return answer(
            request, HTMLResponse(html, problem.status, problem.headers), language, cache="no-store"
        )
    # Drawing takes 30 ms, and the figures are the same for all readers of a language until they change.
    drawn: dict[str, tuple[CityFigures, str]] = request.state.city_pages
    if language not in drawn or drawn[language][0] is not latest:
        drawn[language] = latest, html_of(latest, language, settings.city_name, settings.timezone)
    return answer(
        request, HTMLResponse(drawn[language][1]), language, cache=f"public, max-age={figures.FRESH_S}"
    )


def html_of(latest: CityFigures | None, language: str, city_name: str, timezone: str) -> str:
    """The page as HTML. It has words alone when the figures are away (None), or none may be published."""
    content = page(latest, language, timezone) if latest else None
    template = TEMPLATES.get_template("city.html" if content else "quiet.html")
    return render(
        template, language, city_name, page=content, k=latest.riders_min if latest else 0, away=latest is None
    )
