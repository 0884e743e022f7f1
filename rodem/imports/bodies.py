"""Lists cut into what one request takes: a body has a number of items and of bytes at most."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

import msgspec

from shared.limits import BATCH_BODY_BYTES_MAX

BODY_BYTES_MAX = BATCH_BODY_BYTES_MAX * 9 // 10
"""The most bytes of a body's items. The rest is for what is around them."""


class HasJson(Protocol):
    """What is sent as an item of a list."""

    @property
    def json(self) -> msgspec.Raw: ...


Item = TypeVar("Item", bound=HasJson)


def in_bodies(items: Iterable[Item], items_max: int) -> Iterator[list[Item]]:
    """Cut items into lists that one body takes each: of at most `items_max` items and BODY_BYTES_MAX."""
    body: list[Item] = []
    body_bytes = 0
    for item in items:
        if body and (len(body) == items_max or body_bytes + len(item.json) > BODY_BYTES_MAX):
            yield body
            body, body_bytes = [], 0
        body.append(item)
        body_bytes += len(item.json) + 1
    if body:
        yield body
