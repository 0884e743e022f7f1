"""Response model of levels."""

from pydantic import BaseModel

from services.rewards.levels.bodies import EXAMPLE
from shared.http.documented import example


class Levels(BaseModel):
    """The lifetime points from which each level begins, from level 1 on. `version` counts the changes."""

    model_config = example(version=1, **EXAMPLE)

    version: int
    from_points: list[int]
