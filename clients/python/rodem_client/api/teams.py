"""Made from the OpenAPI document by `make clients`: do not change it here."""

from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import TeamShown
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class NewTeam(Model, frozen=True, kw_only=True):
    """A team, or a workplace. Nothing of it changes later."""

    name: str
    kind: Literal["team", "workplace"]
    size_max: int


class TeamInvite(Model, frozen=True, kw_only=True):
    """A team, and the code that invites to it."""

    team_id: UUID
    invite: str


async def create_team(rodem: Rodem, body: NewTeam | Raw, *, idempotency_key: str | None = None) -> TeamInvite:
    """Make a team or a workplace, and be the first in it. You leave the one that you are in. Its name follows
    the rules for nicknames: no other of its kind has the same."""
    return decoded(
        await rodem.send("POST", "/v1/teams", body=body, idempotency_key=idempotency_key or new_key()),
        TeamInvite,
    )


async def read_team(rodem: Rodem, team_id: UUID | str) -> TeamShown:
    """A team or workplace that you are in. Its owner, who has been in it longest, sees each member."""
    return decoded(await rodem.send("GET", f"/v1/teams/{segment(team_id)}"), TeamShown)


async def renew_team_invite(
    rodem: Rodem, team_id: UUID | str, *, idempotency_key: str | None = None
) -> TeamInvite:
    """Let another code invite to your team. The one of before invites to nothing any more."""
    return decoded(
        await rodem.send(
            "POST", f"/v1/teams/{segment(team_id)}/invite", idempotency_key=idempotency_key or new_key()
        ),
        TeamInvite,
    )


async def remove_team_member(rodem: Rodem, team_id: UUID | str, member_id: UUID | str) -> None:
    """Take a member out of your team. Who knows the invite can come back: renew it first."""
    await rodem.send("DELETE", f"/v1/teams/{segment(team_id)}/members/{segment(member_id)}")
