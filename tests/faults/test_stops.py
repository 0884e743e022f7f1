"""SIGTERM in a row: who is told to stop is gone within its grace, idle or busy, and leaves nothing running.

STOPS=100 tells each a hundred times; the suite tells each once.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from rodem.local.running import SERVICES, with_database
from rodem.local.supervisor import KILL_S
from rodem.local.tokens import mint
from tests.cities import READY_WITHIN_S, ROOT
from tests.conftest import MakeDatabase
from tests.ports import free_ports

from .riding import trip
from .served import served
from .test_stopping import STOPS

Call = Callable[[httpx.AsyncClient, Path], Awaitable[None]]
CITY_STOPS_S = 20
"""`rodem up` promises to stop in less."""
CALLERS = 8


async def report_trips(client: httpx.AsyncClient, _: Path) -> None:
    await client.post("/v1/trips", json=trip(), headers={"Idempotency-Key": str(uuid4())})


async def read_summaries(client: httpx.AsyncClient, folder: Path) -> None:
    token = mint(folder, "rider", str(uuid4()))
    await client.get("/v1/me/summary", headers={"Authorization": f"Bearer {token}"})


CALLS: dict[str, Call] = {"trips": report_trips, "gateway": read_summaries}


def call_of(service: str) -> Call:
    """What keeps this service busy: its health is asked for, where nothing else is named."""
    path = f"/v1/health/{service}" if service in with_database() else "/problems/not-found"

    async def read(client: httpx.AsyncClient, _: Path) -> None:
        assert (await client.get(path)).status_code not in (401, 403, 404)

    return CALLS.get(service, read)


@asynccontextmanager
async def busy(service: str, client: httpx.AsyncClient, folder: Path) -> AsyncIterator[None]:
    """Callers that go on until nothing listens any more."""

    call = call_of(service)

    async def call_on() -> None:
        while True:
            try:
                await call(client, folder)
            except httpx.TransportError:
                return

    callers = [asyncio.create_task(call_on()) for _ in range(CALLERS)]
    await asyncio.sleep(0.3)
    yield
    async with asyncio.timeout(READY_WITHIN_S):
        await asyncio.gather(*callers)


@pytest.mark.timeout(120 + 60 * STOPS)
@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_told_to_stop_is_gone_within_its_grace_idle_or_busy(
    make_database: MakeDatabase, tmp_path: Path, service: str
) -> None:
    dsn = await make_database(service if service in with_database() else "trips")
    log = await make_database("trips")
    sources = dict.fromkeys(("trips", "challenges", "rewards", "riders", "public_value"), log)
    env = {"RODEM_GATEWAY_URL": "http://127.0.0.1:9"}
    for _ in range(STOPS):
        async with served(service, dsn, tmp_path, env, **sources) as idle:
            idle.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(idle.process.wait, KILL_S) == 0
        async with (
            served(service, dsn, tmp_path, env, **sources) as running,
            busy(service, running.client, tmp_path),
        ):
            running.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(running.process.wait, KILL_S) == 0


def still_running(data: Path) -> list[str]:
    """The processes with this folder in their arguments or environment, or that log into it: a city's own."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = b"\0".join([(process / name).read_bytes() for name in ("cmdline", "environ")])
            said += b"\0" + bytes((process / "fd" / "1").readlink())
            ended = b"Z" in (process / "stat").read_bytes().rpartition(b")")[2].split()[:1]
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if str(data).encode() in said and not ended and int(process.name) != os.getpid():
            found.append(said.decode(errors="replace")[:200])
    return found


Reached = Callable[[Path], bool]
MOMENTS: dict[str, Reached] = {
    "at once": lambda data: data.is_dir(),
    "initdb runs": lambda data: (data / "postgres.new").is_dir(),
    "PostgreSQL starts": lambda data: (data / "postgres" / "postmaster.pid").exists(),
    "services start": lambda data: (data / "logs" / "gateway.log").exists(),
}
KAFKA_MOMENTS: dict[str, Reached] = {
    "Kafka's folder is made": lambda data: (data / "kafka" / "log.new").is_dir(),
    "Kafka starts": lambda data: (data / "kafka" / "log" / "server.properties").exists(),
}


def told_to_stop(data: Path, name: str, reached: Reached, *words: str) -> None:
    """`rodem up` in this folder is told to stop at this moment, and leaves nothing running."""
    argv = [sys.executable, "-m", "rodem", "up", *words, "--data", str(data)]
    argv += ["--port-base", str(free_ports())]
    env = {name: value for name, value in os.environ.items() if name != "KAFKA_BOOTSTRAP"}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=quiet, stderr=quiet)
    try:
        give_up = time.monotonic() + READY_WITHIN_S
        while not reached(data):
            assert process.poll() is None, name
            assert time.monotonic() < give_up, name
            time.sleep(0.005)
        assert still_running(data) or name == "at once"
        process.terminate()
        ended = process.wait(CITY_STOPS_S)
    finally:
        if process.poll() is None:  # or the city would go on for ever
            process.terminate()
            process.wait(2 * CITY_STOPS_S)
    # Before it listens to signals it dies of SIGTERM, and has started nothing.
    assert ended in (0, -signal.SIGTERM), name
    assert still_running(data) == [], name


@pytest.mark.e2e
@pytest.mark.timeout(120 + 240 * STOPS)
def test_a_city_told_to_stop_while_it_starts_leaves_nothing_running(tmp_path: Path) -> None:
    for number in range(STOPS):
        for name, reached in MOMENTS.items():
            told_to_stop(tmp_path / f"{number} {name}", name, reached)


@pytest.mark.e2e
@pytest.mark.timeout(120 + 240 * STOPS)
@pytest.mark.usefixtures("kafka_jars")
def test_a_city_on_kafka_told_to_stop_while_it_starts_leaves_nothing_running(tmp_path: Path) -> None:
    for number in range(STOPS):
        for name, reached in KAFKA_MOMENTS.items():
            told_to_stop(tmp_path / f"{number} {name}", name, reached, "--kafka")
