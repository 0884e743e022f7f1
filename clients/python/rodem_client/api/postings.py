"""Made from the OpenAPI document by `make clients`: do not change it here."""

from rodem_client.api.models import Statement
from rodem_client.session import Rodem
from rodem_client.wire import decoded


async def list_postings(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> Statement:
    """The statement of the rider who asks, newest first, each line with its reason in words."""
    return decoded(
        await rodem.send("GET", "/v1/me/postings", query={"limit": limit, "cursor": cursor}), Statement
    )
