"""Cursors for pages of a list. A cursor is opaque and signed, so only our own cursors are accepted."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from itsdangerous import BadData, URLSafeSerializer
from pydantic import BaseModel, Field

from shared.http.problems import InvalidCursor
from shared.settings import ServiceSettings

Row = TypeVar("Row")
Place = tuple[str | int, ...]
"""The sort key of a row in its list, as JSON values."""


class Page(BaseModel):
    """The query of a list: at most `limit` items, from where `cursor` (a `next_cursor`) says."""

    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=500)


class Listing(NamedTuple):
    """The name of a list, which includes its owner, and the secret that signs its cursors."""

    secret: str
    name: str


def list_of(settings: ServiceSettings, name: str) -> Listing:
    """A list of this service. Its cursors are signed with the secret that all services share."""
    return Listing(settings.internal_secret.get_secret_value(), name)


def _serializer(listing: Listing) -> URLSafeSerializer:
    digest = {"digest_method": staticmethod(hashlib.sha256), "key_derivation": "hmac"}
    return URLSafeSerializer(listing.secret, salt=f"cursor {listing.name}", signer_kwargs=digest)


def write(listing: Listing, place: Place) -> str:
    """A cursor that contains the place of a page's last item, valid for this list only."""
    cursor = _serializer(listing).dumps(list(place))
    return cursor if isinstance(cursor, str) else cursor.decode()


def read(listing: Listing, cursor: str) -> list[Any]:
    """The place in a cursor that `write` made for this list. Raises InvalidCursor for any other text.

    >>> trips = Listing("secret", "trips of Ada")
    >>> read(trips, write(trips, ("2026-05-04", 7)))
    ['2026-05-04', 7]
    """
    try:
        place: list[Any] = _serializer(listing).loads(cursor)
    except BadData:
        raise InvalidCursor("This is not a cursor that this list gave. Start again without it.") from None
    return place


def begins_after(listing: Listing, page: Page) -> list[Any] | None:
    """The place behind which this page begins; None for the first page. Raises InvalidCursor."""
    return None if page.cursor is None else read(listing, page.cursor)


def cut(
    listing: Listing, page: Page, rows: Sequence[Row], place: Callable[[Row], Place]
) -> tuple[Sequence[Row], dict[str, Any]]:
    """The rows of a page, and `next_cursor` if there are more: read one row more than `page.limit`."""
    shown = rows[: page.limit]
    if len(rows) <= page.limit:
        return shown, {}
    return shown, {"next_cursor": write(listing, place(shown[-1]))}
