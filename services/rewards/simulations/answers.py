"""Response models of simulations."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.rewards.simulations.rules import Simulated, Sums, ZoneRow
from shared.http.documented import example
from shared.jobs.answers import told
from shared.jobs.rules import Job, State

JOB_ID = "019aa000-0000-7000-8000-0000000000b7"
RESULT: dict[str, Any] = {
    "riders": 1_991,
    "trips": 41_300,
    "points": {"now": 2_354_100, "then": 2_101_650},
    "by_zone": [
        {"zone_id": "eixample", "riders": 640, "trips": 9_870, "points": {"now": 562_590, "then": 501_200}},
        {"trips": 31_430, "points": {"now": 1_799_410, "then": 1_611_800}},
    ],
    "riders_losing": 1_204,
    "riders_gaining": 388,
}


class JobAsked(BaseModel):
    """What was asked for is done beside requests. `GET /v1/jobs/rewards/{job_id}` says how far it is."""

    model_config = example(job_id=JOB_ID)

    job_id: UUID


class NowAndThen(BaseModel):
    """Points as they are in the ledger, and as they would be."""

    model_config = example(**RESULT["points"])

    now: int
    then: int


class SimulatedZone(BaseModel):
    """Trips that started in a zone, after each trip's limit and before those of days and months. The row
    without `zone_id` has all other trips: of zones with fewer than 10 riders, and of unknown zones."""

    model_config = example(**RESULT["by_zone"][0])

    zone_id: str | None = None
    riders: int | None = None
    trips: int
    points: NowAndThen


class Progress(BaseModel):
    """How many trips and days of activities were looked at, and of how many."""

    model_config = example(done=12_000, total=41_300)

    done: int
    total: int


class SimulationJob(BaseModel):
    """How far a simulation is; once its state is `done`, what it has found."""

    model_config = example(job_id=JOB_ID, state="done", **RESULT)

    job_id: UUID
    state: State
    progress: Progress | None = None
    riders: int | None = None
    trips: int | None = None
    points: NowAndThen | None = None
    by_zone: list[SimulatedZone] | None = None
    riders_losing: int | None = None
    riders_gaining: int | None = None


class SimulationResult(BaseModel):
    """What a simulation has found, as it is kept."""

    model_config = example(**RESULT)

    riders: int
    trips: int
    points: NowAndThen
    by_zone: list[SimulatedZone]
    riders_losing: int
    riders_gaining: int


def result_of(simulated: Simulated) -> SimulationResult:
    """What is kept of a simulation."""
    return SimulationResult(
        riders=simulated.riders,
        trips=simulated.trips,
        points=_points(simulated.points),
        by_zone=[_zone(row) for row in simulated.by_zone],
        riders_losing=simulated.riders_losing,
        riders_gaining=simulated.riders_gaining,
    )


def _zone(row: ZoneRow) -> SimulatedZone:
    return SimulatedZone(zone_id=row.zone_id, riders=row.riders, trips=row.trips, points=_points(row.points))


def _points(sums: Sums) -> NowAndThen:
    return NowAndThen(now=sums.now, then=sums.then)


def job_of(job: Job) -> SimulationJob:
    """How far this job is, or what it has found."""
    return SimulationJob(**told(job, SimulationResult))
