"""Request model: from how many points each level begins."""

from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.rewards.levels.rules import LEVELS_1
from shared.http.bodies import Body, WholeNumber
from shared.http.documented import example
from shared.two_keys.bodies import REASON, Reason

EXAMPLE: dict[str, Any] = {"from_points": list(LEVELS_1)}


def _ascending(points: list[int]) -> list[int]:
    for place, (one, following) in enumerate(pairwise(points), start=1):
        if following <= one:
            raise PydanticCustomError("not_ascending", "above the one before", {"field": [str(place)]})
    return points


FromPoints = Annotated[
    list[Annotated[WholeNumber, Field(ge=0, le=1_000_000_000)]],
    Field(min_length=1, max_length=100),
    AfterValidator(_ascending),
]


class LevelsBody(Body):
    """The lifetime points from which each level begins, from level 1 on, and why they change."""

    model_config = example(**EXAMPLE, reason=REASON)

    from_points: FromPoints
    reason: Reason
