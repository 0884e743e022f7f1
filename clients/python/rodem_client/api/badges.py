"""Made from the OpenAPI document by `make clients`: do not change it here."""

from rodem_client.api.models import EarnedBadge
from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class BadgeList(Model, frozen=True, kw_only=True):
    """A rider's badges, in the order of their days."""

    badges: list[EarnedBadge]


async def list_own_badges(rodem: Rodem) -> BadgeList:
    """Your badges. They are worked out within ten minutes of a trip, and taken back with it."""
    return decoded(await rodem.send("GET", "/v1/me/badges"), BadgeList)
