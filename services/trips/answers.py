"""Response models of trips: a verdict, a batch's counts, a trip for its rider, and a page of trips."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.trips.rules import (
    ERASED,
    OTHER_TRIP,
    Answer,
    ErasedRider,
    KeptTrip,
    Report,
    ReportedTrip,
    TripIdConflict,
    TripUndone,
    counts_by_reason,
)
from services.trips.trace_chunks.rules import HeardOf
from services.trips.trace_chunks.store import Arrived
from shared.http.bodies import Word
from shared.http.cursors import Place
from shared.http.documented import example
from shared.http.items import Failure, failure, in_order
from shared.http.problems import Problem

TRIP_ID = "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11"
UNDONE = "This trip came with an import that was undone. Report the trip again under another trip_id."


class TripVerdict(BaseModel):
    """What the reporter of a trip is told."""

    model_config = example(trip_id=TRIP_ID, verdict="accepted", reasons=[])

    trip_id: UUID
    verdict: Word
    reasons: list[Word]


TRACE_EXAMPLE = {"seqs": [[0, 7]], "points": 460, "closes_at": "2026-05-18T07:30:02Z"}


class TraceHeard(BaseModel):
    """What has come of a live trip's trace. `seqs` are the first and last of each run of chunks; more are
    taken until `closes_at`."""

    model_config = example(**TRACE_EXAMPLE)

    seqs: list[tuple[int, int]]
    points: int
    closes_at: datetime


class TripOfRider(TripVerdict):
    """A trip as its rider sees it. What is not known is left out. A held trip says what it `waits_for`, and
    `until` when, if it lapses; an open one what has come of its `trace`."""

    vehicle_type: Word
    started_at: datetime
    ended_at: datetime
    duration_s: int
    distance_m: int | None = None
    distance_source: Word | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    confirmed_by: list[Word] = []
    merged_into: list[UUID] | None = None
    waits_for: Word | None = None
    until: datetime | None = None
    trace: TraceHeard | None = None


class TripWithPoints(TripOfRider):
    """A trip as the gateway reads it for its rider. `said_as` is the id of its points, where that is
    another."""

    said_as: UUID | None = None


class TripsOfRider(BaseModel):
    """Newest first."""

    trips: list[TripWithPoints]
    next_cursor: str | None = None


class BatchFailure(BaseModel):
    """A row that did not land. `trip_id` is left out where it could not be read."""

    index: int
    trip_id: str | None = None
    problem: dict[str, Any]


class BatchReport(BaseModel):
    """Counts of trips first seen in this call, by reason where they do not count. `without_zone`: how many of
    them start in no zone that is known, and so are in no district's figures. `without_distance`: of how many
    the distance is unknown, and so no metre counts."""

    model_config = example(
        accepted=97,
        held={"overlapping": 2},
        rejected={},
        duplicates=1,
        without_zone=3,
        without_distance=1,
        failures=[],
    )

    accepted: int
    held: dict[str, int]
    rejected: dict[str, int]
    duplicates: int
    without_zone: int = 0
    without_distance: int = 0
    failures: list[BatchFailure]


def verdict_answer(trip_id: UUID, told: Answer) -> TripVerdict:
    """What the reporter of a trip is told."""
    return TripVerdict(trip_id=trip_id, verdict=told.verdict, reasons=list(told.reasons))


def batch_answer(
    trips: Sequence[tuple[int, ReportedTrip]], report: Report, failures: list[Failure]
) -> dict[str, Any]:
    """The answer to a batch. The counts are of trips first reported in this call."""
    fresh_verdicts = [report.verdicts[trip_id] for trip_id in report.fresh]
    refusals: dict[int, Problem] = {i: TripIdConflict(OTHER_TRIP) for i in report.conflicts}
    refusals |= {i: TripUndone(UNDONE) for i in report.undone}
    refusals |= {i: ErasedRider(ERASED) for i in report.erased}
    refused = [
        failure(trips[i][0], "trip_id", str(trips[i][1].trip_id), problem) for i, problem in refusals.items()
    ]
    return {
        "accepted": sum(told.verdict == "accepted" for told in fresh_verdicts),
        "held": counts_by_reason(fresh_verdicts, "held"),
        "rejected": counts_by_reason(fresh_verdicts, "rejected"),
        "duplicates": len(trips) - len(refused) - len(fresh_verdicts),
        "without_zone": report.without_zone,
        "without_distance": report.without_distance,
        "failures": in_order(failures, refused),
    }


def trip_answer(trip: KeptTrip, heard: HeardOf | None = None) -> TripWithPoints:
    """A trip as its rider sees it. `heard`: what has been heard of it while it is open."""
    said_as = trip.said_as if trip.said_as != trip.trip_id else None
    return TripWithPoints(**facts_of(trip), said_as=said_as, trace=trace_heard(heard) if heard else None)


def facts_of(trip: KeptTrip) -> dict[str, Any]:
    """What readers are told of a trip."""
    return {**vars(trip), "merged_into": list(trip.merged_into) or None, "until": trip.lapses_at}


def trace_heard(heard: HeardOf | Arrived) -> TraceHeard:
    """What has come of a live trip's trace."""
    return TraceHeard(seqs=list(heard.seqs), points=heard.points, closes_at=heard.closes_at)


def place(trip: KeptTrip) -> Place:
    """The sort key of a trip in lists: start and id."""
    return trip.started_at.isoformat(), str(trip.trip_id)
