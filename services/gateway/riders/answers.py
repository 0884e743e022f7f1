"""Answers as JSON with an ETag of their content, in the language that the reader asks for."""

from functools import lru_cache

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from shared.http import etags
from shared.http.documented import as_json
from shared.http.texts import in_language, language_of

_language_of = lru_cache(1_000)(language_of)


def reader_language(request: Request) -> str:
    """The language that the reader asks for."""
    return _language_of(request.headers.get("accept-language", ""))


def answer(request: Request, content: BaseModel, language: str | None = None) -> Response:
    """The content, or 304 when the reader has it already. `language` is that of its texts, if it has any."""
    return answer_json(request, as_json(content), language)


def answer_json(request: Request, body: bytes, language: str | None = None) -> Response:
    """As `answer`, for content that is already encoded as JSON."""
    headers = in_language(language) if language else None
    return etags.answer(request, body, etags.PRIVATE, headers)
