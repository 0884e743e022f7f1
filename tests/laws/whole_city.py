"""All services with a database in one process, over real sockets, with a little of everything in them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from fastapi import FastAPI

from rodem.local.provision import make_issuer
from rodem.local.running import with_database
from rodem.local.tokens import mint
from services.gateway.door.forwarding.rules import FORWARDED
from services.trips.stations.bodies import Feed
from services.trips.zones.bodies import ZoneCollection
from shared.http.auth import ROLES
from tests.challenges.running_challenges import BEGIN, REASON
from tests.challenges.running_challenges import body as challenge
from tests.challenges.signing import ALL, APPROVE
from tests.conftest import MakeDatabase, serving
from tests.events import RIDER_ID
from tests.ports import free_ports
from tests.rewards.running_rewards import tariff
from tests.served import all_at, served
from tests.waiting import eventually

from .reads import Door, headers_of

HOUR = timedelta(hours=1)
[ZONES] = ZoneCollection.model_json_schema()["examples"]
[STATIONS] = Feed.model_json_schema()["examples"]
Send = Callable[..., Awaitable[Any]]
"""Sends a command to the gateway: method, path, body, role (an operator's, unless it is given)."""
HEARD = {
    "gateway": "SELECT count(*) >= 4 FROM lines",
    "public_value": "SELECT count(*) >= 2 FROM cells WHERE trips > 0 AND points > 0",
}
"""What is so when the services have heard of all that `fill` sends."""


@dataclass(frozen=True)
class WholeCity:
    """The databases of the services, as their owner, their doors, and the commands by which the city was
    filled, by trace id."""

    dsns: Mapping[str, str]
    doors: Mapping[str, Door]
    filled: Mapping[str, str]


@asynccontextmanager
async def whole_city(make_database: MakeDatabase, folder: Path) -> AsyncIterator[WholeCity]:
    """A city in which every kind of command was sent, and every service has heard of it."""
    dsns = {service: await make_database(service) for service in with_database()}
    of_all = {
        "sources": dsns,
        "jwks_file": make_issuer(folder),
        "internal_secret": "a secret",
        "poll_s": 0.05,
    }
    subjects = {"rider": str(RIDER_ID)}
    tokens: dict[str, str] = {role: mint(folder, role, subjects.get(role)) for role in ROLES}
    trip_ids = [str(uuid4()) for _ in range(4)]
    urls = all_at(f"http://127.0.0.1:{free_ports(1)}")
    doors: dict[str, Door] = {}
    async with AsyncExitStack() as stack:
        # Before any service runs: imports take seconds, in which a connection would time out.
        modules = {service: import_module(f"services.{service}.app") for service in dsns}
        for service in sorted(dsns, key=lambda name: name == "gateway"):
            own = {"DATABASE_URL": serving(dsns[service], service), "service_urls": urls}
            settings = modules[service].Settings.model_validate(of_all | own)
            app: FastAPI = modules[service].create_app(settings)
            urls[service] = await stack.enter_async_context(served(app))
            passed_on = {(route.method, route.path) for route in FORWARDED} if service == "gateway" else ()
            chain = "rewards" if service == "gateway" else service
            values = {"trip_id": trip_ids[0], "chain": chain, "compare": "true"}
            doors[service] = Door(app, urls[service], tokens, values, passed_on)
        filled = await fill(urls["gateway"], tokens, trip_ids)
        for service, heard in HEARD.items():
            await _wait_for(dsns[service], heard)
        yield WholeCity(dsns, doors, filled)


async def _wait_for(dsn: str, query: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await eventually(lambda: connection.fetchval(query), True)
    finally:
        await connection.close()


async def fill(url: str, tokens: Mapping[str, str], trip_ids: Sequence[str]) -> dict[str, str]:
    """Send commands of every kind. Returns trace id -> command."""
    sent: dict[str, str] = {}
    async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as client:

        async def send(method: str, path: str, body: object = None, role: str = "operator") -> Any:
            trace_id = uuid4().hex
            sent[trace_id] = f"{method} {path}"
            headers = {"Idempotency-Key": trace_id, **headers_of(tokens[role], trace_id)}
            answer = await client.request(method, path, json=body, headers=headers)
            assert answer.is_success, answer.text
            return answer.json() if answer.content else None

        await _send_trips(send, trip_ids)
        await _send_challenges(send)
        await _send_tariffs(send)
    return sent


async def _send_trips(send: Send, trip_ids: Sequence[str]) -> None:
    """Four trips, of which the last two share time, and one against whose verdict there was an appeal."""
    await send("PUT", "/v1/zones", ZONES)
    await send("PUT", "/v1/stations", STATIONS)
    await send("POST", "/v1/stations:import", STATIONS)
    starts = [BEGIN + timedelta(hours=hours) for hours in (8, 32, 56, 56)]
    trips = [_trip(trip_id, start) for trip_id, start in zip(trip_ids, starts, strict=True)]
    of_operator = [{**trip, "rider_id": str(RIDER_ID), "distance_source": "odometer"} for trip in trips]
    await send("POST", "/v1/trips:batch", {"trips": of_operator, "history": True})
    await send("POST", "/v1/imports", {"name": "april.csv"})
    begun = await send("POST", "/v1/imports", {"name": "may.csv"})
    of_import = of_operator[0] | {"trip_id": str(uuid4()), "rider_id": str(uuid4())}
    with_import = {"trips": [of_import], "history": True, "import_id": begun["import_id"]}
    await send("POST", "/v1/trips:batch", with_import)
    await send("POST", f"/v1/imports/{begun['import_id']}/undo", REASON)
    path = f"/v1/trips/{uuid4()}"
    await send("POST", "/v1/trips", _trip(path.rpartition("/")[2], datetime.now(UTC) - HOUR), "rider")
    await send("POST", f"{path}/decision", {"verdict": "rejected", **REASON})
    await send("POST", f"{path}/appeal", {"text": "Why?"}, "rider")
    await send("POST", f"{path}/void", REASON)


async def _send_challenges(send: Send) -> None:
    """Two challenges that are published, one that is closed, and two that were submitted."""
    paths = []
    for who, target in (("all", 1_000), ("joined", 10_000), *[("all", 1_000)] * 3):
        draft = await send("POST", "/v1/challenges", challenge(target=target, who=who))
        paths.append(f"/v1/challenges/{draft['challenge_id']}")
    for path in paths[:3]:
        await send("POST", f"{path}/publish", REASON)
    entry = paths[1].replace("challenges", "me/entries")
    for method in ("PUT", "DELETE"):
        await send(method, entry, None, "rider")
    for step in ("pause", "publish", "close"):
        await send("POST", f"{paths[2]}/{step}", REASON)
    await send("PUT", "/v1/guards/challenge", {"guards": [ALL]}, "city")
    for path in paths[3:]:
        await send("PUT", path, challenge() | REASON)
        await send("POST", f"{path}/submit", REASON)
    await send("POST", f"{paths[3]}/decision", APPROVE, "city")
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", f"{paths[3]}/stop", {"until": until, **REASON}, "city")


async def _send_tariffs(send: Send) -> None:
    """A tariff that is published and stopped, one that was approved, and one that was dropped while it waited
    for that."""
    drafts = [await send("POST", "/v1/tariffs", tariff()) for _ in range(3)]
    published, submitted, dropped = [f"/v1/tariffs/{draft['tariff_id']}" for draft in drafts]
    await send("POST", f"{published}/publish", REASON)
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", f"{published}/stop", {"until": until, **REASON}, "city")
    await send("PUT", "/v1/guards/tariff", {"guards": [ALL]}, "city")
    await send("PUT", submitted, tariff() | REASON)
    for path in (submitted, dropped):
        await send("POST", f"{path}/submit", REASON)
    await send("POST", f"{submitted}/decision", APPROVE, "city")
    await send("POST", f"{dropped}/close", REASON)
    await send("PUT", "/v1/levels", {"from_points": [0, 400, 2_000, 5_000, 12_000, 30_000], **REASON})


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
