"""What all events have in common: bounds on every number and text, a revision, a key."""

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

Metres = Annotated[int, Meta(ge=0, le=2_000_000)]


Seconds = Annotated[int, Meta(ge=0, le=2_000_000_000)]


Kilocalories = Annotated[int, Meta(ge=0, le=10_000)]


Points = Annotated[int, Meta(ge=-1_000_000_000, le=1_000_000_000)]


Revision = Annotated[int, Meta(ge=1)]


Name = Annotated[str, Meta(min_length=1, max_length=255)]


Word = Annotated[str, Meta(min_length=1, max_length=64)]
"""A word of a vocabulary that may grow. Its maker checks it; a reader passes over what it does not know."""


LocalHour = Annotated[int, Meta(ge=0, le=23)]


Texts = dict[str, str]
"""Language (ca, es, en) -> text. English is always there."""


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all events carry. `id` and `time` are the outbox row's, as CloudEvents wants."""

    type: ClassVar[str]

    city_id: Name
    revision: Revision

    @property
    def key(self) -> str:
        """Events with one key arrive in the order in which they were said."""
        raise NotImplementedError


class RiderEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An event about one rider, and in order for that rider."""

    rider_id: UUID

    @property
    def key(self) -> str:
        return str(self.rider_id)
