"""Events of the topic `challenges`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from shared.events.event import (
    Count,
    Event,
    Figure,
    Name,
    Percent,
    Points,
    RiderEvent,
    Texts,
    ValueTags,
    Version,
    Word,
)

Progress = Annotated[int, Meta(ge=0, le=9_223_372_036_854_775_807)]
Target = Annotated[int, Meta(ge=1, le=9_223_372_036_854_775_807)]
Level = Annotated[int, Meta(ge=1, le=20)]


class ChallengePublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The rules of a challenge as they are in force. `state` also tells of pauses and of its end.

    `target` is in `unit`. `operator_id` is whose challenge it is. `holdout_percent` is how many of a
    hundred riders are held out.
    """

    type = "challenge.published.v1"

    challenge_id: UUID
    version: Version
    state: Word
    name: Texts
    kind: Word
    unit: Word
    target: Target | None = None
    who: Word
    period: Word
    reward_points: Points
    starts_at: datetime
    ends_at: datetime
    operator_id: Name
    campaign_id: UUID | None = None
    value_tags: ValueTags | None = None
    proposal_id: UUID | None = None
    holdout_percent: Percent = 0

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

    level: Level | None = None
    points: Points
    badge_id: Name | None = None
    tickets: Tickets | None = None
    completed_at: datetime
    local_on: date


class EntryJudged(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A rider's part in a challenge: what it gives and promises, and how far it is. Said when the rider joins
    or leaves, when the challenge is published, and when `given` changes; not when only progress moves.

    `given` is all that the entry gives the rider now: nothing until it is completed, and nothing any more
    when a void has brought it below its target again. `reward_points` is the most that it can give.
    `completed_at` is when we first knew; `local_on` is the city's day of it or, without one, of
    `judged_at`. `progress` and `target` are in `unit`. `joined`: the rider takes part by having joined.
    `left`: the rider has left it.
    """

    type = "entry.judged.v1"

    challenge_id: UUID
    version: Version
    participant: Participant
    period_start: date | None = None
    name: Texts
    reward_points: Points
    value_tags: ValueTags | None = None
    given: Annotated[tuple[Given, ...], Meta(max_length=20)] = ()
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
    progress: Progress
    target: Target
    level: Level | None = None


class EntryMoved(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """How far an entry is, for services that only show it: what the entry gives and promises is left out.

    `progress` and `target` are in `unit`; with levels, `level` is the highest that was reached. `ends_at` is
    the end of its period, `judged_at` the time of what moved the entry. A group's progress is told to each of
    its riders, so the key is the rider. One revision counts for this and for `entry.judged.v1` of the same
    entry.
    """

    type = "entry.moved.v1"

    challenge_id: UUID
    version: Version
    participant: Participant
    period_start: date | None = None
    kind: Word
    unit: Word
    progress: Progress
    target: Target
    level: Level | None = None
    ends_at: datetime
    judged_at: datetime


class Sample(Struct, frozen=True, kw_only=True):
    """Riders of one kind: how many, and mean and standard deviation of what is counted for each."""

    n: Count
    mean: Figure
    sd: Figure


class UpliftMeasured(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What a challenge has moved: riders it was offered to beside riders who were held out at random.

    All in the measure that the challenge counts, for each rider; `low` and `high` are the ends of the 95 %
    interval of the difference of the means. Said once, 14 days after the end; who was held out is left out.
    """

    type = "uplift.measured.v1"

    challenge_id: UUID
    treated: Sample
    held_out: Sample
    low: Figure
    high: Figure

    @property
    def key(self) -> str:
        return str(self.challenge_id)


class TeamChanged(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A team or workplace and what it is called. Who is in it is told by `membership.changed.v1`."""

    type = "team.changed.v1"

    team_id: UUID
    kind: Word
    name: Name

    @property
    def key(self) -> str:
        return str(self.team_id)


class MembershipChanged(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A rider is in a team or workplace: since an instant (`from` on the wire) and, once left, until one."""

    type = "membership.changed.v1"

    membership_id: UUID
    team_id: UUID
    kind: Word
    since: datetime = field(name="from")
    until: datetime | None = None
