"""Cursors: where the next page of a list begins. Opaque, and only those that we gave are taken back."""

import base64
import hashlib
import hmac
import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shared.problems import InvalidCursor

SIGNATURE_BYTES = 12


class Page(BaseModel):
    """The query of a list: at most `limit` items, from where `cursor` (a `next_cursor`) says."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=500)


def _signature(secret: str, content: bytes) -> bytes:
    return hmac.digest(secret.encode(), b"cursor " + content, hashlib.sha256)[:SIGNATURE_BYTES]


def write(secret: str, *values: str | int) -> str:
    """A cursor that holds the sort key of the last item of a page."""
    content = json.dumps(values).encode()
    return base64.urlsafe_b64encode(_signature(secret, content) + content).decode().rstrip("=")


def read(secret: str, cursor: str) -> list[Any]:
    """The values that `write` was given. Raises InvalidCursor for anything else.

    >>> read("secret", write("secret", "2026-05-04", 7))
    ['2026-05-04', 7]
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    signature, content = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(secret, content)):
        raise InvalidCursor("This is not a cursor that this list gave. Start again without it.")
    values: list[Any] = json.loads(content)
    return values
