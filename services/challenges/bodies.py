"""Request models: a challenge as operators write it, and the place in a cursor."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.challenges.rules import GoalKind, Measure, Who
from shared.http import cursors
from shared.http.bodies import Body, Id, Instant, Name, WholeNumber
from shared.http.cursors import Listing, Page
from shared.http.documented import example
from shared.two_keys.bodies import REASON, Reason

EXAMPLE: dict[str, Any] = {
    "name": {"en": "Ten trips in May", "ca": "Deu viatges al maig", "es": "Diez viajes en mayo"},
    "goal": {"kind": "sum", "measure": "trips", "target": 10},
    "who": "all",
    "reward": {"points": 200},
    "starts_at": "2026-05-01T00:00:00+02:00",
    "ends_at": "2026-06-01T00:00:00+02:00",
}


class SumGoal(Body):
    """So much of something, over all trips in the window. The target is in the unit of the measure."""

    kind: GoalKind
    measure: Measure
    target: Annotated[WholeNumber, Field(ge=1, le=1_000_000_000)]


class Reward(Body):
    """What completing it gives."""

    points: Annotated[WholeNumber, Field(ge=0, le=1_000_000)]


class ChallengeBody(Body):
    """A challenge: who must do what between which instants, and what for."""

    model_config = example(**EXAMPLE)

    name: Name
    goal: SumGoal
    who: Who
    reward: Reward
    starts_at: Instant
    ends_at: Instant
    campaign_id: Id | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise PydanticCustomError("not_after_start", "an end after the start", {"field": ["ends_at"]})
        return self


class ReplacedChallenge(ChallengeBody):
    """A challenge written anew, and why. The reason is no part of the challenge."""

    model_config = example(**EXAMPLE, reason=REASON)

    reason: Reason


def as_stored(body: ChallengeBody) -> str:
    """The body as JSON for the database, without the reason and without fields that were not sent."""
    return body.model_dump_json(exclude_none=True, exclude={"reason"})


def listed_after(listing: Listing, page: Page) -> tuple[datetime, UUID] | None:
    """The challenge behind which a page begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return (datetime.fromisoformat(place[0]), UUID(place[1])) if place else None
