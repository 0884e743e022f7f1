"""Made from the OpenAPI document by `make clients`: do not change it here."""

from rodem_client.api.models import Summary
from rodem_client.session import Rodem
from rodem_client.wire import decoded


async def get_summary(rodem: Rodem) -> Summary:
    """Points, level, streak and totals of the rider who asks."""
    return decoded(await rodem.send("GET", "/v1/me/summary"), Summary)
