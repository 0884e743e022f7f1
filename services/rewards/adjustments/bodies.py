"""Request model: the points that an operator gives a rider or takes, and why."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.rewards.adjustments.rules import POINTS_MAX
from shared.http.bodies import Body, Id, WholeNumber
from shared.http.documented import example
from shared.two_keys.bodies import REASON, Reason


def _not_zero(points: int) -> int:
    if points == 0:
        raise PydanticCustomError("not_allowed", "not 0")
    return points


class AdjustmentBody(Body):
    """Points for a rider, or from one where they are below 0. The reason is public, so it names nobody."""

    model_config = example(rider_id="2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11", points=50, reason=REASON)

    rider_id: Id
    points: Annotated[WholeNumber, Field(ge=-POINTS_MAX, le=POINTS_MAX), AfterValidator(_not_zero)]
    reason: Reason
