"""A database that refuses, hangs, is slow or may only be read: every route says 503 in time, then goes on."""

import asyncio
import os
import random
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
import httpx
import pytest

from rodem.local.provision import SUPERUSER, database_dsn, load_secrets
from rodem.local.running import with_database
from services.gateway.door.forwarding.rules import FORWARDED
from tests.cities import City

from .riding import goes_on, nothing_lost, trip

pytestmark = pytest.mark.e2e

AT_ONCE = 24
"""As `operator_at_once_max` of the gateway."""
ANSWER_S = 9.0
"""Longest wait for an answer while the database is away."""
RULES_S = 10.5
"""Where rules of challenges change: these wait for the batch that is running, the gateway 10 s for them."""
HANGS_S = 11.0
LOCK_MS = 200
"""Far below PostgreSQL's `deadlock_timeout`."""
LOCKED_WITHIN_S = 60
ID = str(uuid4())
CHALLENGE = {
    "name": {"en": "A hundred kilometres"},
    "goal": {"kind": "sum", "measure": "distance_m", "target": 100_000},
    "who": "all",
    "reward": {"points": 100},
    "starts_at": "2030-01-01T00:00:00Z",
    "ends_at": "2030-02-01T00:00:00Z",
}
RATES = {"metres_per_point": 100, "distance_m_max": 20_000, "kcal_per_point": 10}
TARIFF = {
    "name": "The default game again",
    "valid_from": "2030-01-01",
    "per": {"bike": RATES, "ebike": RATES},
    "day_points_max": 400,
}
REASON = {"reason": "a test"}
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
SQUARE = [[[2.1, 41.3], [2.2, 41.3], [2.2, 41.4], [2.1, 41.4], [2.1, 41.3]]]
QUERY = {
    "measures": ["trips"],
    "interval": "P1M",
    "start_date": "2026-05-01",
    "end_date": "2026-05-31",
    "dimensions": [],
    "filters": [],
}


def feed() -> dict[str, Any]:
    """One station, under a new name."""
    station = {"station_id": ID, "name": str(uuid4()), "lat": 41.39, "lon": 2.18}
    return {"last_updated": int(time.time()), "ttl": 1, "version": "2.3", "data": {"stations": [station]}}


def zones() -> dict[str, Any]:
    """One zone, under a new name."""
    properties = {"zone_id": ID, "name": str(uuid4())}
    geometry = {"type": "Polygon", "coordinates": SQUARE}
    zone = {"type": "Feature", "properties": properties, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [zone]}


class Call(NamedTuple):
    """A request that needs the database; `path` as its route has it."""

    method: str
    path: str
    role: str
    body: Any = None
    query: str = ""

    @property
    def reads(self) -> bool:
        return self.method == "GET" or self.path == "/v1/indicators:query"


SECOND_LEVELS = count(499, -1)


def lower_levels() -> dict[str, Any]:
    """Levels that are not those of before, for what changes nothing is not written; a level never rises."""
    return {"from_points": [0, next(SECOND_LEVELS), 2_000, 5_000, 12_000, 30_000], **REASON}


