"""Rides of one morning, as phones, locks and operators tell them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.trips.locks.rules import ride_id
from tests.cases.drawings import TEN_MINUTES, bodies_of
from tests.trips.locks.telling import GAME, City, id_of

EIGHT = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
NOW = EIGHT + timedelta(hours=12)
P, Q = (41.39, 2.17), (41.3963199, 2.1922427)


def at(seconds: float) -> str:
    """So many seconds after eight."""
    return (EIGHT + timedelta(seconds=seconds)).isoformat()


def event(kind: str, seconds: float, vehicle_id: str = "v1", **facts: Any) -> dict[str, Any]:
    """An unlock or a lock so many seconds after eight, with these facts; `rider` is a name."""
    name = f"{vehicle_id} {seconds} {kind}"
    body = {"event_id": id_of(name), "vehicle_id": vehicle_id, "kind": kind, "at": at(seconds), **facts}
    if "rider" in body:
        body["rider_id"] = id_of(body.pop("rider"))
    return body


def ridden(seconds: float, vehicle_id: str = "v1", operator_id: str = GAME) -> UUID:
    """The id of the ride that was unlocked so many seconds after eight."""
    return ride_id(operator_id, vehicle_id, EIGHT + timedelta(seconds=seconds))


def said_as(ride: UUID, rider: str) -> str:
    """The id by which the log knows a ride that was another rider's first."""
    return str(uuid5(ride, id_of(rider)))


def phone(name: str, since: float = 0, vehicle_id: str | None = "v1", **facts: Any) -> dict[str, Any]:
    """A trip of ten minutes whose trace passes, as a phone tells it."""
    body = {
        "trip_id": id_of(name),
        "vehicle_type": "bike",
        "started_at": at(since),
        "ended_at": at(since + 600),
        "trace": bodies_of({"legs": TEN_MINUTES, "at": at(since)}, {}),
        **facts,
    }
    return body | ({"vehicle_id": vehicle_id} if vehicle_id else {})


def report(name: str, rider: str, since: float, until: float, **facts: Any) -> dict[str, Any]:
    """A trip as an operator reports it."""
    body = {"trip_id": id_of(name), "rider_id": id_of(rider), "vehicle_type": "bike", "distance_m": 2_000}
    return body | {"started_at": at(since), "ended_at": at(until), **facts}


async def told(running: City, rider: str, body: Mapping[str, Any]) -> None:
    """A phone tells its trip, which must be received."""
    answer = await running.post("/v1/trips", body, running.as_rider(rider))
    assert answer.status_code == 202, answer.text


async def reported(running: City, body: Mapping[str, Any], operator_id: str = GAME) -> None:
    """An operator reports a trip, which must be received."""
    answer = await running.post("/v1/trips", body, running.as_operator(operator_id))
    assert answer.status_code == 202, answer.text


async def locked(running: City, *events: Mapping[str, Any], operator_id: str = GAME) -> dict[str, Any]:
    """What a batch of events made, once riders were looked for."""
    answer = await running.locks(events, operator_id)
    assert answer.status_code == 200, answer.text
    await running.searched()
    return dict(answer.json())


async def log_of(running: City, *trip_ids: object) -> list[tuple[str, str, str, int]]:
    """What the log has heard of these trips: id, rider, verdict, revision."""
    names = [str(each) for each in trip_ids]
    return [
        (each["trip_id"], each["rider_id"], each["verdict"], each["revision"])
        for each in await running.said()
        if each["trip_id"] in names
    ]
