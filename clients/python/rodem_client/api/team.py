"""Made from the OpenAPI document by `make clients`: do not change it here."""

from msgspec import Raw

from rodem_client.api.models import Invited, TeamShown
from rodem_client.session import Rodem
from rodem_client.wire import decoded


async def leave_team(rodem: Rodem) -> None:
    """Leave your team. Trips of before stay counted for it."""
    await rodem.send("DELETE", "/v1/me/team")


async def read_my_team(rodem: Rodem) -> TeamShown:
    """The team that you are in. Its owner, who has been in it longest, sees each member."""
    return decoded(await rodem.send("GET", "/v1/me/team"), TeamShown)


async def join_team(rodem: Rodem, body: Invited | Raw) -> TeamShown:
    """Join the team of this invite, and leave the one that you are in. After 5 wrong
    codes within 10 minutes you have to wait, whatever code comes next."""
    return decoded(await rodem.send("PUT", "/v1/me/team", body=body), TeamShown)
