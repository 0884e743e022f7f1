"""A database that refuses, hangs, is slow or may only be read: every route says 503 in time, then goes on."""

import asyncio
import os
import random
import re
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from uuid import uuid4

import asyncpg
import httpx
import pytest

from rodem.local.provision import SUPERUSER, database_dsn, load_secrets
from services.gateway.door.forwarding.rules import FORWARDED
from tests.cities import City

from .calls import CALLS, ID, Call
from .riding import goes_on, nothing_lost

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
NAMED = ("trip_id", "challenge_id", "import_id", "tariff_id", "campaign_id")
IDS = {
    "board_id": "week-riders-all",
    "version": "999",
    "indicator_id": "eff.cost_per_trip",
    "local_on": "2026-05-04",
    "month": "2099-12",
    "number": "999",
}
"""What a path names, where it is not `ID`."""
NEW_EACH_TIME = {"factor_set_id"}
"""What is never changed once it is written: each call names another."""
NAMES_WHAT_IS_NOT_THERE = {"/v1/draws"}
"""Whose bodies name something that is looked for, and not found, before anything is written."""
SHOWS_CODES = re.compile("/v1/(teams|me/(team|workplace|pairs|blocks))")
NEEDS_NO_DATABASE = {
    ("GET", "/v1/challenge-templates"),
    ("GET", "/v1/challenges/schema"),
    ("GET", "/v1/indicators"),
    ("GET", "/v1/leaderboards"),
    ("GET", "/v1/city-figures"),  # for some seconds
    *((route.method, route.path) for route in FORWARDED if route.is_page),
}


def named(parameter: str) -> str:
    """What a path has for this parameter."""
    return str(uuid4()) if parameter in NEW_EACH_TIME else IDS.get(parameter, ID)


async def answers(city: City) -> dict[str, tuple[int, bool]]:
    """Every route's status, and whether it says when to come back. As many are asked at the same time as one
    operator may."""
    run, took_s, at_once = city.run_json(), dict[str, float](), asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=20, trust_env=False) as client:

        async def ask(call: Call) -> tuple[int, bool]:
            path = re.sub("{([^}]*)}", lambda name: named(name[1]), call.path) + call.query
            # Who shows five wrong codes has to wait, so each call is another one's.
            rider_id = str(uuid4()) if SHOWS_CODES.match(path) else ID
            sub = {"rider": rider_id, "partner": str(uuid4())}.get(call.role)
            token = await asyncio.to_thread(city.token, call.role, sub)
            headers = {
                "Authorization": f"Bearer {token}",
                "Idempotency-Key": str(uuid4()),
                "X-Purpose": "a test",
            }
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
    await all_answer(breakable)
    async with nothing_lost(breakable):
        async with read_only(breakable):
            said = await answers(breakable)
        await all_answer(breakable)
    for call in CALLS:
        status, says_when = said[f"{call.method} {call.path}"]
        refused = status == 404 or (status == 422 and call.path in NAMES_WHAT_IS_NOT_THERE)
        assert status < 500 if call.reads else (status, says_when) == (503, True) or refused, call
