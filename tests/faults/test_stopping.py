"""SIGTERM and SIGSTOP: a service says that it stops, ends what it has begun, and loses nothing."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from rodem.local.supervisor import KILL_S
from shared.serve import CLOSE_S, UNREADY_S
from tests.cities import City
from tests.conftest import MakeDatabase
from tests.laws.test_postgres_faults import stopped_for_a_while

from .riding import nothing_lost, trip
from .served import served, status

GRACE_S = 10
STOPS = int(os.environ.get("STOPS", "1"))
"""How often each process is told to stop: STOPS=100 by hand."""
NOT_ONE_BY_ONE_S = 30
"""Whoever closes 20 connections politely, one by one, needs 40 s. What is left is for a busy machine."""


async def test_a_service_told_to_stop_is_not_ready_ends_what_it_began_and_exits_with_0(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await make_database("trips")
    async with served("trips", dsn, tmp_path) as service:
        session = await asyncpg.connect(dsn)
        async with session.transaction():
            await session.execute("LOCK TABLE trips IN ACCESS EXCLUSIVE MODE")
            key = {"Idempotency-Key": str(uuid4())}
            began = asyncio.create_task(service.client.post("/v1/trips", json=trip(), headers=key))
            await asyncio.sleep(0.3)
            service.process.send_signal(signal.SIGTERM)
            seen: list[int | None] = [200]
            async with asyncio.timeout(GRACE_S):
                while seen[-1] is not None:
                    seen.append(await status(service.client, "/readyz"))
                    await asyncio.sleep(0.02)
            assert 503 in seen
            assert seen[seen.index(503) :] == [503] * (len(seen) - seen.index(503) - 1) + [None]
            assert not began.done()
        assert (await began).status_code == 202
        assert await asyncio.to_thread(service.process.wait, GRACE_S) == 0
        assert await session.fetchval("SELECT count(*) FROM trips") == 1
        await session.close()


async def test_a_service_whose_database_hangs_stops_in_time(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    assert UNREADY_S + GRACE_S + CLOSE_S < KILL_S - 2
    dsn = await make_database("trips")
    async with served("trips", dsn, tmp_path) as service:
        # As many connections as it may have: each is one more that will not be closed politely.
        await asyncio.gather(*(service.client.get("/v1/trips?verdict=held") for _ in range(20)))
        session = await asyncpg.connect(dsn)
        asked = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = [row["pid"] for row in await session.fetch(asked)]
        try:
            for pid in backends:
                os.kill(pid, signal.SIGSTOP)
            service.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(service.process.wait, NOT_ONE_BY_ONE_S) == 0
        finally:
            for pid in backends:
                os.kill(pid, signal.SIGCONT)
        await session.close()


async def each_told_to_stop(city: City) -> None:
    """The processes one after the other, each replaced by the supervisor before the next."""
    for name in [*city.pids()] * STOPS:
        pid = city.pids()[name]
        await asyncio.sleep(0.3)
        os.kill(pid, signal.SIGTERM)
        give_up = time.monotonic() + 90
        while city.pids()[name] == pid:
            assert time.monotonic() < give_up, f"{name} was not replaced"
            await asyncio.sleep(0.1)


async def services_told_to_stop(city: City) -> None:
    """All services at one time: each is gone within its grace, and replaced."""
    for _ in range(STOPS):
        services = {name: pid for name, pid in city.pids().items() if name != "postgres"}
        for pid in services.values():
            os.kill(pid, signal.SIGTERM)
        async with asyncio.TaskGroup() as group:
            for name, pid in services.items():
                group.create_task(gone(pid, name))
        give_up = time.monotonic() + 90
        while any(city.pids()[name] == pid for name, pid in services.items()):
            assert time.monotonic() < give_up, "not every service was replaced"
            await asyncio.sleep(0.1)


async def gone(pid: int, name: str) -> None:
    """Wait until the process has ended, at most for its grace."""
    give_up = time.monotonic() + KILL_S
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < give_up, f"{name} did not stop"
        await asyncio.sleep(0.02)


async def each_stopped_for_a_while(city: City) -> None:
    """3 s each, PostgreSQL with all its backends."""
    for pid in city.pids().values():
        await stopped_for_a_while(pid)
        await asyncio.sleep(0.3)


@pytest.mark.e2e
@pytest.mark.timeout(300 + 120 * STOPS)
@pytest.mark.parametrize("fault", [services_told_to_stop, each_stopped_for_a_while])
async def test_no_process_told_to_stop_or_stopped_loses_a_trip(
    breakable: City, fault: Callable[[City], Awaitable[None]]
) -> None:
    before = breakable.pids()
    async with nothing_lost(breakable):
        await fault(breakable)
    if fault is each_stopped_for_a_while:
        assert breakable.pids() == before
    else:
        said = (breakable.data.parent / "up.log").read_text()
        services = before.keys() - {"postgres"}
        assert all(said.count(f"{name} ended with 0") >= STOPS for name in services), said
