"""Which events there are, by type, and their JSON."""

import msgspec

from shared.events.challenges import ChallengePublished, EntryJudged
from shared.events.event import Event
from shared.events.rewards import LevelReached, PointsPosted
from shared.events.trips import StationReported, TripJudged, ZoneReported

TOPICS: dict[str, tuple[type[Event], ...]] = {
    "trips": (TripJudged, StationReported, ZoneReported),
    "challenges": (ChallengePublished, EntryJudged),
    "rewards": (PointsPosted, LevelReached),
}
"""Topic -> the events that are said on it."""
EVENTS: dict[str, type[Event]] = {event.type: event for said in TOPICS.values() for event in said}
"""Type -> the event."""

_decoders = {name: msgspec.json.Decoder(event) for name, event in EVENTS.items()}


_encoder = msgspec.json.Encoder()


def encode(event: Event) -> str:
    """The event's JSON."""
    return _encoder.encode(event).decode()


def decode(type_: str, data: str | bytes) -> Event:
    """The event of this type. Raises `msgspec.ValidationError` or `DecodeError` when it is none."""
    return _decoders[type_].decode(data)
