"""Events of the topic `challenges`."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from shared.events.event import Event, Points, RiderEvent, Texts

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
