"""A tariff that is tried on the past, through the routes, beside a ledger that it leaves alone."""

import asyncio
import gc
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest
import sqlalchemy as sa

from shared.events.heard import Heard
from shared.jobs import actions as jobs
from tests.conftest import MakeDatabase
from tests.days import local_day
from tests.events import activity_reported, trip_judged, zone_reported
from tests.faults.served import Served, served
from tests.handlers import of_room
from tests.rewards.running_rewards import Running, heard, running_rewards, tariff
from tests.waiting import eventually

APRIL, MAY = date(2026, 4, 1), date(2026, 5, 31)
NAMES = UUID("0190aaaa-0000-7000-8000-0000000000c3")
ZONES = ["gracia", "fort-pienc", "sant-antoni", None]
GENEROUS: dict[str, Any] = {
    "name": "Generous mornings, and limits",
    "per": {
        "bike": {"metres_per_point": 80, "distance_m_max": 15_000, "kcal_per_point": 12},
        "ebike": {"metres_per_point": 120, "distance_m_max": 14_000, "kcal_per_point": 20},
    },
    "trip_points_max": 240,
    "day_points_max": 270,
    "month_points_max": 1_400,
    "multipliers": [
        {"name": "Eixample", "percent": 200, "start_zone_ids": ["eixample"]},
        {"name": "Mornings", "percent": 150, "local_hours": [{"from": 6, "to": 9}], "weekdays": [1, 2, 3]},
        {"name": "Less", "percent": 50, "from_on": "2026-05-20", "until_on": "2026-05-25"},
    ],
    "bonus": [{"kind": "report_confirmed", "points": 15, "day_max": 2}],
}


def asking(since: date = APRIL, until: date = MAY, **changes: Any) -> dict[str, Any]:
    return {"tariff": tariff(**changes), "since": str(since), "until": str(until)}


async def asked(rewards: Running, body: dict[str, Any], status: int = 202) -> dict[str, Any]:
    key = {"Idempotency-Key": str(uuid4())}
    return await rewards.asked("POST", "/v1/tariffs:simulate", body, status, key)


async def simulated(rewards: Running, body: dict[str, Any]) -> dict[str, Any]:
    """What a simulation has found, once it is done."""
    path = f"/v1/jobs/rewards/{(await asked(rewards, body))['job_id']}"

    async def state() -> object:
        return (await rewards.asked("GET", path))["state"]

    await eventually(state, "done", within_s=30)
    found = await rewards.asked("GET", path)
    return {name: value for name, value in found.items() if name not in ("job_id", "state")}


def a_history(seed: int, riders: int = 14, trips: int = 420) -> list[Heard[Any]]:
    """Trips and activities of April and May: of both vehicles, in all hours and zones, some of which do not
    count, are unpaid, of unknown distance, or were corrected."""
    chance = Random(seed)
    events: list[Heard[Any]] = []
    corrections: list[Heard[Any]] = []
    for number in range(trips):
        on = APRIL + timedelta(days=chance.randrange(61))
        facts: dict[str, Any] = {
            "rider_id": uuid5(NAMES, f"rider {chance.randrange(riders)}"),
            "trip_id": uuid5(NAMES, f"trip {number}"),
            "started_at": datetime(on.year, on.month, on.day, chance.randrange(3, 20), tzinfo=UTC),
            "vehicle_type": chance.choice(["bike", "bike", "ebike"]),
            "distance_m": chance.choice([None, 0, 900, 4_200, 12_000, 20_000, 26_000]),
            "energy_kcal": chance.randrange(20, 470),
            "start_zone_id": chance.choice(ZONES),
            "verdict": chance.choice(["accepted"] * 6 + ["held"]),
            "unpaid": chance.random() < 0.05 or None,
        }
        events.append(heard(trip_judged(**facts)))
        if chance.random() < 0.1:
            corrections.append(heard(trip_judged(**facts | {"revision": 2, "distance_m": 7_000})))
    for number in range(60):
        on = APRIL + timedelta(days=chance.randrange(61))
        activity = activity_reported(
            rider_id=uuid5(NAMES, f"rider {chance.randrange(riders)}"),
            activity_id=uuid5(NAMES, f"activity {number}"),
            at=datetime(on.year, on.month, on.day, 10, tzinfo=UTC),
            service=chance.choice(["report_confirmed", "survey_answered"]),
            counts=chance.random() < 0.9,
        )
        events.append(heard(activity))
    return [*events, *corrections]


