"""What all pages have around them: a frame with their languages, their style, their policy."""

import base64
import hashlib
from functools import partial
from pathlib import Path

import jinja2
from fastapi import Request

from services.gateway.frame.words import LANGUAGE_NAMES
from shared.http.texts import LANGUAGES, language_of, translate

TEMPLATES = Path(__file__).parent / "templates"
CSS = "".join((TEMPLATES / "frame.css").read_text().splitlines())
POLICY = (
    "default-src 'none'; script-src 'self';"
    f" style-src 'sha256-{base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()}';"
    " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


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
    """The page as HTML. Whatever came from outside is escaped."""
    text = partial(_text, language)
    heading = text("{city} by bike", city=city_name) if city_name else text("The city by bike")
    return template.render(
        values,
        t=text,
        language=language,
        languages=LANGUAGE_NAMES,
        heading=heading,
        css=CSS,
    )


def _text(language: str, sentence: str, **values: object) -> str:
    return translate(sentence, language).format(**values)


def page_language(request: Request) -> str:
    """The language of a page: `?lang=`, else Accept-Language."""
    chosen = request.query_params.get("lang", "")
    return chosen if chosen in LANGUAGES else language_of(request.headers.get("accept-language", ""))
