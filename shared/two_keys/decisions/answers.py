"""Response models of the chain of decisions."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from shared.http.documented import AsKept, example

LINE: dict[str, Any] = {
    "at": "2026-05-04T09:00:00.000000Z",
    "chain": "challenges",
    "seq": 1,
    "decision_id": "019aa000-0000-7000-8000-0000000000f1",
    "kind": "challenge",
    "subject": {"type": "challenge", "id": "019aa000-0000-7000-8000-0000000000c1", "version": 1},
    "step": "published",
    "role": "operator",
    "organisation": "operator",
    "reason_hash": "6a" * 32,
    "hash": "5b" * 32,
    "reason": "Spring begins.",
    "reason_salt": "0f" * 16,
}


class SubjectAnswer(BaseModel):
    """What was decided about."""

    type: str
    id: str
    version: int | None = None


class LineAnswer(BaseModel):
    """Who decided what. `hash` is the SHA-256 of the hash before and of the RFC 8785 bytes of this line
    without `hash`, `reason` and `reason_salt`; `reason_hash` that of salt and reason. A reason may have been
    taken down."""

    model_config = example(**LINE)

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


class DecisionList(BaseModel):
    """Oldest first. Where several chains are asked, `away` names those that do not answer for the moment:
    their lines are missing."""

    model_config = example(decisions=[LINE])

    # Lines are answered unchanged: a reader recomputes their hashes, for which `at` needs all six decimals.
    decisions: list[Annotated[dict[str, Any], AsKept(LineAnswer)]]
    next_cursor: str | None = None
    away: list[str] | None = None
