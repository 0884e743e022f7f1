"""Events as consumers receive them."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from shared.events.event import Event

E_co = TypeVar("E_co", bound=Event, covariant=True)


class Heard(NamedTuple, Generic[E_co]):
    """A received event with the id and time of its CloudEvents envelope."""

    id: UUID
    time: datetime
    event: E_co


Subject = TypeVar("Subject", bound=Hashable)


def newest(batch: Iterable[Heard[E_co]], subject: Callable[[E_co], Subject]) -> dict[Subject, Heard[E_co]]:
    """Subject -> the event of the batch with the highest revision. Older revisions are superseded."""
    last: dict[Subject, Heard[E_co]] = {}
    for heard in batch:
        key = subject(heard.event)
        newest_so_far = last.get(key)
        if newest_so_far is None or newest_so_far.event.revision < heard.event.revision:
            last[key] = heard
    return last
