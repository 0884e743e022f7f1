"""What phones, operators and locks tell, sent to a running service at the instants that a case names."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import asyncpg
import httpx
import pytest

from rodem.local.tokens import mint
from services.trips.app import Settings, create_app
from services.trips.cross_checks import actions as beside
from tests.cases.drawings import Drawing, bodies_of
from tests.served import served
from tests.trips.running_trips import Trips, settings_of
from tests.waiting import eventually

GAME = "op1"
ATTEMPTS = 20
"""How often a request that is to come back later is sent."""


def id_of(name: str) -> str:
    """The UUID that a name of a case stands for."""
    try:
        return str(UUID(name))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, name))


@dataclass
class City:
    """A running service whose clock the test sets. `forgotten` is how many events it had said when it was
    emptied last."""

    trips: Trips
    app: Any
    rides: Mapping[str, Drawing] = field(default_factory=dict)
    forgotten: int = 0

    async def said(self) -> list[dict[str, Any]]:
        """The verdicts that it has said since it was emptied, in order."""
        return (await self.trips.said("trip.judged.v1"))[self.forgotten :]

    def at(self, instant: str | datetime) -> None:
        now = instant if isinstance(instant, datetime) else datetime.fromisoformat(instant)
        self.app.state.clock = lambda: now.astimezone(UTC)

    def as_operator(self, operator_id: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {mint(self.trips.folder, 'operator', None, operator_id)}"}

    def as_rider(self, name: str) -> dict[str, str]:
        return self.trips.signed_in("rider", id_of(name))

    async def post(self, path: str, body: object, headers: Mapping[str, str]) -> httpx.Response:
        """The answer, of the last attempt while another request or a worker changes the same ride."""
        keyed = {**headers, "Idempotency-Key": str(uuid4())}
        for _ in range(ATTEMPTS):
            answer = await self.trips.client.post(path, json=body, headers=keyed)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
        return answer

    async def tell(self, step: Mapping[str, Any]) -> httpx.Response:
        """What came of a step of a case. A phone tells its whole trip at once."""
        self.at(step["received"])
        if step["do"] == "locks":
            events = [event_of(each) for each in step["events"]]
            return await self.locks(events, step["operator"])
        body = {name: step[name] for name in TOLD if name in step} | {"trip_id": id_of(step["trip"])}
        if step.get("points"):
            body["trace"] = bodies_of(step["points"], self.rides)
        if step["do"] == "operator":
            body["rider_id"] = id_of(step["rider"])
            return await self.post("/v1/trips", body, self.as_operator(step["operator"]))
        return await self.post("/v1/trips", body, self.as_rider(step["rider"]))

    async def locks(self, events: Sequence[Mapping[str, Any]], operator_id: str = GAME) -> httpx.Response:
        return await self.post("/v1/vehicle-events:batch", {"events": events}, self.as_operator(operator_id))

    async def searched(self) -> None:
        """Wait until riders were looked for of all rides without rider, and all trips were looked at beside
        other riders'."""

        async def left() -> int:
            return len(
                await self.trips.rows("SELECT FROM rider_searches UNION ALL SELECT FROM beside_searches")
            )

        await eventually(left, 0)

    async def trip(self, trip_id: str, rider: str) -> httpx.Response:
        """What a rider reads of a trip, once nothing more is to be looked for."""
        await self.searched()
        return await self.trips.client.get(f"/v1/me/trips/{id_of(trip_id)}", headers=self.as_rider(rider))

    async def trips_of(self, rider: str) -> list[dict[str, Any]]:
        """All trips that a rider reads, once nothing more is to be looked for."""
        await self.searched()
        answer = await self.trips.client.get("/v1/me/trips?limit=200", headers=self.as_rider(rider))
        return list(answer.json()["trips"])


TOLD = (
    "vehicle_type",
    "started_at",
    "ended_at",
    "start_station_id",
    "end_station_id",
    "distance_m",
    "distance_source",
    "vehicle_id",
    "device_id",
)


def event_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """An event as a case names it, as an operator sends it."""
    body = {name: value for name, value in told.items() if name not in ("event", "rider")}
    body["event_id"] = id_of(told["event"])
    if "rider" in told:
        body["rider_id"] = id_of(told["rider"])
    return body


def whole(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """These steps with each live trip told at once, when its end is."""
    told, live = [], dict[str, dict[str, Any]]()
    for step in steps:
        if step["do"] not in ("start", "trace", "end"):
            told.append(dict(step))
            continue
        trip = live.setdefault(step["trip"], {"do": "whole", "points": []})
        points = [*trip["points"], step["points"]] if step["do"] == "trace" else trip["points"]
        trip |= {name: value for name, value in step.items() if name not in ("do", "seq", "points")}
        trip["points"] = points
        if step["do"] == "end":
            told.append(trip)
    return told


@asynccontextmanager
async def city(dsn: str, folder: Path, **settings: Any) -> AsyncIterator[City]:
    """A service on this database, of a game that `op1` operates."""
    values = settings_of(dsn, folder)
    app = create_app(Settings.model_validate(values | {"operator_id": GAME} | settings))
    with pytest.MonkeyPatch.context() as patch:
        # Whoever reads waits until others' trips were looked at.
        patch.setattr(beside, "LOOK_EVERY_S", 0.05)
        async with (
            served(app) as url,
            httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as client,
        ):
            yield City(Trips(client, url, dsn, folder), app)


async def put_stations(running: City, stations: Mapping[str, Sequence[float]]) -> None:
    """Let these stations stand where they do since long ago."""
    connection = await asyncpg.connect(running.trips.dsn)
    try:
        await connection.executemany(
            "INSERT INTO stations (station_id, valid_from, told_at, city_id, name, lat, lon)"
            " VALUES ($1, '2020-01-01', '2020-01-01', 'city', $1, $2, $3)",
            [(station_id, *at) for station_id, at in stations.items()],
        )
    finally:
        await connection.close()


async def forget(running: City) -> None:
    """Empty the tables, so that one service serves many histories."""
    await running.searched()
    running.forgotten += len(await running.said())
    connection = await asyncpg.connect(running.trips.dsn)
    try:
        await connection.execute(
            "TRUNCATE trips, traces, riders, appeals, vehicle_events, rider_searches CASCADE"
        )
    finally:
        await connection.close()