async def tell(rewards: Running, events: list[Heard[Any]]) -> None:
    kinds = {event.event.type for event in events}
    for type_ in sorted(kinds):
        of_type = [event for event in events if event.event.type == type_]
        for begin in range(0, len(of_type), 100):
            await rewards.hear(*of_type[begin : begin + 100])


async def map_of(rewards: Running) -> None:
    parents = {"fort-pienc": "eixample", "sant-antoni": "eixample", "eixample": None, "gracia": None}
    zones = [heard(zone_reported(zone_id=name, parent_id=parent)) for name, parent in parents.items()]
    await rewards.hear(*zones)


async def in_force_since_2000(rewards: Running, **changes: Any) -> None:
    await rewards.published(**changes)
    async with rewards.engine.begin() as tx:
        await tx.exec_driver_sql(
            """UPDATE tariffs SET body = jsonb_set(body, '{valid_from}', '"2000-01-01"')"""
        )


PAID = """
    SELECT rider_id, sum(moves.points)::int FROM moves JOIN accounts USING (account_id)
    WHERE kind IN ('trip', 'cap', 'bonus') GROUP BY rider_id
"""


async def paid(rewards: Running) -> dict[UUID, int]:
    return {rider_id: points for rider_id, points in await rewards.rows(PAID)}


@pytest.mark.parametrize("seed", range(3))
async def test_a_simulation_says_what_the_tariff_then_pays(
    rewards: Running, make_database: MakeDatabase, silent_dsn: str, tmp_path: Path, seed: int
) -> None:
    """The same history is paid by the tariff in force, and, in another city, for real by the one tried."""
    now = {"day_points_max": 300, "month_points_max": 1_500} if seed == 1 else {"day_points_max": 400}
    history = a_history(seed)
    await map_of(rewards)
    await in_force_since_2000(rewards, **now)
    await tell(rewards, history)
    found = await simulated(rewards, asking(**GENEROUS))
    (tmp_path / "then").mkdir()
    async with running_rewards(await make_database("rewards"), silent_dsn, tmp_path / "then") as then:
        await map_of(then)
        await in_force_since_2000(then, **GENEROUS)
        await tell(then, history)
        paid_then = await paid(then)
    paid_now = await paid(rewards)
    assert found["points"] == {"now": sum(paid_now.values()), "then": sum(paid_then.values())}
    riders = paid_now.keys() | paid_then.keys()
    differences = [paid_then.get(rider, 0) - paid_now.get(rider, 0) for rider in riders]
    assert found["riders_losing"] == sum(points < 0 for points in differences)
    assert found["riders_gaining"] == sum(points > 0 for points in differences)
    assert found["riders_losing"] > 0 < found["riders_gaining"]


async def test_zones_are_those_of_trips_after_their_own_limit(rewards: Running) -> None:
    await map_of(rewards)
    for number in range(12):
        on = datetime(2026, 5, 4, 10, tzinfo=UTC)
        facts = {"rider_id": uuid5(NAMES, str(number)), "started_at": on, "distance_m": 1}
        zone_id = "gracia" if number < 10 else "fort-pienc"
        await rewards.hear(
            *(
                heard(trip_judged(**facts, energy_kcal=1_000, start_zone_id=each))
                for each in (zone_id, "gracia")
            )
        )
    found = await simulated(rewards, asking(trip_points_max=60, day_points_max=100))
    # Of fort-pienc's two riders nothing is said, so nothing is said of gracia's twelve: the rest is both.
    assert found == {
        "riders": 12,
        "trips": 24,
        "points": {"now": 2_400, "then": 1_200},
        "by_zone": [{"trips": 24, "points": {"now": 2_400, "then": 1_440}}],
        "riders_losing": 12,
        "riders_gaining": 0,
    }