CALLS = (
    *(Call("GET", f"/v1/health/{service}", "operator") for service in with_database()),
    Call("GET", "/v1/me/summary", "rider"),
    Call("GET", "/v1/me/postings", "rider"),
    Call("GET", "/v1/me/trips", "rider"),
    Call("GET", "/v1/me/trips/{trip_id}", "rider"),
    Call("POST", "/v1/trips", "operator", trip()),
    Call("POST", "/v1/trips:batch", "operator", {"trips": [trip()]}),
    Call("GET", "/v1/trips", "operator", query="?verdict=held"),
    Call("POST", "/v1/trips/{trip_id}/void", "operator", {"reason": "a test"}),
    Call("POST", "/v1/trips/{trip_id}/decision", "operator", {"verdict": "accepted", "reason": "a test"}),
    Call("POST", "/v1/trips/{trip_id}/appeal", "rider", {"text": "It was me."}),
    Call("POST", "/v1/imports", "operator", {"name": "may.csv"}),
    Call("GET", "/v1/imports", "operator"),
    Call("POST", "/v1/imports/{import_id}/undo", "operator", {"reason": "a test"}),
    Call("PUT", "/v1/stations", "operator", feed),
    Call("POST", "/v1/stations:import", "operator", feed),
    Call("PUT", "/v1/zones", "operator", zones),
    Call("POST", "/v1/indicators:query", "city", QUERY),
    Call("GET", "/v1/challenges", "rider"),
    Call("POST", "/v1/challenges", "operator", CHALLENGE),
    Call("PUT", "/v1/challenges/{challenge_id}", "operator", CHALLENGE | REASON),
    Call("POST", "/v1/challenges/{challenge_id}/submit", "operator", REASON),
    Call("POST", "/v1/challenges/{challenge_id}/publish", "operator", REASON),
    Call("POST", "/v1/challenges/{challenge_id}/pause", "operator", REASON),
    Call("POST", "/v1/challenges/{challenge_id}/close", "operator", REASON),
    Call("POST", "/v1/challenges/{challenge_id}/decision", "city", {"decision": "approve"} | REASON),
    Call("POST", "/v1/challenges/{challenge_id}/stop", "city", {"until": TOMORROW} | REASON),
    Call("PUT", "/v1/guards/challenge", "city", {"guards": []}),
    Call("GET", "/v1/guards/challenge", "city"),
    Call("GET", "/v1/levels", "rider"),
    Call("PUT", "/v1/levels", "operator", lower_levels),
    Call("GET", "/v1/tariffs", "rider"),
    Call("POST", "/v1/tariffs", "operator", TARIFF),
    Call("PUT", "/v1/tariffs/{tariff_id}", "operator", TARIFF | REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/submit", "operator", REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/publish", "operator", REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/close", "operator", REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/decision", "city", {"decision": "approve"} | REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/stop", "city", {"until": TOMORROW} | REASON),
    Call("PUT", "/v1/guards/tariff", "city", {"guards": []}),
    Call("GET", "/v1/guards/tariff", "city"),
    Call("GET", "/v1/changes", "city"),
    Call("GET", "/v1/decisions", "city"),
    Call("GET", "/v1/decisions.ndjson", "city"),
    Call("PUT", "/v1/me/entries/{challenge_id}", "rider", {}),
    Call("DELETE", "/v1/me/entries/{challenge_id}", "rider"),
)
NAMED = ("trip_id", "challenge_id", "import_id", "tariff_id")
NEEDS_NO_DATABASE = {
    ("GET", "/v1/indicators"),
    ("GET", "/v1/city-figures"),  # for some seconds
    *((route.method, route.path) for route in FORWARDED if route.is_page),
}


async def answers(city: City) -> dict[str, tuple[int, bool]]:
    """Every route's status, and whether it says when to come back. As many are asked at the same time as one
    operator may."""
    run, took_s, at_once = city.run_json(), dict[str, float](), asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=20, trust_env=False) as client:

        async def ask(call: Call) -> tuple[int, bool]:
            path = call.path.format_map(dict.fromkeys(NAMED, ID)) + call.query
            sub = ID if call.role == "rider" else None
            token = await asyncio.to_thread(city.token, call.role, sub)
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
            url, body = run["gateway_url"] + path, call.body() if callable(call.body) else call.body
            async with at_once:
                began = time.monotonic()
                answer = await client.request(call.method, url, json=body, headers=headers)
            took_s[f"{call.method} {call.path}"] = time.monotonic() - began
            return answer.status_code, "retry-after" in answer.headers

        async def ready(service: str) -> tuple[int, bool]:
            answer = await client.get(run["services"][service]["url"] + "/readyz")
            return answer.status_code, "retry-after" in answer.headers

        called = await asyncio.gather(*map(ask, CALLS))
        asked = await asyncio.gather(*map(ready, run["databases"]))
    slow = {path: s for path, s in took_s.items() if s > (RULES_S if "{challenge_id}" in path else ANSWER_S)}
    assert not slow
    names = [f"{call.method} {call.path}" for call in CALLS]
    return dict(zip(names, called, strict=True)) | dict(zip(run["databases"], asked, strict=True))


async def all_answer(city: City, within_s: float = 90) -> None:
    """Wait until no route says that something is away."""
    give_up = time.monotonic() + within_s
    while away := {name: said for name, said in (await answers(city)).items() if said[0] >= 500}:
        assert time.monotonic() < give_up, away
        await asyncio.sleep(0.5)


def admin_dsn(city: City) -> str:
    """The superuser's."""
    run = city.run_json()
    password = load_secrets(city.data, list(run["databases"])).passwords[SUPERUSER]
    return database_dsn(run["databases"]["trips"], "postgres", password, "postgres")


