"""Teams and workplaces: who is their owner, and what a rider may not do. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.challenges.tree.words import TeamKind
from shared.http.owned import Absent
from shared.http.problems import Forbidden, NotFound, Problem

NO_TEAM = Absent("There is no such team, or you are not in it.")
NO_MEMBER = Absent("There is no such member.")
SIZE_MIN, SIZE_MAX = 2, 1_000
"""How many riders a team may be made for."""


class TeamFull(Problem):
    """The team has as many riders as it was made for."""

    status = 409
    title = "Team full"


class Team(NamedTuple):
    """A team, or a workplace. `size_max` is how many riders it takes, `renewals` how often its invite was
    renewed."""

    team_id: UUID
    kind: TeamKind
    name: str
    size_max: int
    renewals: int


class Member(NamedTuple):
    """A rider who is in a team since an instant."""

    membership_id: UUID
    rider_id: UUID
    since: datetime


class Membership(NamedTuple):
    """A rider's time in a team, after a change. `until` is None while the rider is in."""

    membership_id: UUID
    rider_id: UUID
    team_id: UUID
    kind: TeamKind
    since: datetime
    until: datetime | None
    revision: int


def owner_of(members: Sequence[Member]) -> UUID | None:
    """The rider who owns a team with these members: who has been in it longest without a break. So the one
    who made it does until leaving, and every team that has members has an owner."""
    return min(members, key=lambda each: (each.since, each.membership_id)).rider_id if members else None


def check_member(members: Sequence[Member], rider_id: UUID) -> None:
    """Raises NotFound for a rider who is no member: for others there is no such team."""
    if rider_id not in {each.rider_id for each in members}:
        raise NotFound(NO_TEAM.detail)


def check_owner(members: Sequence[Member], rider_id: UUID) -> None:
    """Raises NotFound for a rider who is no member, and Forbidden for one who is not the owner."""
    check_member(members, rider_id)
    if owner_of(members) != rider_id:
        raise Forbidden("Only the owner of a team may do this: who has been in it longest.")


def check_place(team: Team, members: Sequence[Member]) -> None:
    """Raises TeamFull for a team that has no place left."""
    if len(members) >= team.size_max:
        raise TeamFull("This team has {size_max} riders already.", size_max=team.size_max)
