"""Made from the OpenAPI document by `make clients`: do not change it here."""

from uuid import UUID

from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, segment


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
    state: Literal["waiting", "running", "done", "failed"]
    progress: Progress | None = None
    riders: int | None = None
    trips: int | None = None
    points: NowAndThen | None = None
    by_zone: list[SimulatedZone] | None = None
    riders_losing: int | None = None
    riders_gaining: int | None = None


async def read_rewards_job(rodem: Rodem, job_id: UUID | str) -> SimulationJob:
    """How far a simulation is, and what it has found. It can be read for 7 days after its end, by the
    operator who has asked for it."""
    return decoded(await rodem.send("GET", f"/v1/jobs/rewards/{segment(job_id)}"), SimulationJob)
