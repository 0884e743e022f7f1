"""What a whole city is told of trips: reported, told live and by locks, reviewed, and judged by limits; and
of what is worked out from them: factor sets, expectations."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from services.challenges.simulations.bodies import EXAMPLE as TRIED
from services.trips.stations.bodies import Feed
from services.trips.statuses.bodies import StatusFeed
from services.trips.zones.bodies import ZoneCollection
from tests.challenges.running_challenges import BEGIN, REASON
from tests.challenges.signing import ALL, APPROVE, REFUSE
from tests.events import RIDER_ID
from tests.public_value.expectations import COST, expectations
from tests.public_value.factor_sets import factor_set
from tests.trips.limits.writing import limits
from tests.waiting import eventually

HOUR = timedelta(hours=1)
[ZONES] = ZoneCollection.model_json_schema()["examples"]
[STATIONS] = Feed.model_json_schema()["examples"]
[STATUSES] = StatusFeed.model_json_schema()["examples"]
Send = Callable[..., Awaitable[Any]]
"""Sends a command to the gateway: method, path, body, role (an operator's, unless it is given), headers."""


async def send_trips(send: Send, trip_ids: Sequence[str]) -> None:
    """Four trips, of which the last two share time, and one against whose verdict there was an appeal."""
    [zone], [station] = ZONES["features"], STATIONS["data"]["stations"]
    other_zone = {**zone, "properties": {"zone_id": "gracia", "name": "Gràcia"}}
    await send("PUT", "/v1/zones", {**ZONES, "features": [zone, other_zone]})
    other_station = {**station, "station_id": "42"}
    await send("PUT", "/v1/stations", {**STATIONS, "data": {"stations": [station, other_station]}})
    await send("POST", "/v1/stations:import", STATIONS)
    await send("PUT", "/v1/stations/status", STATUSES)
    transfer = {"from_operator_id": "operator", "to_operator_id": "another"}
    await send("POST", "/v1/stations:transfer", transfer, "city")
    starts = [BEGIN + timedelta(hours=hours) for hours in (8, 32, 56, 56)]
    trips = [_trip(trip_id, start) for trip_id, start in zip(trip_ids, starts, strict=True)]
    of_operator = [{**trip, "rider_id": str(RIDER_ID), "distance_source": "odometer"} for trip in trips]
    of_operator[0]["trace"] = [{"at": trips[0]["started_at"], "lat": 41.39, "lon": 2.17}]
    await send("POST", "/v1/trips:batch", {"trips": of_operator, "history": True})
    await send("POST", "/v1/imports", {"name": "april.csv"})
    begun = await send("POST", "/v1/imports", {"name": "may.csv"})
    of_import = of_operator[0] | {"trip_id": str(uuid4()), "rider_id": str(uuid4())}
    with_import = {"trips": [of_import], "history": True, "import_id": begun["import_id"]}
    await send("POST", "/v1/trips:batch", with_import)
    await send("POST", f"/v1/imports/{begun['import_id']}/undo", REASON)
    path = f"/v1/trips/{uuid4()}"
    await _send_locks(send)
    of_phone = _trip(path.rpartition("/")[2], datetime.now(UTC) - HOUR) | {"vehicle_id": "B-1"}
    point = {"at": of_phone["started_at"], "lat": 41.39, "lon": 2.17}
    await send("POST", "/v1/trips", {**of_phone, "trace": [point]}, "rider")
    await send("POST", f"{path}/decision", {"verdict": "rejected", **REASON})
    await send("POST", f"{path}/appeal", {"text": "Why?"}, "rider")
    decision = {"trip_id": path.rpartition("/")[2], "verdict": "rejected", "strike": True, **REASON}
    await send("POST", "/v1/trips:decide", {"decisions": [decision]})
    await send("POST", f"{path}/appeal", {"text": "Why still?"}, "rider")
    await send("POST", f"{path}/correct", {"distance_m": 900, **REASON})
    await send("POST", f"{path}/void", REASON)
    await _send_live_trips(send)


async def _send_live_trips(send: Send) -> None:
    """A trip that is told while it is ridden, and one that is cancelled."""
    began = datetime.now(UTC) - HOUR
    for last in ("end", "cancel"):
        trip_id = str(uuid4())
        begin = {"trip_id": trip_id, "vehicle_type": "bike", "started_at": began.isoformat()}
        await send("POST", "/v1/trips:start", begin, "rider")
        point = {"at": (began + timedelta(minutes=1)).isoformat(), "lat": 41.39, "lon": 2.17}
        await send("POST", f"/v1/trips/{trip_id}/trace", {"seq": 0, "points": [point]}, "rider")
        body = {"ended_at": (began + timedelta(minutes=20)).isoformat()} if last == "end" else {}
        await send("POST", f"/v1/trips/{trip_id}/{last}", body, "rider")
        await send("DELETE", f"/v1/me/trips/{trip_id}/trace", None, "rider")


async def send_limits(send: Send) -> str:
    """Limits that are in force and stopped, some that were refused, submitted again and approved, and some
    that are tried: all that they compare would be compared otherwise. Returns the id of the trial."""
    await send("PUT", "/v1/limits", limits())
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", "/v1/limits/2/stop", {"until": until, **REASON}, "city")
    await send("PUT", "/v1/guards/limits", {"guards": [ALL]}, "city")
    await send("PUT", "/v1/limits", limits(bike={"tiny_n": 5}))
    await send("POST", "/v1/limits/3/decision", REFUSE, "city")
    await send("POST", "/v1/limits/3/submit", REASON)
    await send("POST", "/v1/limits/3/decision", APPROVE, "city")
    other = limits(bike={"same_m": 25, "bin_s": 20, "device_days": 40})
    return str((await send("PUT", "/v1/limits", other, Prefer="dry-run"))["job_id"])


async def send_factor_sets(send: Send) -> str:
    """A factor set that holds, one that was refused, submitted again and approved, and one that was stopped
    while it waited. Returns the id of the first."""
    ids = [str(uuid4()) for _ in range(3)]
    paths = [f"/v1/factor-sets/{each}" for each in ids]
    await send("PUT", paths[0], factor_set(1), "city")
    await send("PUT", "/v1/guards/factor-set", {"guards": [ALL]}, "city")
    await send("PUT", paths[1], factor_set(2), "city")
    await send("POST", f"{paths[1]}/decision", REFUSE, "auditor")
    await send("POST", f"{paths[1]}/submit", REASON, "city")
    await send("POST", f"{paths[1]}/decision", APPROVE, "auditor")
    await send("PUT", paths[2], factor_set(3), "city")
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", f"{paths[2]}/stop", {"until": until, **REASON}, "city")
    return ids[0]


async def send_expectations(send: Send) -> str:
    """What city and operator expect, and a figure that each declares. Returns its indicator."""
    for role in ("city", "operator"):
        await send("PUT", "/v1/expectations", expectations(), role)
        await send(
            "PUT", f"/v1/declarations/{COST}", {"period": "2026-05", "value": 1.4, "source": "Accounts"}, role
        )
    return COST


async def _send_locks(send: Send) -> None:
    """Rides too short to count: of nobody, of a rider, and of one who turns out to be another."""
    at = datetime.now(UTC) - HOUR
    for vehicle_id, named in (("B-1", None), ("B-2", "unlock"), ("B-3", "lock")):
        events = [
            {"event_id": str(uuid4()), "vehicle_id": vehicle_id, "kind": kind, "at": when.isoformat()}
            | ({"rider_id": str(uuid4())} if kind == named else {})
            for kind, when in (("unlock", at), ("lock", at + timedelta(seconds=30)))
        ]
        await send("POST", "/v1/vehicle-events:batch", {"events": events})
    more = events[0] | {"rider_id": str(uuid4())}
    await send("POST", "/v1/vehicle-events:batch", {"events": [more]})


def _trip(trip_id: str, started_at: datetime) -> dict[str, Any]:
    """A trip of a phone, from the station of STATIONS."""
    return {
        "trip_id": trip_id,
        "vehicle_type": "bike",
        "started_at": started_at.isoformat(),
        "ended_at": (started_at + timedelta(minutes=20)).isoformat(),
        "start_station_id": "41",
        "distance_m": 4_200,
    }


async def send_jobs(send: Send) -> dict[str, str]:
    """Limits that are tried on the past, and so is a challenge, which is cancelled too late. Returns the ids
    of both jobs, each by its name in the paths of a service."""
    trial_id = await send_limits(send)
    asked = await send("POST", "/v1/challenges:simulate", TRIED)
    path = f"/v1/jobs/challenges/{asked['job_id']}"

    async def state() -> object:
        return (await send("GET", path))["state"]

    await eventually(state, "done")
    await send("DELETE", path)
    return {"job_id of trips": trial_id, "job_id of challenges": asked["job_id"]}


def tell_apart(values: Mapping[str, str], of_services: Mapping[str, dict[str, str]]) -> None:
    """Let each service have the ids by which it alone knows something."""
    for name, value in values.items():
        parameter, _, service = name.partition(" of ")
        if service:
            of_services[service][parameter] = value
