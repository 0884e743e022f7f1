"""Response models of limits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from services.trips.limit_changes.bodies import LimitsOfVehicle
from services.trips.limits.rules import FIRST, Stop, Version, version_after
from services.trips.limits.steps import State
from services.trips.limits.store import StoredLimits
from shared.http.documented import AsKept, example
from shared.http.instants import as_written

STOP = {"from_on": "2099-03-04", "until_on": "2099-03-06"}
LISTED: dict[str, Any] = {
    "version": 1,
    "state": "published",
    **{vehicle: asdict(limits) for vehicle, limits in FIRST.items()},
}


class LimitsWritten(BaseModel):
    """What has become of limits that were written, or would have in a dry run. Where a guard of the city
    covers them they are a change that waits for the second key, of which `guards` are the names; else they
    are in force from their first day on. A dry run has a `job_id`: `GET /v1/jobs/trips/{job_id}` tells what
    they would change."""

    model_config = example(version=2, state="published")

    version: int
    state: State
    change_id: UUID | None = None
    guards: list[str] | None = None
    job_id: UUID | None = None


class LimitsStop(BaseModel):
    """The first and the last local day that are judged as if a version were not there."""

    model_config = example(**STOP)

    from_on: date
    until_on: date


class ListedLimits(BaseModel):
    """A version of the limits with all its values. Version 1, which was always there, has no first day."""

    model_config = example(**LISTED)

    version: int
    state: State
    valid_from: date | None = None
    published_at: datetime | None = None
    stops: list[LimitsStop] | None = None
    bike: LimitsOfVehicle
    ebike: LimitsOfVehicle


class LimitsList(BaseModel):
    """All versions in their order, and the one that judges the trips of today."""

    model_config = example(limits=[LISTED], in_force=1)

    limits: list[Annotated[dict[str, Any], AsKept(ListedLimits)]]
    in_force: int
    next_cursor: str | None = None


def _values(version: Version) -> dict[str, Any]:
    return {vehicle: asdict(limits) for vehicle, limits in version.by_vehicle.items()}


def listed(
    first: Version, rows: Iterable[StoredLimits], stops: Mapping[int, Sequence[Stop]]
) -> list[dict[str, Any]]:
    """All versions with their full values. One that is not published yet has those that it would have."""
    content: list[dict[str, Any]] = [{"version": 1, "state": "published", **_values(first)}]
    before = first
    for row in rows:
        version = version_after(before, row.version, row.body)
        days = [LimitsStop(**stop._asdict()).model_dump(mode="json") for stop in stops.get(row.version, ())]
        about = {
            "version": row.version,
            "state": row.state,
            "valid_from": row.body["valid_from"],
            **({"published_at": as_written(row.published_at)} if row.published_at else {}),
            **({"stops": days} if days else {}),
        }
        content.append(about | _values(version))
        before = version if row.state == "published" else before
    return content
