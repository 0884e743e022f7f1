"""What trips answers: a verdict, a batch's counts, a trip for its rider, and a page of trips."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.trips.rules import KeptTrip, Report, ReportedTrip, TripIdConflict, Verdict, counts_by_reason
from shared.http.cursors import Place
from shared.http.documented import example
from shared.http.items import failure

Word = Annotated[str, Field(min_length=1, max_length=64)]
"""A word of a list that may grow: a reader passes over those that it does not know."""

TRIP_ID = "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11"
TRIP_FIELDS = (
    "vehicle_type",
    "duration_s",
    "distance_m",
    "distance_source",
    "start_station_id",
    "end_station_id",
)


class TripVerdict(BaseModel):
    """What the reporter of a trip is told."""

    model_config = example(trip_id=TRIP_ID, verdict="accepted", reasons=[])

    trip_id: UUID
    verdict: Word
    reasons: list[Word]


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


def verdict_answer(trip_id: UUID, verdict: Verdict) -> dict[str, Any]:
    """What the reporter of a trip is told."""
    reasons = [verdict.reason] if verdict.reason else []
    return {"trip_id": str(trip_id), "verdict": verdict.name, "reasons": reasons}


def batch_answer(
    trips: Sequence[tuple[int, ReportedTrip]], report: Report, failures: list[dict[str, Any]]
) -> dict[str, Any]:
    """What a batch answers. The counts are of trips first seen in this call."""
    seen = [report.verdicts[trip_id] for trip_id in report.fresh]
    problem = TripIdConflict("This trip_id already names another trip.")
    conflicts = [failure(trips[i][0], "trip_id", str(trips[i][1].trip_id), problem) for i in report.conflicts]
    return {
        "accepted": sum(verdict.name == "accepted" for verdict in seen),
        "held": counts_by_reason(seen, "held"),
        "rejected": counts_by_reason(seen, "rejected"),
        "duplicates": len(trips) - len(conflicts) - len(seen),
        "failures": sorted([*failures, *conflicts], key=lambda each: each["index"]),
    }


def trip_answer(trip: KeptTrip) -> dict[str, Any]:
    """A trip as its rider sees it. What is not known is left out."""
    return {
        **verdict_answer(trip.trip_id, Verdict(trip.verdict, trip.reason)),
        "started_at": trip.started_at.isoformat(),
        "ended_at": trip.ended_at.isoformat(),
        **{name: value for name in TRIP_FIELDS if (value := getattr(trip, name)) is not None},
    }


def place(trip: KeptTrip) -> Place:
    """Where a trip stands in a list."""
    return trip.started_at.isoformat(), str(trip.trip_id)
