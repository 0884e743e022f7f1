"""Events of the topic `challenges`."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from shared.events.event import Count, Event, Figure, Name, Points, RiderEvent, Texts, Version, Word

Measure = Literal["trips", "distance_m", "duration_s", "energy_kcal"]


class ChallengePublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The rules of a challenge as they are in force. `state` also tells of pauses and of its end."""

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


class Participant(Struct, frozen=True, kw_only=True):
    """Whose entry it is: a rider's, a team's (a workplace is one), a pair's or the whole city's."""

    kind: Word
    id: Name


class EntryMoved(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """How far an entry is, for who only shows it: what it gives and promises is left out.

    `progress` and `target` are in `unit`; with levels, `level` is the highest that was reached. `ends_at` is
    the end of its period. A group's progress is told to each of its riders, so the key is the rider. One
    revision counts for this and for `entry.judged.v1` of the same entry.
    """

    type = "entry.moved.v1"

    challenge_id: UUID
    version: Version
    participant: Participant
    period_start: date | None = None
    kind: Word
    unit: Word
    progress: Annotated[int, Meta(ge=0, le=9_223_372_036_854_775_807)]
    target: Annotated[int, Meta(ge=0, le=9_223_372_036_854_775_807)]
    level: Annotated[int, Meta(ge=0, le=10)] | None = None
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
