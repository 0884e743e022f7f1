"""Cursors: where the next page of a list begins. Opaque, and only those that we gave are taken back."""

import base64
import hashlib
import hmac
import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shared.http.problems import InvalidCursor

SIGNATURE_BYTES = 12


class Page(BaseModel):
    """The query of a list: at most `limit` items, from where `cursor` (a `next_cursor`) says."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=500)


def _signature(secret: str, list_name: str, content: bytes) -> bytes:
    message = f"cursor {list_name}\n".encode() + content
    return hmac.digest(secret.encode(), message, hashlib.sha256)[:SIGNATURE_BYTES]


def write(secret: str, list_name: str, *values: str | int) -> str:
    """A cursor that holds the sort key of the last item of a page, for one list of one owner."""
    content = json.dumps(values).encode()
    signed = _signature(secret, list_name, content) + content
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


def read(secret: str, list_name: str, cursor: str) -> list[Any]:
    """The values that `write` was given for this list. Raises InvalidCursor for anything else.

    >>> read("secret", "trips of Ada", write("secret", "trips of Ada", "2026-05-04", 7))
    ['2026-05-04', 7]
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    signature, content = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(secret, list_name, content)):
        raise InvalidCursor("This is not a cursor that this list gave. Start again without it.")
    values: list[Any] = json.loads(content)
    return values
