"""What only the operator of the game may do: the operator that the setting RODEM_OPERATOR_ID names.

Every operator has its own trips, stations and challenges. What is the same for all riders of the city, such
as its zones, only the operator of the game writes.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from shared.http.auth import Caller, Role, SignedIn
from shared.http.problems import Problem


class NotTheGamesOperator(Problem):
    """Only the operator of the game may do this. Other operators have trips, stations and challenges of their
    own."""

    status = 403
    title = "Not the game's operator"


@dataclass(frozen=True)
class SignedInForTheGame(SignedIn):
    """A dependency: the caller, who has at least one of these roles. A caller who has only the role operator
    must be the operator of the game. Raises Unauthorized, Forbidden or NotTheGamesOperator."""

    async def __call__(self, request: Request) -> Caller:
        caller = await super().__call__(request)
        games_operator_id = request.app.state.settings.operator_id
        is_operator_only = caller.roles.intersection(self.roles) == {"operator"}
        if is_operator_only and caller.operator_id != games_operator_id:
            raise NotTheGamesOperator("Only the operator of the game may do this.")
        return caller


def signed_in_for_the_game(*roles: Role) -> SignedInForTheGame:
    """A dependency: the caller, who has one of these roles and, if an operator, operates the game."""
    return SignedInForTheGame(roles)


GamesOperator = Annotated[Caller, Depends(signed_in_for_the_game("operator"))]