async def test_the_ledger_is_not_touched(rewards: Running) -> None:
    await tell(rewards, a_history(5, trips=60))
    tables = ("postings", "accounts", "trips", "rider_days", "rider_months", "tariffs", "outbox", "decisions")
    queries = [f"SELECT count(*), max(xmin::text::bigint) FROM {table}" for table in tables]
    before = [await rewards.rows(query) for query in queries]
    await simulated(rewards, asking(**GENEROUS))
    assert [await rewards.rows(query) for query in queries] == before


BAD_TARIFFS = [
    ({"day_points_max": -1}, "/day_points_max", "out_of_range"),
    ({"surprise": 1}, "/surprise", "unknown_field"),
    ({"multipliers": [{"name": "m", "percent": 501}]}, "/multipliers/0/percent", "out_of_range"),
    (
        {"multipliers": [{"name": "m", "percent": 150, "campaign_id": str(uuid4())}]},
        "/multipliers/0/campaign_id",
        "unknown",
    ),
    ({"bonus": [{"kind": "a", "points": 0, "day_max": 1}]}, "/bonus/0/points", "out_of_range"),
]


@pytest.mark.parametrize(("changes", "pointer", "code"), BAD_TARIFFS)
async def test_a_bad_tariff_is_refused_as_it_is_when_it_is_written(
    refusing: Running, changes: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await asked(refusing, asking(**changes), 422)
    assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [(f"/tariff{pointer}", code)]
    key = {"Idempotency-Key": "k"}
    refused = await refusing.asked("POST", "/v1/tariffs", tariff(**changes), 422, key)
    assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        pytest.param({"until": "2026-03-31"}, "/until", "empty_range"),
        pytest.param({"until": "tomorrow"}, "/until", "in_the_future"),
        pytest.param({"since": "2020-01-01"}, "/since", "out_of_range"),
        pytest.param({"since": "May"}, "/since", "bad_format"),
        pytest.param({"surprise": 1}, "/surprise", "unknown_field"),
    ],
)
async def test_days_that_cannot_be_tried_are_refused(
    refusing: Running, changes: dict[str, Any], pointer: str, code: str
) -> None:
    if changes == {"until": "tomorrow"}:
        changes = {"until": local_day(1)}
    refused = await asked(refusing, asking() | changes, 422)
    assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [(pointer, code)]


async def test_what_begins_in_the_past_can_be_tried_and_an_empty_city_answers(rewards: Running) -> None:
    found = await simulated(
        rewards,
        asking(
            since=date.fromisoformat(local_day(-10)),
            valid_from="2000-01-01",
            until=date.fromisoformat(local_day()),
        ),
    )
    assert found == {
        "riders": 0,
        "trips": 0,
        "points": {"now": 0, "then": 0},
        "by_zone": [],
        "riders_losing": 0,
        "riders_gaining": 0,
    }


async def test_only_the_games_operator_asks_and_reads(rewards: Running) -> None:
    job_id = (await asked(rewards, asking()))["job_id"]
    for role, operator_id in (("operator", "rival"), ("rider", ""), ("city", ""), ("auditor", "")):
        other = rewards.signed_in(role, operator_id=operator_id) | {"Idempotency-Key": "k"}
        await rewards.asked("POST", "/v1/tariffs:simulate", asking(), 403, other)
        await rewards.asked("GET", f"/v1/jobs/rewards/{job_id}", None, 403, other)
    for unknown in (uuid4(), "nothing"):
        await rewards.asked("GET", f"/v1/jobs/rewards/{unknown}", None, 404)


