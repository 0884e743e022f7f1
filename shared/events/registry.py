"""The registry of event types by topic, and their JSON encoding."""

import msgspec

from shared.events.challenges import (
    ChallengePublished,
    EntryJudged,
    EntryMoved,
    MembershipChanged,
    TeamChanged,
    UpliftMeasured,
)
from shared.events.event import Event
from shared.events.participation import ActRecorded, ProposalChanged, ReportChanged, SurveyClosed
from shared.events.public_value import ExpectationDeclared, FactorsPublished, IndicatorReleased
from shared.events.rewards import (
    BadgeEarned,
    CampaignChanged,
    LevelReached,
    PointsPosted,
    RewardPublished,
    RewardRedeemed,
)
from shared.events.riders import ConsentChanged, RiderErased
from shared.events.several import ActivityReported, DecisionRecorded
from shared.events.trips import StationMinutes, StationReported, TripJudged, ZoneReported

TOPICS: dict[str, tuple[type[Event], ...]] = {
    "trips": (
        TripJudged,
        StationReported,
        StationMinutes,
        ZoneReported,
        ActivityReported,
        DecisionRecorded,
    ),
    "challenges": (
        ChallengePublished,
        EntryJudged,
        EntryMoved,
        UpliftMeasured,
        TeamChanged,
        MembershipChanged,
        ActivityReported,
        DecisionRecorded,
    ),
    "rewards": (
        PointsPosted,
        LevelReached,
        BadgeEarned,
        RewardPublished,
        RewardRedeemed,
        CampaignChanged,
        DecisionRecorded,
    ),
    "riders": (RiderErased, ConsentChanged),
    "public_value": (FactorsPublished, ExpectationDeclared, IndicatorReleased, DecisionRecorded),
    "participation": (
        ReportChanged,
        ProposalChanged,
        SurveyClosed,
        ActRecorded,
        ActivityReported,
        DecisionRecorded,
    ),
}
"""Topic -> its event classes. `docs/reference/events.md` lists which of them are published today."""
EVENTS: dict[str, type[Event]] = {event.type: event for events in TOPICS.values() for event in events}
"""Type -> event class."""

_decoders = {name: msgspec.json.Decoder(event) for name, event in EVENTS.items()}
_encoder = msgspec.json.Encoder()


def encode(event: Event) -> str:
    """The event's JSON."""
    return _encoder.encode(event).decode()


def decode(type_: str, data: str | bytes) -> Event:
    """The event in `data`. Raises KeyError for a type that is not in EVENTS, and `msgspec.ValidationError` or
    `DecodeError` for data that do not fit the type."""
    return _decoders[type_].decode(data)
