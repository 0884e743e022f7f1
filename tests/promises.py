"""Every answer is held against the OpenAPI document: its status, its problem and its headers."""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

DOCUMENT = Path(__file__).parents[1] / "docs" / "openapi.json"
OF_THE_DOOR = frozenset({405, 414, 431, 500})
"""Statuses that come before an operation is known, or after it has failed: `default` in the document."""
OF_EVERY_ANSWER = frozenset(
    {
        *("allow", "content-encoding", "content-length", "content-type", "date", "server"),
        *("connection", "transfer-encoding", "vary", "cache-control", "traceparent"),
        *("content-security-policy", "referrer-policy", "x-content-type-options"),
    }
)
"""Headers of HTTP itself and for browsers, which the document does not repeat."""


@cache
def _operations() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    paths: dict[str, Any] = json.loads(DOCUMENT.read_text())["paths"]
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), item) for path, item in paths.items()]


def _operation(method: str, path: str) -> dict[str, Any] | None:
    items = [item for pattern, item in _operations() if pattern.fullmatch(path)]
    return next((item[method.lower()] for item in items if method.lower() in item), None)


def check(method: str, url: str, status: int, headers: Iterable[str], content: bytes) -> None:
    """Raises AssertionError for the answer of a documented operation that its document does not promise."""
    operation = _operation(method, urlsplit(url).path)
    if operation is None:
        return
    label = f"{method} {url} answered {status}"
    key = "default" if status in OF_THE_DOOR else str(status)
    assert key in operation["responses"], f"{label}, and the document does not say so: {content!r}"
    promised = operation["responses"][key]
    if status >= httpx.codes.BAD_REQUEST and key != "default":
        codes = promised["content"]["application/problem+json"]["examples"]
        code = json.loads(content)["code"]
        assert code in codes, f"{label} with {code}: name its problem in the route's `responses=may_raise(…)`"
    documented = {name.lower() for name in promised["headers"]} | OF_EVERY_ANSWER
    undocumented = {name.lower() for name in headers} - documented
    assert not undocumented, f"{label} with headers that the document does not name: {undocumented}"
