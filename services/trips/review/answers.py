"""What is answered to an appeal, and the trips that an operator reviews."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.trips.answers import TRIP_ID, TripVerdict, Word, trip_answer
from services.trips.review.store import TripInReview
from shared.http.documented import example

EXAMPLE = {
    "trip_id": TRIP_ID,
    "verdict": "held",
    "reasons": ["suspicious_speed"],
    "vehicle_type": "bike",
    "started_at": "2026-05-04T07:30:00+00:00",
    "ended_at": "2026-05-04T07:40:00+00:00",
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


def appeal_answer(trip_id: UUID) -> dict[str, str]:
    """The appeal waits for the operator."""
    return {"trip_id": str(trip_id), "status": "waiting"}


class ReviewedTrip(TripVerdict):
    """A trip as its operator sees it. What is not known is left out."""

    model_config = example(**EXAMPLE)

    vehicle_type: Word
    started_at: datetime
    ended_at: datetime
    duration_s: int
    distance_m: int | None = None
    distance_source: Word | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    rider_id: UUID
    appeal: str | None = None


class ReviewQueue(BaseModel):
    """Oldest first."""

    model_config = example(trips=[EXAMPLE])

    trips: list[ReviewedTrip]
    next_cursor: str | None = None


def review_answer(row: TripInReview) -> dict[str, Any]:
    """A trip as its operator sees it."""
    return {
        **trip_answer(row.trip),
        "rider_id": str(row.trip.rider_id),
        **({"appeal": row.appeal} if row.appeal is not None else {}),
    }
