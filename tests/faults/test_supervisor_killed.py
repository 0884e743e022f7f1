"""kill -9 of `rodem up`: its services end, the next one adopts PostgreSQL, and the data are there."""

import os
import signal
from pathlib import Path

import pytest

from rodem.local.postgres import runs
from tests.cities import City, start, stop
from tests.ports import free_ports
from tests.waiting import wait_for

from .riding import POINTS, settled, trip

pytestmark = pytest.mark.e2e


def services(city: City) -> dict[str, int]:
    return {name: pid for name, pid in city.pids().items() if name != "postgres"}


def test_a_killed_supervisor_takes_its_services_along_and_the_next_adopts_postgresql(tmp_path: Path) -> None:
    port = free_ports()
    city = start(tmp_path, port=port)
    try:
        assert city.call("POST", "/v1/trips", trip()).status_code == 202
        settled(city)
        before, postgres_pid = services(city), city.pids()["postgres"]
        os.kill(city.process.pid, signal.SIGKILL)
        city.process.wait()
        # A service may drain for 10 s.
        wait_for(lambda: [n for n, pid in before.items() if runs(pid, ["shared.serve", n])], [], 12)
        assert runs(postgres_pid, [str(city.data / "postgres")])
        city = start(tmp_path, port=port)
        assert city.pids()["postgres"] == postgres_pid
        found = settled(city)
        assert (found["trips"]["accepted"], found["ledger"]["issued_points"]) == (1, POINTS)
        assert city.call("POST", "/v1/trips", trip()).status_code == 202
    finally:
        assert stop(city) in (0, 130)
    assert not runs(postgres_pid, [str(city.data / "postgres")])
