"""A page for each problem: where the `type` of an error leads."""

import hashlib
import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from services.gateway.frame.layout import POLICY, page_language, render, templates
from shared.http.problems import NotFound
from shared.http.texts import translate

router = APIRouter(include_in_schema=False)

TEMPLATE = templates(Path(__file__).parent / "templates").get_template("problem.html")
KINDS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "kinds.json").read_text())
"""Code -> status, title, description, of all services. Written from the code by `make docs`."""


@router.get("/problems/{code}")
async def problem(code: str, request: Request) -> Response:
    """What a problem means, in the reader's language: a page, or JSON for whom does not want HTML."""
    kind = KINDS.get(code)
    if kind is None:
        raise NotFound("There is no such problem.")
    language = page_language(request)
    words = {name: translate(kind[name], language) for name in ("title", "description")}
    content = {"type": f"/problems/{code}", "code": code, "status": kind["status"], **words}
    answer: Response = JSONResponse(content)
    if not _wants_json(request.headers.get("accept", "")):
        city_name = request.app.state.settings.city_name
        html = render(TEMPLATE, language, city_name, problem=content)
        answer = HTMLResponse(html, headers={"Content-Security-Policy": POLICY})
    answer.headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.headers["Content-Language"] = language
    answer.headers["Vary"] = "Accept, Accept-Language"
    return answer


def _wants_json(accept: str) -> bool:
    """Whether it names JSON and not HTML: browsers always name HTML, and a plain `*/*` gets the page."""
    named = accept.lower()
    return "json" in named and "html" not in named
