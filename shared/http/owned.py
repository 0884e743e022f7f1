"""Things that a path names, and their owners.

A thing of another owner is answered like a thing that does not exist: same status, same words.
"""

from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from shared.http.bodies import day_text
from shared.http.problems import NotFound

Thing = TypeVar("Thing")


class Absent(NamedTuple):
    """The detail of the 404 for a thing of some kind that does not exist or belongs to another owner."""

    detail: str


def path_id(text: str, absent: Absent) -> UUID:
    """The UUID in a path. Raises NotFound for any other text, and for nil, which names nothing: no body takes
    it as an id either."""
    try:
        named = UUID(text)
    except ValueError:
        raise NotFound(absent.detail) from None
    if not named.int:
        raise NotFound(absent.detail)
    return named


def path_day(text: str, absent: Absent) -> date:
    """The local day in a path. Raises NotFound for any other text."""
    day = day_text(text)
    if day is None:
        raise NotFound(absent.detail)
    return date.fromisoformat(day)


def owned(thing: Thing | None, absent: Absent) -> Thing:
    """The thing that a store found for this caller. Raises NotFound for None.

    Stores compare the owner in SQL, so that another owner's row is neither read nor locked.
    """
    if thing is None:
        raise NotFound(absent.detail)
    return thing