@asynccontextmanager
async def administrator(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename LIKE 'rodem%'"


@asynccontextmanager
async def nobody_let_in(city: City) -> AsyncIterator[None]:
    """As when somebody has edited pg_hba.conf."""
    file = city.data / "postgres" / "pg_hba.conf"
    rules = file.read_text()
    async with administrator(admin_dsn(city)) as admin:
        file.write_text("host all /^rodem 127.0.0.1/32 reject\n" + rules)
        try:
            await admin.execute("SELECT pg_reload_conf()")
            await asyncio.sleep(0.2)
            await admin.execute(CUT)
            yield
        finally:
            file.write_text(rules)
            await admin.execute("SELECT pg_reload_conf()")


@asynccontextmanager
async def no_connection_left(city: City) -> AsyncIterator[None]:
    """Somebody else has taken all of `max_connections`."""
    dsn = admin_dsn(city)
    async with AsyncExitStack() as taken:
        admin = await taken.enter_async_context(administrator(dsn))
        ours = 1
        while ours:
            ours = await admin.fetchval(CUT)
            with suppress(asyncpg.TooManyConnectionsError):
                while True:
                    await taken.enter_async_context(administrator(dsn))
        yield


@asynccontextmanager
async def read_only(city: City) -> AsyncIterator[None]:
    """As a standby is, or a server whose disk its owner protects."""
    async with administrator(admin_dsn(city)) as admin:
        await admin.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        try:
            await admin.execute("SELECT pg_reload_conf()")
            await asyncio.sleep(0.2)
            yield
        finally:
            await admin.execute("SET default_transaction_read_only = off")
            await admin.execute("ALTER SYSTEM RESET default_transaction_read_only")
            await admin.execute("SELECT pg_reload_conf()")


@asynccontextmanager
async def hanging(city: City) -> AsyncIterator[None]:
    """The machine of the server sleeps."""
    pid = city.run_json()["postgres_pid"]
    children = subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE, text=True).stdout.split()
    everyone, began = [pid, *map(int, children)], time.monotonic()
    for each in everyone:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
        await asyncio.sleep(began + HANGS_S - time.monotonic())
    finally:
        for each in everyone:
            os.kill(each, signal.SIGCONT)


@asynccontextmanager
async def locked(city: City) -> AsyncIterator[None]:
    """Somebody holds every table of every service."""
    async with AsyncExitStack() as held:
        for dsn in city.run_json()["owners"].values():
            session = await held.enter_async_context(administrator(dsn))
            tables = await session.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            names = ", ".join(sorted(row["tablename"] for row in tables if row["tablename"] != "log"))
            await take_locks(session, names)
        yield


async def take_locks(session: asyncpg.Connection, tables: str) -> None:
    """For as long as the session lives. Who has one table and waits for another may be waited for in turn,
    and PostgreSQL ends one of the two: before it does, all are given up, and taken again a little later."""
    async with asyncio.timeout(LOCKED_WITHIN_S):
        while True:
            await session.execute(f"BEGIN; SET LOCAL lock_timeout = {LOCK_MS}")
            try:
                await session.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
                return
            except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
                await session.execute("ROLLBACK")
                await asyncio.sleep(random.uniform(0, LOCK_MS / 1000))


def test_every_route_is_called() -> None:
    called = {(call.method, call.path) for call in CALLS} | NEEDS_NO_DATABASE
    assert {(route.method, route.path) for route in FORWARDED} <= called


Fault = Callable[[City], AbstractAsyncContextManager[None]]


@pytest.mark.parametrize("fault", [nobody_let_in, no_connection_left, hanging, locked])
async def test_without_its_database_every_route_says_503_in_time_and_then_goes_on(
    breakable: City, fault: Fault
) -> None:
    await all_answer(breakable)
    async with nothing_lost(breakable) as ridden:
        async with fault(breakable):
            said = await answers(breakable)
        await goes_on(ridden)
        await all_answer(breakable)
    assert said == dict.fromkeys(said, (503, True))


async def test_on_a_database_that_can_only_be_read_reads_go_on_and_writes_say_503(breakable: City) -> None:
    async with nothing_lost(breakable):
        async with read_only(breakable):
            said = await answers(breakable)
        await all_answer(breakable)
    for call in CALLS:
        status, says_when = said[f"{call.method} {call.path}"]
        assert status < 500 if call.reads else (status, says_when) == (503, True) or status == 404, call
