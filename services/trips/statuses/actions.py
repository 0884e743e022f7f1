"""Actions on statuses: a GBFS feed tells what stations have reported."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.stations.actions import station_id_text
from services.trips.stations.rules import NOT_YOURS, StationOfAnotherOperator, read_moment
from services.trips.stations.store import owners
from services.trips.statuses import store
from services.trips.statuses.bodies import StationStatus
from services.trips.statuses.rules import Status, state_of
from services.trips.statuses.store import Kept
from shared.http import bodies
from shared.http.items import Failure, failure, first_of_each, in_order, read_each
from shared.http.problems import Problem, refused


def read_statuses(
    listed: Sequence[Any], as_of: datetime, now: datetime
) -> tuple[list[tuple[int, Status]], list[Failure]]:
    """The valid statuses of a feed with their indexes, and a failure for each other one: a second status of a
    station too."""
    valid, invalid = read_each(
        listed, lambda value: read_status(value, as_of, now), "station_id", station_id_text
    )
    distinct, repeated = first_of_each(valid, "station_id", lambda each: each.station_id, "/station_id")
    return distinct, in_order(invalid, repeated)


def read_status(value: Any, as_of: datetime, now: datetime) -> Status:
    """The status in an item of a feed that was made at `as_of`. Raises ValidationError."""
    status = bodies.validate(StationStatus, value)
    reported_at = read_moment(status.last_reported, now, "/last_reported") or as_of
    vehicles = status.num_vehicles_available
    if vehicles is None:
        vehicles = status.num_bikes_available or 0
    in_service = status.is_installed and status.is_renting and status.is_returning
    docks = status.num_docks_available
    state = state_of(in_service, vehicles, docks)
    return Status(status.station_id, reported_at, max(as_of, reported_at), state, vehicles, docks)


async def put(
    tx: AsyncConnection, city_id: str, operator_id: str, read: Sequence[tuple[int, Status]]
) -> tuple[Kept, list[Failure]]:
    """Store what an operator's stations have reported. A station that nobody has put, or another operator, is
    a failure."""
    known = await owners(tx, [status.station_id for _, status in read])
    own: list[Status] = []
    failures: list[Failure] = []
    for index, status in read:
        owner = known.get(status.station_id)
        if owner is not None and owner.operator_id == operator_id:
            own.append(status)
            continue
        problem: Problem = refused(("/station_id", "unknown"))
        if owner is not None:
            problem = StationOfAnotherOperator(NOT_YOURS)
        failures.append(failure(index, "station_id", status.station_id, problem))
    return await store.keep(tx, city_id, own), failures
