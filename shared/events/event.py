"""The parts that all events share: bounded types of numbers, texts and lists, a revision, a key."""

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from shared.limits import ID_LENGTH_MAX

Word = Annotated[str, Meta(min_length=1, max_length=64)]
"""A word of an open list (a verdict, a kind, a state). A new word is no new version of the event: the
publisher checks the list, and a consumer ignores a word that it does not know."""

Name = Annotated[str, Meta(min_length=1, max_length=ID_LENGTH_MAX)]
"""A name, or an id that is not a UUID."""

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
"""A position in a hash chain: 1, 2, 3, ... without gaps."""

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]

Metres = Annotated[int, Meta(ge=0, le=2_000_000)]

Seconds = Annotated[int, Meta(ge=0, le=2_000_000_000)]

Minutes = Annotated[int, Meta(ge=0, le=1_500)]
"""Minutes of one local day, which may have 25 hours (1,500 minutes)."""

Kilocalories = Annotated[int, Meta(ge=0, le=10_000)]

LocalHour = Annotated[int, Meta(ge=0, le=23)]

Points = Annotated[int, Meta(ge=-1_000_000_000, le=1_000_000_000)]

Balance = Annotated[int, Meta(ge=0, le=1_000_000_000)]
"""A balance of points: never below zero."""

Cents = Annotated[int, Meta(ge=0, le=100_000_000_000)]

Percent = Annotated[int, Meta(ge=0, le=100)]

Share = Annotated[float, Meta(ge=0, le=1)]

Figure = Annotated[float, Meta(ge=-1e15, le=1e15)]
"""A measured number, in the unit of what is measured."""

ValueTags = Annotated[dict[Word, Percent], Meta(max_length=20)]
"""Value of the city (health, climate) -> its share of the contribution, in percent. Shares add up to 100."""


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all events carry. `id` and `time` are the outbox row's, as CloudEvents wants."""

    type: ClassVar[str]

    city_id: Name
    revision: Revision

    @property
    def key(self) -> str:
        """The ordering key (Kafka message key): events with one key arrive in the order of publication."""
        raise NotImplementedError


class RiderEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An event about one rider, and in order for that rider."""

    rider_id: UUID

    @property
    def key(self) -> str:
        return str(self.rider_id)
