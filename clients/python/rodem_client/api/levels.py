"""Made from the OpenAPI document by `make clients`: do not change it here."""

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class Levels(Model, frozen=True, kw_only=True):
    """The lifetime points from which each level begins, from level 1 on. `version` counts the changes."""

    version: int
    from_points: list[int]


class LevelsBody(Model, frozen=True, kw_only=True):
    """The lifetime points from which each level begins, from level 1 on, and why they change."""

    from_points: list[int]
    reason: str


async def read_levels(rodem: Rodem) -> Levels:
    """From how many lifetime points each level begins."""
    return decoded(await rodem.send("GET", "/v1/levels"), Levels)


async def set_levels(rodem: Rodem, body: LevelsBody | Raw, *, dry_run: bool = False) -> Levels:
    """Say from how many lifetime points each level begins. It holds at once, and no level may begin later
    than before or be dropped: nobody loses one."""
    return decoded(await rodem.send("PUT", "/v1/levels", body=body, dry_run=dry_run), Levels)
