"""Response models of the review: decisions and appeals, as those who made them and as riders read them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.trips.answers import TRIP_ID, TripVerdict, TripWithPoints
from services.trips.limits.rules import Limits
from services.trips.review.rules import Appealed, Reviewed, Standing, strike_stands
from services.trips.rules import Answer
from shared.http.bodies import Word
from shared.http.documented import example
from shared.http.items import Failure

DECISION_EXAMPLE: dict[str, Any] = {
    "verdict": "rejected",
    "reason": "You sat in a bus.",
    "role": "operator",
    "organisation": "bicing",
    "decided_at": "2026-05-06T09:00:00Z",
    "strike": True,
}
APPEAL_EXAMPLE: dict[str, Any] = {
    "state": "waiting",
    "text": "It was all downhill.",
    "appealed_at": "2026-05-04T12:00:00Z",
    "answer_by": "2026-05-18T12:00:00Z",
}


class AppealReceived(BaseModel):
    """The appeal waits for the operator, who has until `answer_by` to answer."""

    model_config = example(trip_id=TRIP_ID, status="waiting", answer_by=APPEAL_EXAMPLE["answer_by"])

    trip_id: UUID
    status: Word
    answer_by: datetime


class DecisionTold(BaseModel):
    """The decision that stands on a trip, who made it and why. `strike`: it counts as one now."""

    model_config = example(**DECISION_EXAMPLE)

    verdict: Word
    reason: str
    role: Word
    organisation: str
    decided_at: datetime
    strike: bool | None = None


class AppealTold(BaseModel):
    """A rider's last appeal of a trip: `waiting`, `upheld` or `dismissed`, with its answer. `overdue`: it
    waits although `answer_by` is over. Nobody answers while the trip is part of another: the appeal is then
    `upheld` if that one counts, else `dismissed`, without an answer."""

    model_config = example(**APPEAL_EXAMPLE)

    state: Word
    text: str
    appealed_at: datetime
    answer: str | None = None
    answer_by: datetime
    overdue: bool | None = None


class DecidedTrip(TripVerdict):
    """The verdict on a trip after its decision, and where the decision stood in the list."""

    model_config = example(index=0, trip_id=TRIP_ID, verdict="rejected", reasons=["decided"])

    index: int


class DecisionFailure(BaseModel):
    """A decision that was not made. `trip_id` is left out where it could not be read."""

    index: int
    trip_id: str | None = None
    problem: dict[str, Any]


class DecidedTrips(BaseModel):
    """An answer to each decision: in `decided`, or in `failures`."""

    model_config = example(
        decided=[{"index": 0, "trip_id": TRIP_ID, "verdict": "rejected", "reasons": ["decided"]}], failures=[]
    )

    decided: list[DecidedTrip]
    failures: list[DecisionFailure]


def decision_told(standing: Standing | None, limits: Limits, now: datetime) -> DecisionTold | None:
    """A decision as people read it: with its strike while it counts."""
    if standing is None:
        return None
    by = standing.by._asdict() | {"strike": strike_stands(standing, limits, now) or None}
    return DecisionTold(verdict=standing.verdict, **by)


def appeal_told(appealed: Appealed | None, now: datetime) -> AppealTold | None:
    """An appeal as people read it."""
    if appealed is None:
        return None
    return AppealTold(
        state=appealed.state,
        text=appealed.text,
        appealed_at=appealed.appealed_at,
        answer=appealed.answer,
        answer_by=appealed.answer_by,
        overdue=appealed.is_overdue(now) or None,
    )


class TripAndReview(TripWithPoints):
    """A trip as its rider sees it, with the decision on it and the rider's appeal."""

    decision: DecisionTold | None = None
    appeal: AppealTold | None = None


def with_review(
    trip: TripWithPoints, reviewed: Reviewed | None, limits: Limits, now: datetime
) -> TripAndReview:
    """A rider's trip, with the decision on it and the rider's appeal."""
    if reviewed is None:
        return TripAndReview(**vars(trip))
    return TripAndReview(
        **vars(trip),
        decision=decision_told(reviewed.decision, limits, now),
        appeal=appeal_told(reviewed.appeal, now),
    )


def decided_trips(decided: Iterable[tuple[int, UUID, Answer]], failures: list[Failure]) -> dict[str, Any]:
    """The answer to a list of decisions."""
    rows = [
        {"index": index, "trip_id": str(trip_id), "verdict": told.verdict, "reasons": list(told.reasons)}
        for index, trip_id, told in decided
    ]
    return {"decided": rows, "failures": failures}
