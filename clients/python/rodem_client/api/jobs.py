"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from rodem_client.api.models import ChallengeWarning
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, segment


class RidersDone(Model, frozen=True, kw_only=True):
    """How many riders were counted, and of how many."""

    done: int
    total: int


class PointsInterval(Model, frozen=True, kw_only=True):
    """Between which sums the points would lie in 95 of 100 draws of as many riders."""

    low: int
    high: int


class SimulatedPartOfCity(Model, frozen=True, kw_only=True):
    """Counted trips that started in a zone, and the points of entries, shared out by trips. The row without
    `zone_id` has all others: of zones with fewer than 15 riders, and of unknown zones."""

    zone_id: str | None = None
    riders: int | None = None
    trips: int
    points: int


class SimulatedVehicles(Model, frozen=True, kw_only=True):
    """The same by vehicle type. The row without one has all others, and activities."""

    vehicle_type: str | None = None
    riders: int | None = None
    trips: int
    points: int


class ComparedVersion(Model, frozen=True, kw_only=True):
    """What the version in force would have brought in the same days."""

    version: int
    riders_reached: int
    completions: int
    points: int


class ChallengeSimulation(Model, frozen=True, kw_only=True):
    """How far a simulation is; once its state is `done`, what it has found."""

    job_id: UUID
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
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


class Progress(Model, frozen=True, kw_only=True):
    """How many trips and days of activities were looked at, and of how many."""

    done: int
    total: int


class NowAndThen(Model, frozen=True, kw_only=True):
    """Points as they are in the ledger, and as they would be."""

    now: int
    then: int


class SimulatedZone(Model, frozen=True, kw_only=True):
    """Trips that started in a zone, after each trip's limit and before those of days and months. The row
    without `zone_id` has all other trips: of zones with fewer than 10 riders, and of unknown zones."""

    zone_id: str | None = None
    riders: int | None = None
    trips: int
    points: NowAndThen


class SimulationJob(Model, frozen=True, kw_only=True):
    """How far a simulation is; once its state is `done`, what it has found."""

    job_id: UUID
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    progress: Progress | None = None
    riders: int | None = None
    trips: int | None = None
    points: NowAndThen | None = None
    by_zone: list[SimulatedZone] | None = None
    riders_losing: int | None = None
    riders_gaining: int | None = None


class TriedOn(Model, frozen=True, kw_only=True):
    """How many riders were looked at, and of how many."""

    done: int
    total: int


class VerdictsTried(Model, frozen=True, kw_only=True):
    """How many trips have each verdict, by the limits that judge them now and by the tried ones."""

    before: dict[str, int]
    after: dict[str, int]


class ChangedVerdict(Model, frozen=True, kw_only=True):
    """Trips whose verdict would be another: how many, and of how many riders. `no_trip` stands for a ride of
    locks that is a trip only by the other limits."""

    before: str
    after: str
    trips: int
    riders: int


class LimitsTrial(Model, frozen=True, kw_only=True):
    """How far a trial of limits is; once its state is `done`, what they would have changed: of the trips that
    began from `since` to `until`, how many each reason holds or rejects, by the limits that judge them now
    (`before`) and by the tried ones (`after`). A trip counts for each of its reasons. `guards` are those of
    the city that cover the change."""

    job_id: UUID
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
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


async def cancel_challenges_job(rodem: Rodem, job_id: UUID | str) -> None:
    """Cancel a simulation. What is over stays as it is."""
    await rodem.send("DELETE", f"/v1/jobs/challenges/{segment(job_id)}")


async def read_challenges_job(rodem: Rodem, job_id: UUID | str) -> ChallengeSimulation:
    """How far a simulation is, and what it has found. It can be read for 7 days after its end, by the
    operator who has asked for it."""
    return decoded(await rodem.send("GET", f"/v1/jobs/challenges/{segment(job_id)}"), ChallengeSimulation)


async def read_rewards_job(rodem: Rodem, job_id: UUID | str) -> SimulationJob:
    """How far a simulation is, and what it has found. It can be read for 7 days after its end, by the
    operator who has asked for it."""
    return decoded(await rodem.send("GET", f"/v1/jobs/rewards/{segment(job_id)}"), SimulationJob)


async def read_trips_job(rodem: Rodem, job_id: UUID | str) -> LimitsTrial:
    """How far a trial of limits is, and what it has found. It can be read for 7 days after its end, by the
    operator who has asked for it."""
    return decoded(await rodem.send("GET", f"/v1/jobs/trips/{segment(job_id)}"), LimitsTrial)
