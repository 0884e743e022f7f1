"""Events of the topic `challenges`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from shared.events.event import Event, Name, Points, RiderEvent, Texts, Word

ValueTags = dict[Word, Annotated[int, Meta(ge=0, le=100)]]
"""Value -> whole percent; their sum is 100."""


class ChallengePublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The rules of a challenge as they are in force. `state` also tells of pauses and of its end.

    `target` is in `unit`. `operator_id` is whose challenge it is. `holdout_percent` is how many of a
    hundred riders are held out.
    """

    type = "challenge.published.v1"

    challenge_id: UUID
    version: Annotated[int, Meta(ge=1)]
    state: Word
    name: Texts
    kind: Word
    unit: Word
    target: Annotated[int, Meta(ge=1)] | None = None
    who: Word
    period: Word
    reward_points: Points
    starts_at: datetime
    ends_at: datetime
    operator_id: Name
    campaign_id: UUID | None = None
    value_tags: ValueTags | None = None
    proposal_id: UUID | None = None
    holdout_percent: Annotated[int, Meta(ge=0, le=100)] = 0

    @property
    def key(self) -> str:
        return str(self.challenge_id)


class Participant(Struct, frozen=True, kw_only=True):
    """Whose progress an entry counts: a rider's, or that of a group that the rider is in."""

    kind: Word
    id: Name


class Tickets(Struct, frozen=True, kw_only=True):
    """Tickets of a draw."""

    draw_id: UUID
    count: Annotated[int, Meta(ge=1, le=100)]


class Given(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an entry, or a level of it, gives the rider now. `local_on` is the day of `completed_at`."""

    level: Annotated[int, Meta(ge=1)] | None = None
    points: Points
    badge_id: Name | None = None
    tickets: Tickets | None = None
    completed_at: datetime
    local_on: date


class EntryJudged(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A rider's part in a challenge: what it gives and promises, and how far it is.

    `given` is all that the entry gives the rider now: nothing until it is completed, and nothing any more
    when a void has brought it below its target again. `reward_points` is the most that it can give.
    `completed_at` is when we first knew; `local_on` is the city's day of it or, without one, of
    `judged_at`. `progress` and `target` are in `unit`. `joined`: the rider takes part by having joined.
    `left`: the rider has left it.
    """

    type = "entry.judged.v1"

    challenge_id: UUID
    version: Annotated[int, Meta(ge=1)]
    participant: Participant
    period_start: date | None = None
    name: Texts
    reward_points: Points
    value_tags: ValueTags | None = None
    given: tuple[Given, ...] = ()
    joined: bool = False
    campaign_id: UUID | None = None
    promise_until: datetime | None = None
    judged_at: datetime
    completed_at: datetime | None = None
    ends_at: datetime
    local_on: date
    left: bool = False
    kind: Word
    unit: Word
    progress: Annotated[int, Meta(ge=0)]
    target: Annotated[int, Meta(ge=1)]
    level: Annotated[int, Meta(ge=1)] | None = None
