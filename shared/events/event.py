"""What all events have in common: bounds on every number, text and list, a revision, a key."""

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

Word = Annotated[str, Meta(min_length=1, max_length=64)]
"""A word of a list that may grow (a verdict, a kind, a state). A new word is no new version of the event: the
list is checked where the word is made, and whoever hears a word that they do not know passes over it."""

Name = Annotated[str, Meta(min_length=1, max_length=255)]
"""What somebody calls a thing, or a thing's id that is no UUID."""

Texts = Annotated[
    dict[
        Annotated[str, Meta(min_length=1, max_length=16)],
        Annotated[str, Meta(min_length=1, max_length=1_000)],
    ],
    Meta(max_length=20),
]
"""Language (ca, es, en) -> text. English is always there."""

Digest = Annotated[str, Meta(min_length=64, max_length=64)]
"""A SHA-256 in hexadecimal digits."""

Month = Annotated[str, Meta(min_length=7, max_length=7)]
"""A month of the city: `2026-05`."""

Revision = Annotated[int, Meta(ge=1, le=9_223_372_036_854_775_807)]

Version = Annotated[int, Meta(ge=1, le=2_147_483_647)]

Seq = Annotated[int, Meta(ge=1, le=9_223_372_036_854_775_807)]
"""A place in a chain, from 1 on without gaps."""

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]

Metres = Annotated[int, Meta(ge=0, le=2_000_000)]

Seconds = Annotated[int, Meta(ge=0, le=2_000_000_000)]

Minutes = Annotated[int, Meta(ge=0, le=1_500)]
"""Of one local day, which may have 25 hours."""

Kilocalories = Annotated[int, Meta(ge=0, le=10_000)]

LocalHour = Annotated[int, Meta(ge=0, le=23)]

Points = Annotated[int, Meta(ge=-1_000_000_000, le=1_000_000_000)]

Balance = Annotated[int, Meta(ge=0, le=1_000_000_000)]
"""Points that lie somewhere: never below zero."""

Cents = Annotated[int, Meta(ge=0, le=100_000_000_000)]

Percent = Annotated[int, Meta(ge=0, le=100)]

Share = Annotated[float, Meta(ge=0, le=1)]

Figure = Annotated[float, Meta(ge=-1e15, le=1e15)]
"""A measured number, in the unit of what is measured."""

ValueTags = Annotated[dict[Word, Percent], Meta(max_length=20)]
"""Value of the city (health, climate) -> its share of what this gives, in whole percent; together 100."""


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
