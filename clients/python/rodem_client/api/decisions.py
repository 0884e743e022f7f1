"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from rodem_client.api.models import SubjectAnswer
from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class LineAnswer(Model, frozen=True, kw_only=True):
    """Who decided what. `hash` is the SHA-256 of the hash before and of the RFC 8785 bytes of this line
    without `hash`, `reason` and `reason_salt`; `reason_hash` that of salt and reason. A reason may have been
    taken down."""

    at: datetime
    chain: str
    seq: int
    decision_id: UUID
    kind: str
    subject: SubjectAnswer
    step: str
    role: str
    organisation: str
    mandate_ref: str | None = None
    reason_hash: str
    hash: str
    reason: str | None = None
    reason_salt: str | None = None


class DecisionList(Model, frozen=True, kw_only=True):
    """Oldest first. Where several chains are asked, `away` names those that do not answer for the moment:
    their lines are missing."""

    decisions: list[LineAnswer]
    next_cursor: str | None = None
    away: list[str] | None = None


async def list_decisions(
    rodem: Rodem, *, limit: int | None = None, cursor: str | None = None, chain: str | None = None
) -> DecisionList:
    """Who decided what and why, oldest first: of one `chain`, or of all. Each line names the hash of the one
    before it in its chain."""
    return decoded(
        await rodem.send("GET", "/v1/decisions", query={"limit": limit, "cursor": cursor, "chain": chain}),
        DecisionList,
    )
