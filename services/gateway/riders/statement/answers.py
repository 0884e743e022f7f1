"""The statement: a rider's points, line by line."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.gateway.riders.explanations.answers import EXPLANATION_EXAMPLE, Explanation, explanation
from services.gateway.riders.statement.store import StatementLine
from shared.http.bodies import Word
from shared.http.documented import example


class Posting(BaseModel):
    """A line of the statement. `balance_after` includes what is pending. Kinds may become more."""

    posting_id: UUID
    at: datetime
    kind: Word
    points: int
    balance_after: int
    available_at: datetime
    explanation: Explanation
    source: str


class Statement(BaseModel):
    """Newest first."""

    model_config = example(
        postings=[
            {
                "posting_id": "019aa000-0000-8000-8000-0000000000a1",
                "at": "2026-05-04T07:50:02Z",
                "kind": "trip",
                "points": 57,
                "balance_after": 57,
                "available_at": "2026-05-05T07:50:00Z",
                "explanation": EXPLANATION_EXAMPLE,
                "source": "trip:6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
            }
        ]
    )

    postings: list[Posting]
    next_cursor: str | None = None


def posting(line: StatementLine, language: str) -> Posting:
    """A line with its explanation in this language."""
    return Posting.model_construct(
        posting_id=line.posting_id,
        at=line.posted_at,
        kind=line.kind,
        points=line.points,
        balance_after=line.balance_after,
        available_at=line.available_at,
        explanation=explanation(line.reason, line.points, language),
        source=line.source,
    )
