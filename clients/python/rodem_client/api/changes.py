"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rodem_client.api.models import SubjectAnswer
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded


class ApprovalAnswer(Model, frozen=True, kw_only=True):
    """A signature of a second key."""

    role: str
    at: datetime


class ChangeAnswer(Model, frozen=True, kw_only=True):
    """A body that was submitted: what the second key is asked to sign."""

    change_id: UUID
    kind: str
    subject: SubjectAnswer
    state: Literal["submitted", "approved", "refused", "over", "published"]
    body: dict[str, Any]
    body_hash: str
    guards: list[str]
    organisation: str
    submitted_at: datetime
    approvals: list[ApprovalAnswer]


class ChangeList(Model, frozen=True, kw_only=True):
    """Oldest first. Where several services are asked, `away` names those that do not answer for the moment:
    what they hold is missing."""

    changes: list[ChangeAnswer]
    next_cursor: str | None = None
    away: list[str] | None = None


async def list_changes(
    rodem: Rodem,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    chain: str | None = None,
    state: Literal["submitted", "approved", "refused", "over", "published"] | None = None,
) -> ChangeList:
    """What was submitted, oldest first: with what it would bring into force. Operators see their own, and
    what the city has submitted and they may sign."""
    return decoded(
        await rodem.send(
            "GET", "/v1/changes", query={"limit": limit, "cursor": cursor, "chain": chain, "state": state}
        ),
        ChangeList,
    )
