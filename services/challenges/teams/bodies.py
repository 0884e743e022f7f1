"""Request models: a new team, and a code that invites to one."""

from typing import Annotated, Any

from pydantic import Field

from services.challenges.teams.rules import SIZE_MAX, SIZE_MIN
from services.challenges.tree.words import TeamKind
from shared.codes import TYPED_CHARACTERS_MAX
from shared.http.bodies import Body, Text, WholeNumber
from shared.http.documented import example
from shared.http.nicknames import Nickname

EXAMPLE: dict[str, Any] = {"name": "Les Corts rolls", "kind": "team", "size_max": 12}
INVITE = "7HQ2-0WPK-M3VX-4"


class NewTeam(Body):
    """A team, or a workplace. Nothing of it changes later."""

    model_config = example(**EXAMPLE)

    name: Nickname
    kind: TeamKind
    size_max: Annotated[WholeNumber, Field(ge=SIZE_MIN, le=SIZE_MAX)]


class Invited(Body):
    """A code that invites to a team, as it was typed: blanks, dashes and small letters do not matter."""

    model_config = example(invite=INVITE)

    invite: Annotated[Text, Field(min_length=1, max_length=TYPED_CHARACTERS_MAX)]
