"""How requests and answers are written."""

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote
from uuid import UUID, uuid4

import msgspec

if TYPE_CHECKING:
    from typing import Literal as Literal
else:

    class Literal:
        """One of these values to a type checker, any of their type at run time.

        So a program that knows three kinds of postings still reads the fourth, of a newer gateway.
        """

        def __class_getitem__(cls, values: Any) -> type:
            return type(values[0] if isinstance(values, tuple) else values)


class Model(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A body or an answer. None is what was left out; fields that we do not know are passed over."""


T = TypeVar("T")


def decoded(content: bytes, kind: type[T]) -> T:
    """The answer. Raises msgspec.ValidationError if it is not what the gateway promises."""
    return msgspec.json.decode(content, type=kind)


def segment(value: UUID | str) -> str:
    """The value as a part of a path."""
    return quote(str(value), safe="")


def new_key() -> str:
    """An Idempotency-Key that nobody has used."""
    return str(uuid4())
