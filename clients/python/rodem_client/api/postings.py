"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from rodem_client.api.models import Explanation
from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class Posting(Model, frozen=True, kw_only=True):
    """A line of the statement. `balance_after` includes what is pending. Kinds may become more."""

    posting_id: UUID
    at: datetime
    kind: str
    points: int
    balance_after: int
    available_at: datetime
    explanation: Explanation
    source: str


class Statement(Model, frozen=True, kw_only=True):
    """Newest first."""

    postings: list[Posting]
    next_cursor: str | None = None


async def list_postings(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> Statement:
    """The statement of the rider who asks, newest first, each line with its reason in words."""
    return decoded(
        await rodem.send("GET", "/v1/me/postings", query={"limit": limit, "cursor": cursor}), Statement
    )
