"""The clock of the services is stepped by an hour, there and back: no law notices."""

import os
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import asyncpg
import httpx
import pytest

from rodem.local.tokens import mint
from shared.db import create_engine
from shared.events.registry import TOPICS
from tests.conftest import MakeDatabase
from tests.laws.streams import LEDGER, reader, scalar
from tests.waiting import eventually

from .riding import POINTS
from .served import served

HOUR_S = 3_600
SAID = """
    SELECT position, data::json->>'revision' AS revision, data::json->>'trip_id' AS trip_id
    FROM published ORDER BY position
"""
LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib64/faketime/libfaketimeMT.so.1")


@pytest.fixture
def faketime() -> str:
    """The library by which a process sees another time (Debian's package `faketime`)."""
    for pattern in LIBRARIES:
        for found in Path("/").glob(pattern[1:]):
            return str(found)
    reason = "a clock is stepped by libfaketime, which is not installed (package `faketime`)"
    if os.environ.get("RODEM_REQUIRE_ALL") == "1":
        pytest.fail(f"RODEM_REQUIRE_ALL=1, but {reason}")
    warnings.warn(f"Tests of a stepped clock are skipped: {reason}.", stacklevel=1)
    pytest.skip(reason)


def clock(library: str, folder: Path) -> tuple[dict[str, str], Callable[[int], None]]:
    """The environment of a process, and what steps its clock to so many seconds off the true time."""
    file = folder / "clock"

    def step(off_s: int) -> None:
        side = file.with_suffix(".new")
        side.write_text(f"{off_s:+d}\n")
        side.replace(file)

    step(0)
    env = {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        # As in the world: NTP steps the wall clock, never the one by which time-outs are measured.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    return env, step


def token(folder: Path, role: str, sub: str | None = None, off_s: float = 0) -> dict[str, str]:
    """Of an issuer whose clock is so many seconds off."""
    with mock.patch("rodem.local.tokens.time.time", return_value=time.time() + off_s):
        return {"Authorization": f"Bearer {mint(folder, role, sub)}"}


def trip(rider_id: str, number: int, ended_hours_ago: float) -> dict[str, Any]:
    """The rider's trips begin minutes apart, so that none shares time with another."""
    ended_at = datetime.now(UTC) - timedelta(hours=ended_hours_ago, minutes=number * 25)
    started_at = ended_at - timedelta(minutes=20)
    return {
        "trip_id": str(uuid4()),
        "rider_id": rider_id,
        "vehicle_type": "bike",
        "started_at": started_at.isoformat(),
        "ended_at": ended_at.isoformat(),
        "distance_m": 4_200,
    }


async def report(client: httpx.AsyncClient, body: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
    answer = await client.post("/v1/trips", json=body, headers=headers | {"Idempotency-Key": body["trip_id"]})
    assert answer.status_code == 202, answer.text
    return answer


async def test_trips_and_points_do_not_depend_on_a_clock_that_only_goes_forward(
    make_database: MakeDatabase, tmp_path: Path, faketime: str
) -> None:
    trips_dsn, rewards_dsn = await make_database("trips"), await make_database("rewards")
    env, step = clock(faketime, tmp_path)
    rider_id = str(uuid4())
    sources = {"trips": trips_dsn, "challenges": trips_dsn, "riders": rewards_dsn}
    rewards = create_engine(rewards_dsn, 2)
    log = await asyncpg.connect(trips_dsn)
    async with (
        served("trips", trips_dsn, tmp_path, env, **sources) as trips,
        served("rewards", rewards_dsn, tmp_path, env, **sources),
    ):
        first: list[tuple[dict[str, Any], bytes]] = []
        for number, off_s in enumerate((0, HOUR_S, -HOUR_S, 0)):
            step(off_s)
            now = token(tmp_path, "operator", off_s=off_s)
            body = trip(rider_id, number, ended_hours_ago=3)
            first.append((body, (await report(trips.client, body, now)).content))
            # A retry gets the same answer, whatever time it was when the first came.
            for earlier, content in first:
                assert (await report(trips.client, earlier, now)).content == content
        await eventually(reader(rewards, LEDGER), [4, 4 * POINTS, True])
        decided = first[0][0]["trip_id"]
        accept = {"verdict": "accepted"}
        for off_s, changed, extra in ((HOUR_S, "void", {}), (-HOUR_S, "decision", accept), (0, "void", {})):
            step(off_s)
            headers = token(tmp_path, "operator", off_s=off_s)
            url = f"/v1/trips/{decided}/{changed}"
            answer = await trips.client.post(url, json={"reason": "a test"} | extra, headers=headers)
            assert answer.status_code == 200, answer.text

        async def said() -> list[asyncpg.Record]:
            return await log.fetch(SAID)

        async def positions() -> list[int]:
            return [row["position"] for row in await said()]

        # Points are the same after the first of the three changes: the log tells that all are said.
        await eventually(positions, list(range(1, 8)))
        await eventually(reader(rewards, "SELECT issued_points FROM doctor"), 3 * POINTS)
        revisions = [row["revision"] for row in await said() if row["trip_id"] == decided]
    assert revisions == ["1", "2", "3", "4"]
    assert await scalar(rewards, "SELECT balanced FROM doctor") is True
    assert await scalar(rewards, "SELECT count(*) FROM dead_letters") == 0
    await log.close()
    await rewards.dispose()


async def test_points_are_pending_by_the_clock_of_the_moment_and_tokens_by_5_s(
    make_database: MakeDatabase, tmp_path: Path, faketime: str
) -> None:
    names = ("trips", "rewards", "gateway")
    dsns = {name: await make_database(name) for name in names}
    env, step = clock(faketime, tmp_path)
    rider_id = str(uuid4())
    # On the topics of others nobody says anything.
    sources = dict.fromkeys(TOPICS, dsns["gateway"])
    sources |= {"trips": dsns["trips"], "rewards": dsns["rewards"]}
    async with (
        served("trips", dsns["trips"], tmp_path, env, **sources) as trips,
        served("rewards", dsns["rewards"], tmp_path, env, **sources),
        served("gateway", dsns["gateway"], tmp_path, env, **sources) as gateway,
    ):
        # Points of a trip can be spent a day after it: half an hour from now.
        body = trip(rider_id, 0, ended_hours_ago=23.5)
        await report(trips.client, body, token(tmp_path, "operator"))

        async def points(off_s: int) -> tuple[int, int] | int:
            step(off_s)
            headers = token(tmp_path, "rider", rider_id, off_s)
            answer = await gateway.client.get("/v1/me/summary", headers=headers)
            if answer.status_code != 200:
                return answer.status_code
            found = answer.json()
            return found["pending_points"], found["balance_points"]

        await eventually(lambda: points(0), (POINTS, 0))
        assert [await points(off_s) for off_s in (HOUR_S, -HOUR_S, HOUR_S, 0)] == [
            (0, POINTS),
            (POINTS, 0),
            (0, POINTS),
            (POINTS, 0),
        ]
        asked = {}
        for ahead_s in (4, HOUR_S, -HOUR_S):
            headers = token(tmp_path, "rider", str(uuid4()), ahead_s)
            asked[ahead_s] = (await gateway.client.get("/v1/me/summary", headers=headers)).status_code
        assert asked == {4: 200, HOUR_S: 401, -HOUR_S: 200}
