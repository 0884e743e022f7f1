"""Every fact that crosses a service boundary, and nothing else.

Events tell states, not steps: each carries all that is true of its subject, and a `revision`. Of two
states of one subject the higher revision is true, so order, repetition and gaps do no harm.
On the wire an event is JSON in a CloudEvents envelope whose `id` and `time` are the outbox row's.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime
from hashlib import blake2b
from typing import Annotated, ClassVar, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from asyncpg.pgproto import pgproto
from msgspec import Meta, Struct

Metres = Annotated[int, Meta(ge=0, le=2_000_000)]
Seconds = Annotated[int, Meta(ge=0, le=2_000_000_000)]
Kilocalories = Annotated[int, Meta(ge=0, le=10_000)]
Points = Annotated[int, Meta(ge=-1_000_000_000, le=1_000_000_000)]
Revision = Annotated[int, Meta(ge=1)]
Name = Annotated[str, Meta(min_length=1, max_length=255)]
LocalHour = Annotated[int, Meta(ge=0, le=23)]


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all events carry. `id` and `time` are the outbox row's, as CloudEvents wants."""

    topic: ClassVar[str]
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


class TripJudged(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """All that is known of a trip, and whether it counts. Never where it went: only stations and zones.

    `distance_m` is left out when it is unknown. `energy_kcal` is what the trip took, whether or not it
    counts. `local_on` and `local_hour` are the start's, in the trip's own time zone.
    """

    topic = "trips"
    type = "trip.judged.v1"

    trip_id: UUID
    verdict: Literal["accepted", "held", "rejected", "voided"]
    reasons: tuple[str, ...] = ()
    counts: bool
    vehicle_type: Literal["bike", "ebike"]
    started_at: datetime
    ended_at: datetime
    local_on: date
    local_hour: LocalHour
    duration_s: Seconds
    energy_kcal: Kilocalories
    distance_m: Metres | None = None
    distance_source: Literal["odometer", "phone", "trace", "station_pair"] | None = None
    start_station_id: Name | None = None
    end_station_id: Name | None = None
    start_zone_id: Name | None = None
    end_zone_id: Name | None = None


class StationReported(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A station as it is from `valid_from` on; the revision counts its changes."""

    topic = "trips"
    type = "station.reported.v1"

    station_id: Name
    name: Name
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    valid_from: datetime
    capacity: Annotated[int, Meta(ge=0, le=10_000)] | None = None

    @property
    def key(self) -> str:
        return self.station_id


class ZoneReported(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A zone of the city (a district, or a neighbourhood inside the district `parent_id`).

    `outline` is good enough to draw: rings of [lon, lat] in degrees, simplified, without holes.
    """

    topic = "trips"
    type = "zone.reported.v1"

    zone_id: Name
    name: Name
    parent_id: Name | None = None
    outline: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def key(self) -> str:
        return self.zone_id


Measure = Literal["trips", "distance_m", "duration_s", "energy_kcal"]
Texts = dict[str, str]
"""Language (ca, es, en) -> text. English is always there."""


class ChallengePublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The rules of a challenge as they are in force. `state` also tells of pauses and of its end."""

    topic = "challenges"
    type = "challenge.published.v1"

    challenge_id: UUID
    version: Annotated[int, Meta(ge=1)]
    state: Literal["published", "paused", "closed"]
    name: Texts
    measure: Measure
    target: Annotated[int, Meta(ge=1)]
    who: Literal["all", "joined"]
    reward_points: Points
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        return str(self.challenge_id)


class EntryJudged(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A rider's part in a challenge: how far it is, and whether it is completed now.

    `progress` and `target` are in the unit of `measure`. `completed_at` is when we first knew; it is left
    out when a void has brought the entry below its target again. `left`: the rider has left it.
    """

    topic = "challenges"
    type = "entry.judged.v1"

    challenge_id: UUID
    version: Annotated[int, Meta(ge=1)]
    name: Texts
    measure: Measure
    progress: Annotated[int, Meta(ge=0)]
    target: Annotated[int, Meta(ge=1)]
    reward_points: Points
    judged_at: datetime
    local_on: date
    completed_at: datetime | None = None
    left: bool = False


class PointsPosted(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """What one source (a trip, a day's limit, an entry) has given a rider, after one posting.

    `points` is the posting, `total_points` all that the source has given so far: readers who keep the
    total by source need no posting twice. A posting of 0 says why nothing was earned. `rule`, `version`
    and `params` explain it; words are made from them when somebody reads.
    """

    topic = "rewards"
    type = "points.posted.v1"

    posting_id: UUID
    source: Name
    kind: Literal["trip", "cap", "challenge"]
    points: Points
    total_points: Points
    posted_at: datetime
    available_at: datetime
    local_on: date
    rule: Name
    version: Annotated[int, Meta(ge=1)]
    params: dict[str, int | str]
    zone_id: Name | None = None


class LevelReached(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The level a rider is on now: higher than before or, when trips were taken back, lower."""

    topic = "rewards"
    type = "level.reached.v1"

    level: Annotated[int, Meta(ge=1)]
    lifetime_points: Points


EVENTS: dict[str, type[Event]] = {
    event.type: event
    for event in (
        TripJudged,
        StationReported,
        ZoneReported,
        ChallengePublished,
        EntryJudged,
        PointsPosted,
        LevelReached,
    )
}

_decoders = {name: msgspec.json.Decoder(event) for name, event in EVENTS.items()}
_encoder = msgspec.json.Encoder()


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


def encode(event: Event) -> str:
    """The event's JSON."""
    return _encoder.encode(event).decode()


def decode(type_: str, data: str | bytes) -> Event:
    """The event of this type. Raises `msgspec.ValidationError` or `DecodeError` when it is none."""
    return _decoders[type_].decode(data)


def derived_id(cause: UUID, *parts: str) -> UUID:
    """The id of what follows from `cause`: the same whenever and however often it follows.

    It keeps the time in the first 48 bits of a UUIDv7, because index pages filled in order of time cost
    less than those filled at random.

    >>> cause = UUID("019aa000-0000-7000-8000-000000000001")
    >>> derived_id(cause, "trip") == derived_id(cause, "trip") != derived_id(cause, "cap")
    True
    """
    known = cause.bytes
    made = bytearray(known[:6] + blake2b(known + "\x1f".join(parts).encode(), digest_size=10).digest())
    made[6] = made[6] & 0x0F | 0x80  # version 8: made by a rule of its own
    made[8] = made[8] & 0x3F | 0x80  # the usual variant
    return pgproto.UUID(bytes(made))  # a `uuid.UUID` that the driver makes and sends in C
