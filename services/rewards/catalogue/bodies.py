"""Request models: a reward as operators write it."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.rewards.catalogue.rules import Confirmation, Period, RewardKind
from shared.http import cursors
from shared.http.bodies import Body, Code, Description, Id, Instant, Name, WholeNumber
from shared.http.cursors import Listing, Page
from shared.http.documented import example
from shared.http.value_tags import ValueTags
from shared.two_keys.bodies import REASON, Reason

COST_POINTS_MAX = 1_000_000
STOCK_MAX = 10_000_000
VALUE_EUR_CENTS_MAX = 1_000_000_000
ZONES_MAX = 200

EXAMPLE: dict[str, Any] = {
    "name": {"en": "A coffee at the corner", "ca": "Un cafè a la cantonada", "es": "Un café en la esquina"},
    "description": {"en": "At any of its tables."},
    "kind": "voucher",
    "cost_points": 250,
    "stock": 400,
    "per_rider_max": {"count": 2, "period": "month"},
    "available_from": "2026-05-01T00:00:00+02:00",
    "confirmation": "instant",
    "partner_id": "cafe-central",
    "voucher_valid_days": 30,
    "value_eur_cents": 180,
    "value_tags": {"engagement": 100},
}


class RiderMax(Body):
    """How many units one rider may redeem in each local period."""

    count: Annotated[WholeNumber, Field(ge=1, le=1_000_000)]
    period: Period


def _distinct(ids: list[str]) -> list[str]:
    for place, each in enumerate(ids):
        if each in ids[:place]:
            raise PydanticCustomError("repeated", "each zone once", {"field": [place]})
    return ids


ZoneIds = Annotated[list[Code], Field(min_length=1, max_length=ZONES_MAX), AfterValidator(_distinct)]


class RewardBody(Body):
    """A reward: what points can be exchanged for, by whom, and how many times."""

    model_config = example(**EXAMPLE)

    name: Name
    description: Description | None = None
    kind: RewardKind
    cost_points: Annotated[WholeNumber, Field(ge=1, le=COST_POINTS_MAX)]
    stock: Annotated[WholeNumber, Field(ge=0, le=STOCK_MAX)] | None = None
    per_rider_max: RiderMax | None = None
    available_from: Instant | None = None
    available_until: Instant | None = None
    confirmation: Confirmation
    partner_id: Code | None = None
    voucher_valid_days: Annotated[WholeNumber, Field(ge=1, le=3_650)] | None = None
    value_eur_cents: Annotated[WholeNumber, Field(ge=0, le=VALUE_EUR_CENTS_MAX)] | None = None
    project_id: Id | None = None
    level_min: Annotated[WholeNumber, Field(ge=1, le=1_000)] | None = None
    zone_ids: ZoneIds | None = None
    campaign_id: Id | None = None
    value_tags: ValueTags | None = None
    proposal_id: Id | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        of_kind = {"voucher_valid_days": "voucher", "project_id": "donation"}
        for name, kind in of_kind.items():
            if getattr(self, name) is not None and self.kind != kind:
                raise PydanticCustomError("not_allowed", f"only of kind {kind}", {"field": [name]})
        if self.kind == "code" and self.stock is not None:
            raise PydanticCustomError("not_allowed", "codes are the stock", {"field": ["stock"]})
        if self.kind == "donation" and self.confirmation != "instant":
            raise PydanticCustomError("not_allowed", "donations are instant", {"field": ["confirmation"]})
        if self.partner_id is None and (self.kind == "voucher" or self.confirmation == "partner"):
            raise PydanticCustomError("missing", "the partner", {"field": ["partner_id"]})
        begin, end = self.available_from, self.available_until
        if begin is not None and end is not None and end <= begin:
            raise PydanticCustomError(
                "not_after_start", "an end after the start", {"field": ["available_until"]}
            )
        return self


class ReplacedReward(RewardBody):
    """A reward written anew, and why. The reason is no part of the reward."""

    model_config = example(**EXAMPLE, reason=REASON)

    reason: Reason


def as_stored(body: RewardBody) -> dict[str, Any]:
    """The body as JSON for the database, without the reason and without fields that were not sent."""
    return body.model_dump(mode="json", exclude_none=True, exclude={"reason"})


def listed_after(listing: Listing, page: Page) -> tuple[datetime, UUID] | None:
    """The reward behind which a page begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return (datetime.fromisoformat(place[0]), UUID(place[1])) if place else None
