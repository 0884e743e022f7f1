"""A page for each problem: the `type` of an error (RFC 9457) is its address."""

import functools
import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from services.pages.frame.layout import answer, page_language, render, templates
from shared.http.base_path import public
from shared.http.problems import NotFound
from shared.http.texts import translate

router = APIRouter(include_in_schema=False)

TEMPLATE = templates(Path(__file__).parent / "templates").get_template("problem.html")
KINDS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "kinds.json").read_text())
"""Code -> status, title and description of every problem of all services. `make docs` writes the file."""


@router.get("/problems/{code}")
async def problem(code: str, request: Request) -> Response:
    """What a problem means, in the reader's language: a page, or JSON for a client that accepts no HTML."""
    if code not in KINDS:
        raise NotFound("There is no such problem.")
    language = page_language(request)
    response: Response = JSONResponse(_content(code, language))
    if not _wants_json(request.headers.get("accept", "")):
        response = HTMLResponse(_html(code, language, request.app.state.settings.city_name, public("")))
    return answer(request, response, language, "Accept, Accept-Language", "public, max-age=3600")


def _content(code: str, language: str) -> dict[str, Any]:
    words = {name: translate(KINDS[code][name], language) for name in ("title", "description")}
    return {"type": public(f"/problems/{code}"), "code": code, "status": KINDS[code]["status"], **words}


@functools.cache  # as many pages as there are problems and languages
def _html(code: str, language: str, city_name: str, _base: str) -> str:
    return render(TEMPLATE, language, city_name, problem=_content(code, language))


def _wants_json(accept: str) -> bool:
    """Whether the Accept header names JSON and not HTML. Browsers name HTML; a plain `*/*` gets the page."""
    media_types = accept.lower()
    return "json" in media_types and "html" not in media_types
