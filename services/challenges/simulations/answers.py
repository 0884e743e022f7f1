"""Response models of simulations."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.challenges.simulations.rules import Row, Simulation, shown
from services.challenges.tree.warnings import warnings
from services.challenges.validation.answers import ChallengeWarning
from shared.http.documented import example
from shared.jobs.answers import told
from shared.jobs.rules import Job, State

JOB_ID = "019aa000-0000-7000-8000-0000000000c7"
RESULT: dict[str, Any] = {
    "riders_reached": 1_204,
    "completions": 388,
    "points": 19_400,
    "points_interval": {"low": 17_850, "high": 20_900},
    "points_by_value": {"climate": 7_760, "health": 11_640},
    "by_zone": [
        {"zone_id": "eixample", "riders": 640, "trips": 9_870, "points": 9_150},
        {"trips": 11_430, "points": 10_250},
    ],
    "by_vehicle_type": [{"vehicle_type": "bike", "riders": 1_204, "trips": 21_300, "points": 19_400}],
    "newly_winning": 240,
    "compared_with": {"version": 3, "riders_reached": 1_204, "completions": 301, "points": 15_050},
    "warnings": [],
}


class ChallengeJobAsked(BaseModel):
    """What was asked for is done beside requests. `GET /v1/jobs/challenges/{job_id}` says how far it is."""

    model_config = example(job_id=JOB_ID)

    job_id: UUID


class PointsInterval(BaseModel):
    """Between which sums the points would lie in 95 of 100 draws of as many riders."""

    model_config = example(**RESULT["points_interval"])

    low: int
    high: int


class SimulatedPartOfCity(BaseModel):
    """Counted trips that started in a zone, and the points of entries, shared out by trips. The row without
    `zone_id` has all others: of zones with fewer than 15 riders, and of unknown zones."""

    model_config = example(**RESULT["by_zone"][0])

    zone_id: str | None = None
    riders: int | None = None
    trips: int
    points: int


class SimulatedVehicles(BaseModel):
    """The same by vehicle type. The row without one has all others, and activities."""

    model_config = example(**RESULT["by_vehicle_type"][0])

    vehicle_type: str | None = None
    riders: int | None = None
    trips: int
    points: int


class ComparedVersion(BaseModel):
    """What the version in force would have brought in the same days."""

    model_config = example(**RESULT["compared_with"])

    version: int
    riders_reached: int
    completions: int
    points: int


class ChallengeSimulated(BaseModel):
    """What a simulation has found, as it is kept. `riders_reached` have a counted trip; `newly_winning` are
    riders who complete something and have completed nothing of this operator in these days."""

    model_config = example(**RESULT)

    riders_reached: int
    completions: int
    points: int
    points_interval: PointsInterval
    points_by_value: dict[str, int]
    by_zone: list[SimulatedPartOfCity]
    by_vehicle_type: list[SimulatedVehicles]
    newly_winning: int
    compared_with: ComparedVersion | None = None
    warnings: list[ChallengeWarning]


class RidersDone(BaseModel):
    """How many riders were counted, and of how many."""

    model_config = example(done=500, total=1_991)

    done: int
    total: int


class ChallengeSimulation(BaseModel):
    """How far a simulation is; once its state is `done`, what it has found."""

    model_config = example(job_id=JOB_ID, state="done", **RESULT)

    job_id: UUID
    state: State
    progress: RidersDone | None = None
    riders_reached: int | None = None
    completions: int | None = None
    points: int | None = None
    points_interval: PointsInterval | None = None
    points_by_value: dict[str, int] | None = None
    by_zone: list[SimulatedPartOfCity] | None = None
    by_vehicle_type: list[SimulatedVehicles] | None = None
    newly_winning: int | None = None
    compared_with: ComparedVersion | None = None
    warnings: list[ChallengeWarning] | None = None


def result_of(
    tried: Simulation,
    saved_mg_per_km: Mapping[str, int],
    interval: tuple[int, int],
    compared: tuple[int, Simulation] | None,
) -> ChallengeSimulated:
    """What is kept of a simulation. `compared` is the version in force, and the same of it."""
    low, high = interval
    return ChallengeSimulated(
        riders_reached=tried.riders_reached,
        completions=tried.completions,
        points=tried.points,
        points_interval=PointsInterval(low=low, high=high),
        points_by_value=tried.points_by_value,
        by_zone=[SimulatedPartOfCity(zone_id=row.name, **_figures(row)) for row in shown(tried.zones)],
        by_vehicle_type=[
            SimulatedVehicles(vehicle_type=row.name, **_figures(row)) for row in shown(tried.vehicle_types)
        ],
        newly_winning=tried.newly_winning,
        compared_with=_compared(*compared) if compared else None,
        warnings=[ChallengeWarning(**each._asdict()) for each in warnings(tried.tree, saved_mg_per_km)],
    )


def _figures(row: Row) -> dict[str, Any]:
    return {"riders": row.riders, "trips": row.trips, "points": row.points}


def _compared(version: int, simulation: Simulation) -> ComparedVersion:
    return ComparedVersion(
        version=version,
        riders_reached=simulation.riders_reached,
        completions=simulation.completions,
        points=simulation.points,
    )


def job_of(job: Job) -> ChallengeSimulation:
    """How far this job is, or what it has found."""
    return ChallengeSimulation(**told(job, ChallengeSimulated))
