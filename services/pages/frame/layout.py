"""The frame of all pages: links to their languages, their style, their Content-Security-Policy."""

import base64
import hashlib
from functools import partial
from http import HTTPStatus
from pathlib import Path

import jinja2
from fastapi import Request
from starlette.responses import Response

from services.pages.frame.words import LANGUAGE_NAMES
from shared.http import etags
from shared.http.base_path import public
from shared.http.texts import LANGUAGES, language_of, translate

TEMPLATES = Path(__file__).parent / "templates"
CSS = "".join((TEMPLATES / "frame.css").read_text().splitlines())
POLICY = (
    "default-src 'none'; script-src 'self';"
    f" style-src 'sha256-{base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()}';"
    " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


NOT_MODIFIED_HEADERS = ("content-security-policy", "content-language", "vary", "etag", "cache-control")


def templates(folder: Path) -> jinja2.Environment:
    """The templates in this folder, which may extend `frame.html`."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: jinja2.Template, language: str, city_name: str, **values: object) -> str:
    """The page as HTML. Jinja escapes all values."""
    text = partial(_text, language)
    heading = text("{city} by bike", city=city_name) if city_name else text("The city by bike")
    return template.render(
        values,
        t=text,
        language=language,
        languages=LANGUAGE_NAMES,
        heading=heading,
        base=public(""),
        css=CSS,
    )


def answer(
    request: Request, content: Response, language: str, vary: str = "Accept-Language", cache: str = "no-cache"
) -> Response:
    """The page with our policy and the headers for caches; 304 for a reader who has the same page already."""
    etag = etags.etag_of(bytes(content.body))
    content.headers.update(
        {
            "Content-Security-Policy": POLICY,
            "Content-Language": language,
            "Vary": vary,
            "ETag": etag,
            "Cache-Control": cache,
        }
    )
    if content.status_code == HTTPStatus.OK and etags.has(request, etag):
        unchanged = Response(status_code=HTTPStatus.NOT_MODIFIED)
        unchanged.headers.update({name: content.headers[name] for name in NOT_MODIFIED_HEADERS})
        return unchanged
    return content


def _text(language: str, sentence: str, **values: object) -> str:
    return translate(sentence, language).format(**values)


def page_language(request: Request) -> str:
    """The language of a page: `?lang=`, else Accept-Language."""
    chosen = request.query_params.get("lang", "")
    return chosen if chosen in LANGUAGES else language_of(request.headers.get("accept-language", ""))
