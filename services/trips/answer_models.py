"""What trips answers, as the reference shows it. `answers` writes the JSON."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.trips.rules import DistanceSource, VehicleType, VerdictName
from shared.http.documented import example

TRIP_ID = "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11"
REVIEWED_EXAMPLE = {
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


class TripVerdict(BaseModel):
    """What the reporter of a trip is told."""

    model_config = example(trip_id=TRIP_ID, verdict="accepted", reasons=[])

    trip_id: UUID
    verdict: VerdictName
    reasons: list[str]


class BatchFailure(BaseModel):
    """A row that did not land. `trip_id` is left out where it could not be read."""

    index: int
    trip_id: str | None = None
    problem: dict[str, Any]


class BatchReport(BaseModel):
    """Counts of trips first seen in this call, by reason where they do not count."""

    model_config = example(accepted=97, held={"overlapping": 2}, rejected={}, duplicates=1, failures=[])

    accepted: int
    held: dict[str, int]
    rejected: dict[str, int]
    duplicates: int
    failures: list[BatchFailure]


class AppealReceived(BaseModel):
    """The appeal waits for the operator."""

    model_config = example(trip_id=TRIP_ID, status="waiting")

    trip_id: UUID
    status: Literal["waiting"]


class ReviewedTrip(TripVerdict):
    """A trip as its operator sees it. What is not known is left out."""

    model_config = example(**REVIEWED_EXAMPLE)

    vehicle_type: VehicleType
    started_at: datetime
    ended_at: datetime
    duration_s: int
    distance_m: int | None = None
    distance_source: DistanceSource | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    rider_id: UUID
    appeal: str | None = None


class ReviewQueue(BaseModel):
    """Oldest first."""

    model_config = example(trips=[REVIEWED_EXAMPLE])

    trips: list[ReviewedTrip]
    next_cursor: str | None = None


class StationCounts(BaseModel):
    """How many stations were what."""

    model_config = example(new=2, moved=1, changed=0, unchanged=420)

    new: int
    moved: int
    changed: int
    unchanged: int


class ZoneCounts(BaseModel):
    """How many zones were what."""

    model_config = example(new=10, changed=0, unchanged=0)

    new: int
    changed: int
    unchanged: int
