"""Trips as riders read them: as the service `trips` answers, with the points that each has given."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import SkipJsonSchema

from services.gateway.riders.explanations.answers import EXPLANATION_EXAMPLE, Explanation
from shared.http.bodies import Word
from shared.http.documented import example

TRIP_EXAMPLE: dict[str, Any] = {
    "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
    "verdict": "accepted",
    "reasons": [],
    "reasons_in_words": [],
    "vehicle_type": "bike",
    "started_at": "2026-05-04T07:30:00Z",
    "ended_at": "2026-05-04T07:50:00Z",
    "duration_s": 1_200,
    "distance_m": 4_200,
    "distance_source": "phone",
    "points": 57,
    "explanation": EXPLANATION_EXAMPLE,
}
CHALLENGES_EXAMPLE = [{"challenge_id": "019aa000-0000-7000-8000-0000000000c1", "counted": True}]


class TraceHeard(BaseModel):
    """What has come of a live trip's trace. `seqs` are the first and last of each run of chunks; more are
    taken until `closes_at`."""

    model_config = example(seqs=[[0, 7]], points=460, closes_at="2026-05-18T07:30:02Z")

    seqs: list[tuple[int, int]]
    points: int
    closes_at: datetime


class TripDecision(BaseModel):
    """The decision that stands on a trip, who made it and why. `strike`: it counts as one now."""

    verdict: Word
    reason: str
    role: Word
    organisation: str
    decided_at: datetime
    strike: bool | None = None


class TripAppeal(BaseModel):
    """The rider's last appeal of a trip: `waiting`, `upheld` or `dismissed`, with its answer."""

    state: Word
    text: str
    appealed_at: datetime
    answer: str | None = None
    answer_by: datetime
    overdue: bool | None = None


class TripInChallenge(BaseModel):
    """Whether a challenge counts the trip, and if not, why: `not_accepted`, `outside_window`,
    `not_taking_part`, `another_operator`, or the first condition of the challenge that the trip does not
    meet. Reasons may become more."""

    challenge_id: UUID
    counted: bool
    reason: Word | None = None


class ChallengesOfTrip(BaseModel):
    """What the service `challenges` answers of a trip."""

    challenges: list[TripInChallenge] | None = None


class Trip(BaseModel):
    """A trip as it is judged today. `points` and `explanation` follow a few seconds after the verdict. The
    decision and the appeal are those of one trip, not of a list.

    `challenges`, of one trip too, are those in whose window it lies, at most 200, and the one that was asked
    for. They follow a few seconds after the verdict, and are missing while nobody can tell.

    A held trip says what it `waits_for`, and `until` when, if it lapses; one that is merged into others names
    them; an open one says what has come of its `trace`.

    Verdicts, reasons, vehicle types and sources of distances may become more.
    """

    model_config = ConfigDict(extra="allow") | example(**TRIP_EXAMPLE, challenges=CHALLENGES_EXAMPLE)

    trip_id: UUID
    verdict: Word
    reasons: list[Word]
    reasons_in_words: list[str] = []
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
    points: int | None = None
    explanation: Explanation | None = None
    challenges: list[TripInChallenge] | None = None
    decision: TripDecision | None = None
    appeal: TripAppeal | None = None
    said_as: SkipJsonSchema[UUID | None] = None
    """The id of its points, where that is another. For this service alone."""


class Trips(BaseModel):
    """Newest first."""

    model_config = example(trips=[TRIP_EXAMPLE])

    trips: list[Trip]
    next_cursor: str | None = None
