"""Encoding of requests and decoding of answers."""

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote
from uuid import UUID, uuid4

import msgspec

if TYPE_CHECKING:
    from typing import Literal as Literal
else:

    class Literal:
        """Stands for `typing.Literal`: these values to a type checker, any value of their type at run time.

        So a program that was written for three kinds of postings can decode a fourth of a newer gateway.
        """

        def __class_getitem__(cls, values: Any) -> type:
            return type(values[0] if isinstance(values, tuple) else values)


class Model(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A body or an answer. A field that was left out is None; unknown fields are ignored."""


T = TypeVar("T")


def decoded(content: bytes, kind: type[T]) -> T:
    """The answer as this type. Raises msgspec.ValidationError if it has another form."""
    return msgspec.json.decode(content, type=kind)


def segment(value: UUID | str) -> str:
    """The value as a segment of a path, percent-encoded."""
    return quote(str(value), safe="")


def new_key() -> str:
    """A new random Idempotency-Key."""
    return str(uuid4())