async def test_a_simulation_is_asked_for_once_and_no_more_than_five_wait(
    rewards: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LOOK_EVERY_S", 600)
    await simulated(rewards, asking())
    key = {"Idempotency-Key": "once"}
    first = await rewards.asked("POST", "/v1/tariffs:simulate", asking(), 202, key)
    assert await rewards.asked("POST", "/v1/tariffs:simulate", asking(), 202, key) == first
    assert await rewards.rows("SELECT count(*) FROM jobs") == [(2,)]
    await eventually(lambda: rewards.rows("SELECT count(*) FROM jobs WHERE state = 'done'"), [(2,)])
    async with rewards.engine.begin() as tx:
        # Nobody looks for these: whoever asks for a job by the route wakes the process.
        await tx.execute(
            sa.text("""
                INSERT INTO jobs (job_id, city_id, operator_id, kind, state, asked)
                SELECT gen_random_uuid(), 'city', 'operator', 'tariff_simulation', 'waiting', '{}'
                FROM generate_series(1, 5)
            """)
        )
    assert (await asked(rewards, asking(), 409))["code"] == "too-many-jobs"


FILL = """
    INSERT INTO trips (rider_id, local_on, trip_id, revision, points, cap_points, available_at, earns,
        counts, started_at, vehicle_type, local_hour, distance_m, energy_kcal, start_zone_id, city_id)
    SELECT md5((n / 20)::text)::uuid, date '2026-05-01' + n % 20, gen_random_uuid(), 1, 57, 0, now(), true,
        true, now(), 'bike', n % 24, 4200, 159, 'zone ' || n % 70, 'city'
    FROM generate_series(1, {trips}) AS n
"""


async def test_the_event_loop_is_free_meanwhile(rewards: Running) -> None:
    """No turn of the loop takes an eighth of all its time, which is its own: no other program changes it."""
    async with rewards.engine.begin() as tx:
        await tx.exec_driver_sql(FILL.format(trips=30_000))
    turns_s: list[float] = []

    async def tick() -> None:
        while True:
            began = time.thread_time()
            await asyncio.sleep(0.001)
            turns_s.append(time.thread_time() - began)

    gc.disable()  # it walks over all that the tests of this process have left
    ticking = asyncio.create_task(tick())
    found = await simulated(rewards, asking(multipliers=GENEROUS["multipliers"]))
    ticking.cancel()
    gc.enable()
    assert found["trips"] == 30_000
    assert max(turns_s) < sum(turns_s) / 8


@pytest.mark.e2e
async def test_a_simulation_outlives_the_process_that_does_it(
    make_database: MakeDatabase, silent_dsn: str, tmp_path: Path
) -> None:
    """kill -9 of rewards: the next process begins the job anew, and says the same."""
    dsn = await make_database("rewards")
    env = {"RODEM_OPERATOR_ID": "operator"}
    sources = dict.fromkeys(of_room("rewards"), silent_dsn)
    async with served("rewards", dsn, tmp_path, env, **sources) as first:
        await fill(dsn, 200_000)
        key = {"Idempotency-Key": "k"}
        answer = await first.client.post("/v1/tariffs:simulate", json=asking(), headers=key)
        assert answer.status_code == 202, answer.text
        path = f"/v1/jobs/rewards/{answer.json()['job_id']}"

        await eventually(lambda: state_of(first, path), "running")
        first.process.kill()
    async with served("rewards", dsn, tmp_path, env, **sources) as second:
        await eventually(lambda: state_of(second, path), "done")
        job = (await second.client.get(path)).json()
        assert (job["riders"], job["trips"]) == (10_001, 200_000)


async def state_of(service: Served, path: str) -> object:
    return (await service.client.get(path)).json()["state"]


async def fill(dsn: str, trips: int) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(FILL.format(trips=trips))
    await connection.close()
