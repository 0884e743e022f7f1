"""Request model: how a rider is called, and whether boards show it."""

from typing import Annotated, Any

from pydantic import Field

from shared.http.bodies import Body
from shared.http.documented import example
from shared.http.nicknames import Nickname

EXAMPLE: dict[str, Any] = {"nickname": "Núria 2", "on_leaderboards": True}


class ProfileBody(Body):
    """A nickname, and whether leaderboards show the rider by it."""

    model_config = example(**EXAMPLE)

    nickname: Nickname
    on_leaderboards: Annotated[bool, Field(strict=True)]
