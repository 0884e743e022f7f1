"""Events of the topic `challenges`."""

from datetime import date, datetime
from typing import Annotated, NamedTuple
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
Levels = Annotated[int, Meta(ge=0, le=20)]
"""How many levels of an entry are reached."""


class ChallengePublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The rules of a challenge as they are in force. `state` may also be paused or closed.

    `target` is in `unit`. `ends_at` is the end of the window; closing the challenge moves it to the moment of
    closing. `operator_id` is the operator that owns the challenge. `holdout_percent` is the percentage of
    riders in the control group.
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
    """The owner of an entry's progress: a rider, or a group that the rider is in."""

    kind: Word
    id: Name


WITHOUT_GROUP = ("rider", "city")
"""Kinds of participants of which a rider has one at most in a challenge: they need no name of their own."""


class EntryKey(NamedTuple):
    """What tells an entry from all others: revisions are counted for each key. `part` tells the entries of
    one rider in one challenge apart: the group (team or pair) and the first day of the period, joined by
    colons. It is empty for a rider's own entry that has no period."""

    rider_id: UUID
    challenge_id: UUID
    part: str


class Tickets(Struct, frozen=True, kw_only=True):
    """Tickets of a draw."""

    draw_id: UUID
    count: Annotated[int, Meta(ge=1, le=100)]


class Given(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The reward of an entry, or of one of its levels. `local_on` is the city's day of `completed_at`."""

    level: Level | None = None
    points: Points
    badge_id: Name | None = None
    tickets: Tickets | None = None
    completed_at: datetime
    local_on: date


class EntryEvent(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """What both events of an entry tell: of whom it is, in which version of the challenge, in which period.

    They share one sequence of revisions for each `entry_key`.
    """

    challenge_id: UUID
    version: Version
    participant: Participant
    period_start: date | None = None

    @property
    def entry_key(self) -> EntryKey:
        """Whoever hears of entries keeps them apart by this."""
        names = []
        if self.participant.kind not in WITHOUT_GROUP:
            names += [self.participant.kind, self.participant.id]
        if self.period_start:
            names.append(str(self.period_start))
        return EntryKey(self.rider_id, self.challenge_id, ":".join(names))


class EntryJudged(EntryEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A rider's part in a challenge: its rewards and its progress. Published when the rider joins or leaves,
    when the challenge is published, and when `given` changes; not when only the progress changes.

    `given` are all rewards of the entry now: none until it is completed, and none after a void brought it
    below its target again. `reward_points` is the most that the entry can give. `completed_at` is when this
    service first counted the entry as completed; `local_on` is the city's day of `completed_at` or, without
    it, of `judged_at`. `progress` and `target` are in `unit`. `joined`: the rider takes part because the
    rider joined; until `promise_until` the entry is promised its reward by the campaign `campaign_id`, which
    pays it. `left`: the rider has left the challenge.
    """

    type = "entry.judged.v1"

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
    level: Levels | None = None


class EntryMoved(EntryEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The progress of an entry, for services that only show it. Rewards are left out.

    `progress` and `target` are in `unit`; with levels, `level` is the highest one reached. `ends_at` is the
    end of the entry's period, `judged_at` the time of the event that moved the entry. A group's progress is
    published for each of its riders, so the key is the rider. This event and `entry.judged.v1` of the same
    entry share one sequence of revisions.
    """

    type = "entry.moved.v1"

    kind: Word
    unit: Word
    progress: Progress
    target: Target
    level: Levels | None = None
    ends_at: datetime
    judged_at: datetime


class Sample(Struct, frozen=True, kw_only=True):
    """A group of riders: its size, and mean and standard deviation of the challenge's measure per rider."""

    n: Count
    mean: Figure
    sd: Figure


class UpliftMeasured(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The effect of a challenge (a randomised controlled trial): the riders to whom it was offered, compared
    with a random control group (`held_out`).

    All figures are per rider, in the challenge's measure. `low` and `high` are the bounds of the 95 %
    confidence interval of the difference of the means. Published once, 14 days after the end, without the
    riders' ids.
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
    """A team or workplace and its name. Its members are in `membership.changed.v1`."""

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
