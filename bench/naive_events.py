"""The events as pydantic models, which decode and encode them in the naive pipeline."""

from datetime import date, datetime
from uuid import UUID, uuid4

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from bench.naive_tables import Outbox, RewardsOutbox


class Trip(BaseModel):
    """trip.judged.v1"""

    city_id: str
    revision: int
    rider_id: UUID
    trip_id: UUID
    operator_id: str
    verdict: str
    reasons: list[str] = []
    counts: bool
    vehicle_type: str
    started_at: datetime
    ended_at: datetime
    local_on: date
    local_hour: int
    duration_s: int
    energy_kcal: int
    distance_m: int | None = None
    distance_source: str | None = None
    climb_m: int | None = None
    zone_ids: list[str] = []
    start_station_id: str | None = None
    end_station_id: str | None = None
    start_zone_id: str | None = None
    end_zone_id: str | None = None


class Participant(BaseModel):
    """Whose progress an entry counts."""

    kind: str
    id: str


class Given(BaseModel):
    """What an entry gives."""

    points: int
    completed_at: datetime
    local_on: date


class Entry(BaseModel):
    """entry.judged.v1"""

    city_id: str
    revision: int
    rider_id: UUID
    challenge_id: UUID
    version: int
    participant: Participant
    name: dict[str, str]
    reward_points: int
    given: list[Given] = []
    joined: bool = False
    judged_at: datetime
    completed_at: datetime | None = None
    ends_at: datetime
    local_on: date
    kind: str
    unit: str
    progress: int
    target: int


class MovedEntry(BaseModel):
    """entry.moved.v1"""

    city_id: str
    revision: int
    rider_id: UUID
    challenge_id: UUID
    version: int
    participant: Participant
    kind: str
    unit: str
    progress: int
    target: int
    ends_at: datetime
    judged_at: datetime


class PointsPosted(BaseModel):
    """points.posted.v1"""

    city_id: str
    revision: int
    rider_id: UUID
    posting_id: UUID
    source: str
    kind: str
    points: int
    total_points: int
    posted_at: datetime
    available_at: datetime
    local_on: date
    rule: str
    version: int
    params: dict[str, int | str]
    zone_id: str | None = None
    seq: int | None = None
    account_points: int | None = None


class LevelReached(BaseModel):
    """level.reached.v1"""

    city_id: str
    revision: int
    rider_id: UUID
    level: int
    lifetime_points: int


def say(
    session: AsyncSession,
    outbox: type[Outbox] | type[RewardsOutbox],
    type_: str,
    event: Entry | MovedEntry | PointsPosted | LevelReached,
) -> None:
    """Put an event into the outbox."""
    data = event.model_dump_json(exclude_none=True)
    session.add(outbox(id=uuid4(), type=type_, key=str(event.rider_id), data=data))
