"""Made from the OpenAPI document by `make clients`: do not change it here."""

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class Profile(Model, frozen=True, kw_only=True):
    """A rider's nickname, left out until there is one, and whether leaderboards show the rider by it."""

    nickname: str | None = None
    on_leaderboards: bool


class ProfileBody(Model, frozen=True, kw_only=True):
    """A nickname, and whether leaderboards show the rider by it."""

    nickname: str
    on_leaderboards: bool


async def read_profile(rodem: Rodem) -> Profile:
    """How you are called on leaderboards, and whether you are on them."""
    return decoded(await rodem.send("GET", "/v1/me/profile"), Profile)


async def put_profile(rodem: Rodem, body: ProfileBody | Raw, *, dry_run: bool = False) -> Profile:
    """Say how you are called on leaderboards, and whether you are on them. Opting in shows the points of the
    whole period at once, opting out takes them off every board at once. No event tells a nickname.
    Who was erased has no profile any more."""
    return decoded(await rodem.send("PUT", "/v1/me/profile", body=body, dry_run=dry_run), Profile)
