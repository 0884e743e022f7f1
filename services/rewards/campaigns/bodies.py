"""Request models: a campaign as operators write it."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.rewards.campaigns.rules import Pace
from shared.http import cursors
from shared.http.bodies import Body, Instant, Title, WholeNumber
from shared.http.cursors import Listing, Page
from shared.http.documented import example
from shared.two_keys.bodies import REASON, Reason

BUDGET_MAX = 1_000_000_000

EXAMPLE: dict[str, Any] = {
    "name": "Spring by bike",
    "sponsor": "Mercat de la Llibertat",
    "starts_at": "2026-05-01T00:00:00+02:00",
    "ends_at": "2026-06-01T00:00:00+02:00",
    "budget_points": 150_000,
    "budget_eur_cents": 300_000,
    "pace": "even",
}

Amount = Annotated[WholeNumber, Field(ge=1, le=BUDGET_MAX)]


class CampaignBody(Body):
    """A budget that challenges, multipliers, rewards, draws and prizes for ranks may name: for how long it is
    to last, how many points it gives, and how much the rewards and prizes of it may be worth."""

    model_config = example(**EXAMPLE)

    name: Title
    sponsor: Title | None = None
    starts_at: Instant
    ends_at: Instant
    budget_points: Amount
    budget_eur_cents: Amount | None = None
    pace: Pace

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise PydanticCustomError("not_after_start", "an end after the start", {"field": ["ends_at"]})
        return self


class ReplacedCampaign(CampaignBody):
    """A campaign written anew, and why. The reason is no part of the campaign."""

    model_config = example(**EXAMPLE, reason=REASON)

    reason: Reason


def as_stored(body: CampaignBody) -> dict[str, Any]:
    """The body as JSON for the database, without the reason and without fields that were not sent."""
    return body.model_dump(mode="json", exclude_none=True, exclude={"reason"})


def listed_after(listing: Listing, page: Page) -> tuple[datetime, UUID] | None:
    """The campaign behind which a page begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return (datetime.fromisoformat(place[0]), UUID(place[1])) if place else None
