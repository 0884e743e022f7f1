"""Events as a consumer gets them."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from shared.events.event import Event

E_co = TypeVar("E_co", bound=Event, covariant=True)


class Heard(NamedTuple, Generic[E_co]):
    """An event as a consumer gets it."""

    id: UUID
    time: datetime
    event: E_co


Subject = TypeVar("Subject", bound=Hashable)


def newest(batch: Iterable[Heard[E_co]], subject: Callable[[E_co], Subject]) -> dict[Subject, Heard[E_co]]:
    """Of each subject its newest state in a batch: what is older tells nothing more."""
    last: dict[Subject, Heard[E_co]] = {}
    for heard in batch:
        key = subject(heard.event)
        known = last.get(key)
        if known is None or known.event.revision < heard.event.revision:
            last[key] = heard
    return last
