"""Entity tags (RFC 9110): a strong ETag of an answer's bytes, and 304 for a reader who has those bytes."""

import hashlib
from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

PUBLIC = "no-cache"
PRIVATE = "private, no-cache"
"""`Cache-Control` of answers that are the same for everybody, and of those that are the caller's. Caches ask
again each time, with `If-None-Match`."""


def etag_of(content: bytes) -> str:
    """The strong ETag of these bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def has(request: Request, etag: str) -> bool:
    """Whether the reader has what this ETag names, by `If-None-Match`: then the answer is 304.

    The comparison is weak, because a proxy that compresses an answer makes its ETag weak.
    """
    sent = ",".join(request.headers.getlist("if-none-match"))
    return sent.strip() == "*" or etag in (entry.strip().removeprefix("W/") for entry in sent.split(","))


def answer(
    request: Request,
    body: bytes,
    cache: str,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
    etag: str | None = None,
) -> Response:
    """The body with its ETag, or 304 for a reader who has the same body. `cache` is PUBLIC or PRIVATE.

    `etag` is that of the body, for a body that is answered often and whose ETag was computed once.
    """
    etag = etag or etag_of(body)
    sent = {**(headers or {}), "ETag": etag, "Cache-Control": cache}
    if has(request, etag):
        return Response(status_code=304, headers=sent)
    return Response(body, headers=sent, media_type=media_type)
