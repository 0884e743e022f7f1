"""Trials of limits are jobs: they leave the event loop to requests, and outlive the process that does one."""

import asyncio
import gc
import time
from pathlib import Path

import asyncpg
import pytest

from tests.conftest import MakeDatabase
from tests.faults.served import served
from tests.trips.limits.trials import PATH, done, limits, trial_of
from tests.trips.running_trips import running_trips
from tests.waiting import eventually

FILL = """
    WITH rode AS (
        SELECT n, md5((n / 20)::text)::uuid AS rider_id, now() - n % 20 * interval '1 day' AS at
        FROM generate_series(1, {trips}) AS n
    ), riding AS (
        INSERT INTO riders (rider_id, city_id) SELECT DISTINCT rider_id, 'city' FROM rode
    )
    INSERT INTO trips (trip_id, city_id, rider_id, operator_id, vehicle_type, vehicle_id, started_at,
        ended_at, duration_s, distance_m, distance_source, energy_kcal, local_on, local_hour, received_at,
        content_hash, history, unpaid, first_verdict, verdict, revision, confirmed_by)
    SELECT gen_random_uuid(), 'city', rider_id, 'operator', 'bike', 'bike ' || n / 20, at - interval '1 h',
        at - interval '40 min', 1200, 100 + n % 3000, 'odometer', 159, (at - interval '1 h')::date, 7, at, '',
        false, false, 'accepted', 'accepted', 1, '{{operator}}'
    FROM rode
"""


async def fill(dsn: str, trips: int) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(FILL.format(trips=trips))
    await connection.execute("ANALYZE")
    await connection.close()


async def test_the_event_loop_is_free_meanwhile(make_database: MakeDatabase, tmp_path: Path) -> None:
    """No turn of the loop takes an eighth of all its time, which is its own: no other program changes it."""
    dsn = await make_database("trips")
    turns_s: list[float] = []

    async def tick() -> None:
        while True:
            began = time.thread_time()
            await asyncio.sleep(0.001)
            turns_s.append(time.thread_time() - began)

    async with running_trips(dsn, tmp_path) as trips:
        await fill(dsn, 1_500)
        gc.disable()  # it walks over all that the tests of this process have left
        ticking = asyncio.create_task(tick())
        found = await trial_of(trips.client, limits(tiny_m=3_000, tiny_n=1))
        ticking.cancel()
        gc.enable()
    assert found["trips"] == 1_500
    assert found["changed"]
    assert max(turns_s) < sum(turns_s) / 8


@pytest.mark.e2e
async def test_a_trial_outlives_the_process_that_does_it(make_database: MakeDatabase, tmp_path: Path) -> None:
    """kill -9 of trips: the next process begins the job anew, and counts the same."""
    dsn = await make_database("trips")
    env = {"RODEM_OPERATOR_ID": "operator"}
    async with served("trips", dsn, tmp_path, env) as first:
        await fill(dsn, 6_000)
        body = limits(tiny_m=3_000, tiny_n=1)
        answer = await first.client.put(PATH, json=body, headers={"Prefer": "dry-run"})
        assert answer.status_code == 202, answer.text
        path = f"/v1/jobs/trips/{answer.json()['job_id']}"

        async def is_under_way() -> object:
            return "progress" in (await first.client.get(path)).json()

        await eventually(is_under_way, True)
        first.process.kill()
    async with served("trips", dsn, tmp_path, env) as second:
        found = await done(second.client, path)
        again = await trial_of(second.client, body)
    assert found["trips"] == 6_000
    for name in ("riders", "before", "after", "verdicts", "changed"):
        assert found[name] == again[name]
