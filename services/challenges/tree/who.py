"""Request models: who takes part, and whose trips are counted together."""

from typing import Annotated, Literal

from pydantic import Field

from services.challenges.tree.words import TARGET_MAX, PairMode, TeamKind
from shared.http.bodies import Body, WholeNumber

MemberMin = Annotated[WholeNumber, Field(ge=1, le=TARGET_MAX)]
"""What a rider must have brought to be rewarded: in the measure of a goal of kind `sum`, else in counted
trips."""


class WhoAll(Body):
    """Every rider, without joining."""

    kind: Literal["all"]


class WhoJoined(Body):
    """Who has joined."""

    kind: Literal["joined"]


class WhoTeams(Body):
    """Teams, or workplaces, of which the own limit is at most `size_max` riders."""

    kind: Literal["teams"]
    of: TeamKind
    size_max: Annotated[WholeNumber, Field(ge=2, le=1_000)]
    member_min: MemberMin | None = None


class WhoPairs(Body):
    """Two riders: together, or one versus the other."""

    kind: Literal["pairs"]
    mode: PairMode


class WhoCity(Body):
    """Everybody's trips count; who has joined is rewarded."""

    kind: Literal["city"]
    member_min: MemberMin | None = None


WhoBody = Annotated[WhoAll | WhoJoined | WhoTeams | WhoPairs | WhoCity, Field(discriminator="kind")]
"""Who takes part."""
