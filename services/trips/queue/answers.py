"""Response models of the queue: trips as their operator reviews them."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.trips.answers import TRIP_ID, TripOfRider, trip_answer
from services.trips.limits.rules import Limits
from services.trips.queue.store import InQueue
from services.trips.review.answers import (
    APPEAL_EXAMPLE,
    AppealTold,
    DecisionTold,
    appeal_told,
    decision_told,
)
from services.trips.traces.rules import Figures, figures
from shared.http.documented import example

FIGURES_EXAMPLE = {
    "distance_m": 5_400,
    "holes_s": 0,
    "hole_s": 0,
    "moving": 58,
    "p95_kmh": 33.1,
    "surge_mps2": 0.08,
    "spread": 0.31,
    "straight": 0.04,
}
EXAMPLE: dict[str, Any] = {
    "trip_id": TRIP_ID,
    "verdict": "held",
    "reasons": ["suspicious_speed"],
    "vehicle_type": "bike",
    "started_at": "2026-05-04T07:30:00Z",
    "ended_at": "2026-05-04T07:40:00Z",
    "duration_s": 600,
    "distance_m": 5_400,
    "distance_source": "trace",
    "confirmed_by": ["phone"],
    "waits_for": "appeal",
    "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
    "limits_version": 1,
    "figures": FIGURES_EXAMPLE,
    "appeal": APPEAL_EXAMPLE,
}


class TraceFigures(BaseModel):
    """What the trip's own trace shows: metres, seconds of all holes and of the longest, how many speeds
    (one each 10 s) are those of somebody who moves, their 95th percentile, how hard the speed changes, how
    unevenly the rider moves, and the share of places on a line with their neighbours. Never a place."""

    model_config = example(**FIGURES_EXAMPLE)

    distance_m: int
    holes_s: int
    hole_s: int
    moving: int
    p95_kmh: float | None = None
    surge_mps2: float | None = None
    spread: float | None = None
    straight: float | None = None


class ReviewedTrip(TripOfRider):
    """A trip as its operator sees it. What is not known is left out. `beside` are the trips that a reason
    names, by reason; `limits_version` is that of the limits by which it is judged."""

    model_config = example(**EXAMPLE)

    rider_id: UUID
    limits_version: int
    beside: dict[str, list[UUID]] | None = None
    figures: TraceFigures | None = None
    appeal: AppealTold | None = None
    decision: DecisionTold | None = None


class ReviewQueue(BaseModel):
    """Oldest first."""

    model_config = example(trips=[EXAMPLE])

    trips: list[ReviewedTrip]
    next_cursor: str | None = None


def review_answer(row: InQueue, limits: Limits, limits_version: int, now: datetime) -> ReviewedTrip:
    """A trip as its operator sees it."""
    trip = row.reviewed.trip
    return ReviewedTrip(
        **vars(trip_answer(trip)),
        rider_id=trip.rider_id,
        limits_version=limits_version,
        beside=json.loads(trip.beside) if trip.beside else None,
        figures=_figures(row, limits),
        appeal=appeal_told(row.reviewed.appeal, now),
        decision=decision_told(row.reviewed.decision, limits, now),
    )


def _figures(row: InQueue, limits: Limits) -> TraceFigures | None:
    if row.remains is not None:
        return figures_told(row.remains.figures)
    if row.trace is None:
        return None
    trip = row.reviewed.trip
    began, ended = trip.started_at.timestamp(), trip.ended_at.timestamp()
    return figures_told(figures(row.trace, began, ended, limits, only_inside=False))


def figures_told(shown: Figures) -> TraceFigures:
    """Figures as operators read them, rounded."""
    return TraceFigures(
        distance_m=shown.distance_m,
        holes_s=round(shown.holes_s),
        hole_s=round(shown.hole_s),
        moving=shown.moving,
        p95_kmh=_rounded(shown.p95_kmh, 1),
        surge_mps2=_rounded(shown.surge_mps2, 3),
        spread=_rounded(shown.spread, 3),
        straight=_rounded(shown.straight, 3),
    )


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)
