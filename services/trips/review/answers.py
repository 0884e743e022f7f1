"""Response models of the review: an appeal, and the trips that an operator reviews."""

from uuid import UUID

from pydantic import BaseModel

from services.trips.answers import TRIP_ID, TripOfRider, facts_of
from services.trips.review.store import TripInReview
from shared.http.bodies import Word
from shared.http.documented import example

EXAMPLE = {
    "trip_id": TRIP_ID,
    "verdict": "held",
    "reasons": ["suspicious_speed"],
    "vehicle_type": "bike",
    "started_at": "2026-05-04T07:30:00Z",
    "ended_at": "2026-05-04T07:40:00Z",
    "duration_s": 600,
    "distance_m": 5_400,
    "distance_source": "odometer",
    "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
    "appeal": "It was all downhill.",
}


class AppealReceived(BaseModel):
    """The appeal waits for the operator."""

    model_config = example(trip_id=TRIP_ID, status="waiting")

    trip_id: UUID
    status: Word


class ReviewedTrip(TripOfRider):
    """A trip as its operator sees it. What is not known is left out."""

    model_config = example(**EXAMPLE)

    rider_id: UUID
    appeal: str | None = None


class ReviewQueue(BaseModel):
    """Oldest first."""

    model_config = example(trips=[EXAMPLE])

    trips: list[ReviewedTrip]
    next_cursor: str | None = None


def review_answer(row: TripInReview) -> ReviewedTrip:
    """A trip as its operator sees it."""
    return ReviewedTrip(**facts_of(row.trip), appeal=row.appeal)
