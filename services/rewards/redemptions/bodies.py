"""Request models: what a rider redeems, and what is said of a redemption."""

from typing import Annotated, get_args

from pydantic import Field, WithJsonSchema

from services.rewards.redemptions.rules import ShownStatus, Wish
from shared.http import cursors
from shared.http.bodies import Body, Id, Instant, Text, WholeNumber, Words
from shared.http.documented import example

QUANTITY_MAX = 10
STATUSES = get_args(ShownStatus)


# In the query of an address everything is text: clients write it as such.
IdInQuery = Annotated[Id, WithJsonSchema({"type": "string", "minLength": 36, "maxLength": 36})]
InstantInQuery = Annotated[
    Instant, WithJsonSchema({"type": "string", "examples": ["2026-05-01T00:00:00+02:00"]})
]


class NewRedemption(Body):
    """What a rider wants. `cost_points_max` is what the rider agrees to pay for all units together."""

    model_config = example(reward_id="019aa000-0000-7000-8000-0000000000f1", quantity=2, cost_points_max=500)

    reward_id: Id
    quantity: Annotated[WholeNumber, Field(ge=1, le=QUANTITY_MAX)] = 1
    cost_points_max: Annotated[WholeNumber, Field(ge=0, le=1_000_000_000)] | None = None

    def wish(self) -> Wish:
        return Wish(self.reward_id, self.quantity, self.cost_points_max)


class Confirmation(Body):
    """By which a partner finds the redemption in its own books."""

    model_config = example(reference="order 2026-118")

    reference: Annotated[Text, Field(min_length=1, max_length=120)] | None = None


class Release(Body):
    """Why a redemption is released."""

    model_config = example(reason="The bell is out of stock.")

    reason: Words | None = None


class RedemptionPage(cursors.Page):
    """The query of a list of redemptions: by status, reward, and when they were made (`until` exclusive)."""

    status: ShownStatus | None = None
    reward_id: IdInQuery | None = None
    since: InstantInQuery | None = None
    until: InstantInQuery | None = None
