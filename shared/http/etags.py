"""Entity tags (RFC 9110): a strong ETag of an answer's bytes, and whether a reader has those bytes."""

import hashlib

from fastapi import Request


def etag_of(content: bytes) -> str:
    """The strong ETag of these bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def has(request: Request, etag: str) -> bool:
    """Whether the reader has what this ETag names, by `If-None-Match`: then the answer is 304.

    The comparison is weak, because a proxy that compresses an answer makes its ETag weak.
    """
    sent = ",".join(request.headers.getlist("if-none-match"))
    return sent.strip() == "*" or etag in (entry.strip().removeprefix("W/") for entry in sent.split(","))
