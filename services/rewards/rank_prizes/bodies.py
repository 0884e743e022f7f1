"""Request model: prizes for the first places of a board."""

from typing import Annotated, Any

from pydantic import Field

from shared.http.bodies import Body, Id, Text, WholeNumber
from shared.http.documented import example

EXAMPLE: dict[str, Any] = {"period": "2099-11", "points": [500, 300, 200]}
PRIZES_MAX = 100
PRIZE_POINTS_MAX = 100_000


class RankPrizesBody(Body):
    """The points for the first places of a board in a period that has not ended, the first place first."""

    model_config = example(**EXAMPLE)

    period: Annotated[Text, Field(min_length=1, max_length=8)]
    points: Annotated[
        list[Annotated[WholeNumber, Field(ge=1, le=PRIZE_POINTS_MAX)]],
        Field(min_length=1, max_length=PRIZES_MAX),
    ]
    campaign_id: Id | None = None
