"""What a rider reads of its profile."""

from pydantic import BaseModel

from services.rewards.profiles.bodies import EXAMPLE
from shared.http.documented import example


class Profile(BaseModel):
    """A rider's nickname, left out until there is one, and whether leaderboards show the rider by it."""

    model_config = example(**EXAMPLE)

    nickname: str | None = None
    on_leaderboards: bool
