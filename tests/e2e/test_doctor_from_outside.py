"""`rodem doctor --gateway`: a city is examined from outside as it is beside its databases."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from rodem.local.running import SERVICES
from tests.cities import ROOT, City
from tests.reported_trips import reported_trip
from tests.waiting import wait_for

pytestmark = pytest.mark.e2e


def examined(city: City, folder: Path, *words: str, role: str = "operator") -> tuple[int, str, str]:
    """Exit code and what is printed, with nothing of the city's own folder at hand."""
    token = folder / "token"
    token.write_text(city.token(role))
    argv = [sys.executable, "-m", "rodem", "doctor", *words, "--token-file", str(token)]
    argv += ["--gateway", city.run_json()["gateway_url"], "--data", str(folder / "nothing")]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def found(city: City, folder: Path) -> dict[str, Any]:
    health: dict[str, Any] = json.loads(examined(city, folder, "--json")[1])
    return health


def execute(city: City, service: str, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(city.run_json()["owners"][service])
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


def at_one_moment(city: City, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the doctor finds beside the databases, and from outside while nothing has changed: periodic work
    says something now and then."""
    beside = city.doctor()
    while True:
        outside, after = found(city, folder), city.doctor()
        if after["consumers"] == beside["consumers"]:
            return beside, outside
        beside = after


@pytest.mark.timeout(200)
def test_a_city_is_examined_through_its_gateway_alone(city: City, tmp_path: Path) -> None:
    trip = reported_trip()
    assert city.call("POST", "/v1/trips", trip).status_code == 202
    wait_for(lambda: city.doctor()["ok"], True)

    code, out, err = examined(city, tmp_path)
    assert code == 0, err
    assert out.endswith("What was checked is well.\n")
    assert "Not checked: sums of trips and points" in err
    beside, outside = at_one_moment(city, tmp_path)
    for part in ("ok", "not_ready", "consumers", "outbox", "dead_letters", "differences"):
        assert outside[part] == beside[part], part
    assert outside["ledger"] == {"balanced": True}
    assert trip["rider_id"] not in json.dumps(outside)

    # What a service holds is not what its owner holds, nor what it is derived from.
    add = "UPDATE accounts SET lifetime_points = lifetime_points + {} WHERE rider_id = '{}'"
    execute(city, "rewards", add.format(1, trip["rider_id"]))
    try:
        code, _, err = examined(city, tmp_path)
        assert code == 1
        assert "rewards: accounts.lifetime_points is not what it is derived from in 1 rows" in err
        assert trip["rider_id"] not in err
        beside = city.doctor()
        said = {(each["service"], each["what"]) for each in found(city, tmp_path)["differences"]}
        assert said == {(each["service"], each["what"]) for each in beside["differences"]}
    finally:  # the city is not of this test alone
        execute(city, "rewards", add.format(-1, trip["rider_id"]))


def test_only_the_games_operator_may_examine(city: City, tmp_path: Path) -> None:
    for role in ("rider", "city"):
        code, out, err = examined(city, tmp_path, role=role)
        assert code != 0
        assert "--token-file wants one of the game's operator" in err
        assert not out


@pytest.mark.timeout(200)
def test_a_service_that_is_stopped_is_named(city: City, tmp_path: Path) -> None:
    """And what cannot be said without it."""
    pid = city.pids()["rewards"]
    os.kill(pid, signal.SIGSTOP)
    try:
        code, _, err = examined(city, tmp_path)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert code == 1
    assert "rewards is not ready: " in err
    assert "Not checked: whether services agree, while one is away." in err
    assert [name for name in SERVICES if f"{name} is not ready" in err] == ["rewards"]


def test_a_gateway_that_is_away_is_a_fault(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("some token")
    argv = [sys.executable, "-m", "rodem", "doctor", "--gateway", "http://127.0.0.1:9"]
    done = subprocess.run(
        [*argv, "--token-file", str(token)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "gateway is not ready: " in done.stderr
