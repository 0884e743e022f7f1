"""Response models and events of teams."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.challenges.teams.bodies import EXAMPLE, INVITE
from services.challenges.teams.rules import Member, Membership, Team, owner_of
from services.challenges.tree.words import TeamKind
from shared.events.challenges import MembershipChanged, TeamChanged
from shared.http.documented import example

TEAM_ID = "019aa000-0000-7000-8000-0000000000d1"
MEMBER_ID = "0b1f4c53-9d53-4a4c-8f0d-7a116f0c9d8e"


class TeamInvite(BaseModel):
    """A team, and the code that invites to it."""

    model_config = example(team_id=TEAM_ID, invite=INVITE)

    team_id: UUID
    invite: str


class TeamMember(BaseModel):
    """A rider who is in a team, as its owner sees it: by an id that is of this membership alone."""

    model_config = example(member_id=MEMBER_ID, joined_at="2026-05-04T07:30:00Z")

    member_id: UUID
    joined_at: datetime


class TeamShown(BaseModel):
    """A team, as its members see it."""

    model_config = example(team_id=TEAM_ID, name=EXAMPLE["name"], kind=EXAMPLE["kind"], members=7)

    team_id: UUID
    name: str
    kind: TeamKind
    members: int | list[TeamMember]


def shown(team: Team, members: Sequence[Member], rider_id: UUID) -> TeamShown:
    """A team as this member sees it: the owner sees each member, who came first, the others how many."""
    listed = [TeamMember(member_id=each.membership_id, joined_at=each.since) for each in members]
    return TeamShown(
        team_id=team.team_id,
        name=team.name,
        kind=team.kind,
        members=listed if owner_of(members) == rider_id else len(members),
    )


def team_event_of(city_id: str, team: Team) -> TeamChanged:
    """The event for a team, of which nothing changes later."""
    return TeamChanged(city_id=city_id, revision=1, team_id=team.team_id, kind=team.kind, name=team.name)


def membership_event_of(city_id: str, membership: Membership) -> MembershipChanged:
    """The event for a membership."""
    return MembershipChanged(city_id=city_id, **membership._asdict())
