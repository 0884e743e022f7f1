"""Two versions of each service side by side on one database (here the same code in another process)."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest

from rodem.local.provision import load_secrets
from rodem.local.up import service_processes
from tests.cities import ROOT, City, running_city
from tests.e2e.test_nothing_is_lost import ROWS, expected_points, import_slowly
from tests.ports import free_ports
from tests.rodem.generated_files import write_generated_citibike
from tests.waiting import wait_for

pytestmark = pytest.mark.e2e

READY_WITHIN_S = 90


@contextmanager
def newer_version(city: City, folder: Path) -> Iterator[None]:
    """A second process of every service, with the settings of the first. Each ends well on SIGTERM."""
    ports = free_ports()
    started: list[subprocess.Popen[bytes]] = []
    run = city.run_json()
    admin_dsn, secrets = next(iter(run["databases"].values())), load_secrets(city.data, run["databases"])
    for number, child in enumerate(service_processes(city.data, admin_dsn, secrets, run, os.environ)):
        env = {**child.env, "RODEM_PORT": str(ports + number), "RODEM_METRICS_PORT": "0"}
        with (folder / f"{child.name}.log").open("wb") as log:
            started.append(subprocess.Popen(child.argv, cwd=ROOT, env=env, stdout=log, stderr=log))
    try:
        for number in range(len(started)):
            until_ready(f"http://127.0.0.1:{ports + number}/readyz")
        yield
    finally:
        for process in started:
            process.terminate()
        assert [process.wait(timeout=30) for process in started] == [0] * len(started)


def until_ready(url: str) -> None:
    give_up = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up:
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} is not ready")


async def migrate(city: City, change: str) -> None:
    """Change every table of every service, as the migration of a later version may."""
    for dsn in city.run_json()["owners"].values():
        connection = await asyncpg.connect(dsn, server_settings={"lock_timeout": "5s"})
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for table in tables:
            await connection.execute(f"ALTER TABLE {table['tablename']} {change}")
        await connection.close()


def test_old_and_new_side_by_side_lose_nothing_and_count_nothing_twice(tmp_path: Path) -> None:
    """While trips come in: the schema goes up, new joins old, the old ones end, the schema goes down."""
    half, whole = tmp_path / "half.csv", tmp_path / "whole.csv"
    write_generated_citibike(half, ROWS // 2)  # the first rows of the whole
    write_generated_citibike(whole, ROWS)
    with running_city(tmp_path) as city, ThreadPoolExecutor(1) as pool:
        imported = pool.submit(lambda: asyncio.run(import_slowly(city, half)))
        asyncio.run(migrate(city, "ADD COLUMN later text"))
        assert imported.result(timeout=120).failures == 0
        old = {name: service["pid"] for name, service in city.run_json()["services"].items()}
        with newer_version(city, tmp_path):
            imported = pool.submit(lambda: asyncio.run(import_slowly(city, whole)))
            wait_for(lambda: city.doctor()["trips"]["received"] > ROWS // 2, True)
            for pid in old.values():
                os.kill(pid, signal.SIGTERM)
            asyncio.run(migrate(city, "DROP COLUMN later"))
            assert imported.result(timeout=120).failures == 0
            wait_for(lambda: city.doctor()["ok"], True)
            found = city.doctor()
        assert (found["trips"]["received"], found["dead_letters"]) == (ROWS, 0)
        assert found["ledger"]["issued_points"] == expected_points(whole)
        assert found["ledger"]["balanced"]
