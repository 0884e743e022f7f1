"""Request model: how a rider is called, and whether boards show it."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.rewards.profiles.rules import LENGTH_MAX, LENGTH_MIN, composed, is_nickname
from shared.http.bodies import Body, Text
from shared.http.documented import example

EXAMPLE: dict[str, Any] = {"nickname": "Núria 2", "on_leaderboards": True}


def _nickname(nickname: str) -> str:
    if not is_nickname(nickname):
        raise PydanticCustomError("bad_format", "Latin letters, digits, space and . _ · ' -")
    return nickname


Nickname = Annotated[
    Text,
    AfterValidator(composed),
    Field(min_length=LENGTH_MIN, max_length=LENGTH_MAX),
    AfterValidator(_nickname),
]


class ProfileBody(Body):
    """A nickname, and whether leaderboards show the rider by it."""

    model_config = example(**EXAMPLE)

    nickname: Nickname
    on_leaderboards: Annotated[bool, Field(strict=True)]
