"""SIGTERM in a row: who is told to stop is gone within its grace, idle or busy, and leaves nothing running.

STOPS=100 tells each a hundred times; the suite tells each once.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from rodem.local.supervisor import KILL_S
from rodem.local.tokens import mint
from tests.cities import ROOT, City
from tests.conftest import MakeDatabase
from tests.ports import free_ports

from .riding import trip
from .served import served

STOPS = int(os.environ.get("STOPS", "1"))
CITY_STOPS_S = 20
"""`rodem up` promises to stop in less."""
BEGINS_S = 60
CALLERS = 8


async def report_trips(client: httpx.AsyncClient, _: Path) -> None:
    await client.post("/v1/trips", json=trip(), headers={"Idempotency-Key": str(uuid4())})


async def read_summaries(client: httpx.AsyncClient, folder: Path) -> None:
    token = mint(folder, "rider", str(uuid4()))
    await client.get("/v1/me/summary", headers={"Authorization": f"Bearer {token}"})


CALLS = {"trips": report_trips, "gateway": read_summaries}


@asynccontextmanager
async def busy(service: str, client: httpx.AsyncClient, folder: Path) -> AsyncIterator[None]:
    """Callers that go on until nothing listens any more."""

    async def call() -> None:
        while True:
            try:
                await CALLS[service](client, folder)
            except httpx.TransportError:
                return

    callers = [asyncio.create_task(call()) for _ in range(CALLERS)]
    await asyncio.sleep(0.3)
    yield
    async with asyncio.timeout(BEGINS_S):
        await asyncio.gather(*callers)


@pytest.mark.timeout(120 + 60 * STOPS)
@pytest.mark.parametrize("service", CALLS)
async def test_a_service_told_to_stop_is_gone_within_its_grace_idle_or_busy(
    make_database: MakeDatabase, tmp_path: Path, service: str
) -> None:
    dsn = await make_database(service)
    log = await make_database("trips")
    for _ in range(STOPS):
        async with served(service, dsn, tmp_path, trips=log, challenges=log, rewards=log) as idle:
            idle.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(idle.process.wait, KILL_S) == 0
        async with (
            served(service, dsn, tmp_path, trips=log, challenges=log, rewards=log) as running,
            busy(service, running.client, tmp_path),
        ):
            running.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(running.process.wait, KILL_S) == 0


def still_running(data: Path) -> list[str]:
    """The processes with this folder in their arguments or environment: a city's own."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "cmdline").read_bytes() + b"\0" + (process / "environ").read_bytes()
            ended = b"Z" in (process / "stat").read_bytes().rpartition(b")")[2].split()[:1]
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if str(data).encode() in said and not ended and int(process.name) != os.getpid():
            found.append(said.decode(errors="replace")[:200])
    return found


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "at once": lambda data: data.is_dir(),
    "initdb runs": lambda data: (data / "postgres.new").is_dir(),
    "PostgreSQL starts": lambda data: (data / "postgres" / "postmaster.pid").exists(),
    "services start": lambda data: (data / "logs" / "gateway.log").exists(),
    "the city is ready": lambda data: (data / "run.json").exists(),
}


@pytest.mark.e2e
@pytest.mark.timeout(120 + 120 * STOPS)
def test_a_city_told_to_stop_while_it_starts_leaves_nothing_running(tmp_path: Path) -> None:
    for number in range(STOPS):
        for name, reached in MOMENTS.items():
            data = tmp_path / f"{number} {name}"
            argv = [
                sys.executable,
                "-m",
                "rodem",
                "up",
                "--data",
                str(data),
                "--port-base",
                str(free_ports()),
            ]
            process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                give_up = time.monotonic() + BEGINS_S
                while not reached(data):
                    assert process.poll() is None, name
                    assert time.monotonic() < give_up, name
                    time.sleep(0.005)
                assert still_running(data) or name == "at once"
                process.terminate()
                ended = process.wait(CITY_STOPS_S)
            finally:
                process.kill()
            # Before it listens to signals it dies of SIGTERM, and has started nothing.
            assert ended in (0, -signal.SIGTERM), name
            assert still_running(data) == [], name


async def gone(pid: int, name: str) -> None:
    """Wait until the process has ended, at most for its grace."""
    give_up = time.monotonic() + KILL_S
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < give_up, f"{name} did not stop"
        await asyncio.sleep(0.02)


@pytest.mark.e2e
@pytest.mark.timeout(120 + 120 * STOPS)
async def test_every_service_of_a_city_told_to_stop_at_one_time_is_gone_and_replaced(breakable: City) -> None:
    for _ in range(STOPS):
        services = {name: pid for name, pid in breakable.pids().items() if name != "postgres"}
        for pid in services.values():
            os.kill(pid, signal.SIGTERM)
        async with asyncio.TaskGroup() as group:
            for name, pid in services.items():
                group.create_task(gone(pid, name))
        give_up = time.monotonic() + 2 * BEGINS_S
        while any(breakable.pids()[name] == pid for name, pid in services.items()):
            assert time.monotonic() < give_up, "not every service was replaced"
            await asyncio.sleep(0.1)
