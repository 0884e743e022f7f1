"""Response models of trials of limits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.trips.limit_trials.rules import Sums
from shared.http.documented import example
from shared.jobs.answers import told
from shared.jobs.rules import Job, State

JOB_ID = "019aa000-0000-7000-8000-0000000000c2"
RESULT: dict[str, Any] = {
    "since": "2026-11-01T09:30:00Z",
    "until": "2026-12-01T09:30:00Z",
    "riders": 1_991,
    "trips": 41_300,
    "before": {"on_foot": 310, "loop": 44},
    "after": {"on_foot": 352, "loop": 44},
    "verdicts": {
        "before": {"accepted": 40_946, "held": 354},
        "after": {"accepted": 40_904, "held": 396},
    },
    "changed": [{"before": "accepted", "after": "held", "trips": 42, "riders": 17}],
    "riders_changed": 17,
    "guards": [],
}


class VerdictsTried(BaseModel):
    """How many trips have each verdict, by the limits that judge them now and by the tried ones."""

    model_config = example(**RESULT["verdicts"])

    before: dict[str, int]
    after: dict[str, int]


class ChangedVerdict(BaseModel):
    """Trips whose verdict would be another: how many, and of how many riders. `no_trip` stands for a ride of
    locks that is a trip only by the other limits."""

    model_config = example(**RESULT["changed"][0])

    before: str
    after: str
    trips: int
    riders: int


class TriedOn(BaseModel):
    """How many riders were looked at, and of how many."""

    model_config = example(done=800, total=1_991)

    done: int
    total: int


class LimitsTrialResult(BaseModel):
    """What a trial has found, as it is kept."""

    model_config = example(**RESULT)

    since: datetime
    until: datetime
    riders: int
    trips: int
    before: dict[str, int]
    after: dict[str, int]
    verdicts: VerdictsTried
    changed: list[ChangedVerdict]
    riders_changed: int
    guards: list[str]


class LimitsTrial(BaseModel):
    """How far a trial of limits is; once its state is `done`, what they would have changed: of the trips that
    began from `since` to `until`, how many each reason holds or rejects, by the limits that judge them now
    (`before`) and by the tried ones (`after`). A trip counts for each of its reasons. `guards` are those of
    the city that cover the change."""

    model_config = example(job_id=JOB_ID, state="done", **RESULT)

    job_id: UUID
    state: State
    progress: TriedOn | None = None
    since: datetime | None = None
    until: datetime | None = None
    riders: int | None = None
    trips: int | None = None
    before: dict[str, int] | None = None
    after: dict[str, int] | None = None
    verdicts: VerdictsTried | None = None
    changed: list[ChangedVerdict] | None = None
    riders_changed: int | None = None
    guards: list[str] | None = None


def result_of(sums: Sums, since: datetime, until: datetime, guards: Sequence[str]) -> LimitsTrialResult:
    """What is kept of a trial. Most of what changes comes first."""
    moved = sorted(sums.moved.items(), key=lambda each: (-each[1].trips, each[0]))
    return LimitsTrialResult(
        since=since,
        until=until,
        riders=sums.riders,
        trips=sums.trips,
        before=_ordered(sums.before.reasons),
        after=_ordered(sums.after.reasons),
        verdicts=VerdictsTried(before=_ordered(sums.before.verdicts), after=_ordered(sums.after.verdicts)),
        changed=[
            ChangedVerdict(before=before, after=after, trips=each.trips, riders=each.riders)
            for (before, after), each in moved
        ],
        riders_changed=sums.riders_changed,
        guards=list(guards),
    )


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts)}


def trial_of(job: Job) -> LimitsTrial:
    """How far this job is, or what it has found."""
    return LimitsTrial(**told(job, LimitsTrialResult))
