"""Things that a path names, and whose they are.

A stranger's thing is answered as one that does not exist: with the same status, in the same words.
"""

from typing import NamedTuple, TypeVar
from uuid import UUID

from shared.http.problems import NotFound

Thing = TypeVar("Thing")


class Absent(NamedTuple):
    """What a caller is told of a thing of some kind that is not there, or that belongs to another."""

    detail: str


def path_id(text: str, absent: Absent) -> UUID:
    """The id in a path. A text that is no UUID names nothing: raises NotFound."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(absent.detail) from None


def owned(thing: Thing | None, absent: Absent) -> Thing:
    """The thing that a store has found among those of this caller. Raises NotFound where it found none.

    Stores ask for the owner in SQL, so that a stranger's row is neither read nor locked.
    """
    if thing is None:
        raise NotFound(absent.detail)
    return thing
