"""kill -9 of `rodem up`: its services end, the next one adopts PostgreSQL, and the data are there."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from rodem.local.postgres import runs
from tests.e2e.conftest import READY_WITHIN_S, ROOT, City, eventually, free_ports

from .riding import POINTS, settled, trip

pytestmark = pytest.mark.e2e


def start(folder: Path, port: int, *words: str) -> City:
    """`rodem up`, ready."""
    argv = [sys.executable, "-m", "rodem", "up", *words, "--port-base", str(port)]
    argv += ["--data", str(folder / "data")]
    env = {name: value for name, value in os.environ.items() if name != "KAFKA_BOOTSTRAP"}
    with (folder / "up.log").open("ab") as log:
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    give_up = time.monotonic() + READY_WITHIN_S
    # run.json of a supervisor that was killed is still there.
    while not (folder / "data" / "run.json").exists() or answers(City(folder / "data", process)) is None:
        assert process.poll() is None, (folder / "up.log").read_text()
        assert time.monotonic() < give_up, (folder / "up.log").read_text()
        time.sleep(0.1)
    return City(folder / "data", process)


def answers(city: City) -> int | None:
    try:
        return httpx.get(city.run_json()["gateway_url"] + "/readyz", timeout=2, trust_env=False).status_code
    except (httpx.TransportError, FileNotFoundError):
        return None


def services(city: City) -> dict[str, int]:
    return {name: pid for name, pid in city.pids().items() if name != "postgres"}


def test_a_killed_supervisor_takes_its_services_along_and_the_next_adopts_postgresql(tmp_path: Path) -> None:
    port = free_ports()
    city = start(tmp_path, port)
    try:
        assert city.call("POST", "/v1/trips", trip()).status_code == 202
        settled(city)
        before, postgres_pid = services(city), city.pids()["postgres"]
        os.kill(city.process.pid, signal.SIGKILL)
        city.process.wait()
        # A service may drain for 10 s.
        eventually(lambda: [n for n, pid in before.items() if runs(pid, ["shared.serve", n])], [], 12)
        assert runs(postgres_pid, [str(city.data / "postgres")])
        city = start(tmp_path, port)
        assert city.pids()["postgres"] == postgres_pid
        found = settled(city)
        assert (found["trips"]["accepted"], found["ledger"]["issued_points"]) == (1, POINTS)
        assert city.call("POST", "/v1/trips", trip()).status_code == 202
    finally:
        os.killpg(city.process.pid, signal.SIGINT)
        assert city.process.wait(timeout=30) in (0, 130)
    assert not runs(postgres_pid, [str(city.data / "postgres")])
