"""Law 7: a retry gets the same answer, over a real socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from ..trips.running_trips import Trips, running_trips

RIDER = "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11"


@pytest.fixture(scope="module")
async def trips(
    make_database: Callable[[str], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trips]:
    async with running_trips(await make_database("trips"), tmp_path_factory.mktemp("issuer")) as running:
        yield running


def trip(**changes: Any) -> dict[str, Any]:
    started_at = datetime.now(UTC) - timedelta(hours=2)
    return {
        "trip_id": str(uuid4()),
        "vehicle_type": "bike",
        "started_at": started_at.isoformat(),
        "ended_at": (started_at + timedelta(minutes=20)).isoformat(),
        "distance_m": 4_200,
    } | changes


async def post(trips: Trips, path: str, body: Any, key: str, role: str = "rider") -> httpx.Response:
    sub = RIDER if role == "rider" else None
    headers = {**trips.signed_in(role, sub), "Idempotency-Key": key}
    return await trips.client.post(path, json=body, headers=headers)


def batch() -> dict[str, Any]:
    return {"trips": [trip(rider_id=str(uuid4())), trip(rider_id="nobody"), trip(rider_id=str(uuid4()))]}


@pytest.mark.parametrize(
    ("path", "body", "role", "status"),
    [
        pytest.param("/v1/trips", trip(), "rider", 202, id="a trip"),
        pytest.param("/v1/trips:batch", batch(), "operator", 200, id="a batch with a bad row"),
    ],
)
async def test_the_same_key_and_body_get_the_same_status_and_bytes(
    trips: Trips, path: str, body: Any, role: str, status: int
) -> None:
    key = str(uuid4())
    first = await post(trips, path, body, key, role)
    assert first.status_code == status
    for same_key in (key, f'"{key}"'):
        again = await post(trips, path, body, same_key, role)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["content-type"] == first.headers["content-type"]


async def test_a_batch_under_a_new_key_counts_its_trips_as_duplicates(trips: Trips) -> None:
    body = {"trips": [trip(rider_id=str(uuid4())) for _ in range(3)]}
    first = await post(trips, "/v1/trips:batch", body, "chunk of run 1", "operator")
    again = await post(trips, "/v1/trips:batch", body, "chunk of run 2", "operator")
    assert (first.json()["accepted"], first.json()["duplicates"]) == (3, 0)
    assert (again.json()["accepted"], again.json()["duplicates"]) == (0, 3)


async def test_another_body_under_the_same_key_is_refused(trips: Trips) -> None:
    key = str(uuid4())
    await post(trips, "/v1/trips", trip(), key)
    other = await post(trips, "/v1/trips", trip(), key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_key_belongs_to_its_caller(trips: Trips) -> None:
    key = str(uuid4())
    assert (await post(trips, "/v1/trips", trip(), key)).status_code == 202
    other = await trips.client.post(
        "/v1/trips", json=trip(), headers={**trips.signed_in("rider"), "Idempotency-Key": key}
    )
    assert other.status_code == 202


@pytest.mark.parametrize("key", ["", '""', "a" * 256, "clé", "a\tb"])
async def test_a_key_that_is_none_is_refused(trips: Trips, key: str) -> None:
    headers = httpx.Headers({**trips.signed_in("rider"), "Idempotency-Key": key}, encoding="utf-8")
    answer = await trips.client.post("/v1/trips", json=trip(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


async def test_a_refusal_is_not_kept_under_its_key(trips: Trips) -> None:
    key = str(uuid4())
    assert (await post(trips, "/v1/trips", trip(distance_m=-1), key)).status_code == 422
    assert (await post(trips, "/v1/trips", trip(), key)).status_code == 202


async def test_a_retry_while_the_first_request_runs_is_told_to_come_back(trips: Trips) -> None:
    body, key = trip(), str(uuid4())
    await post(trips, "/v1/trips", trip(), str(uuid4()))  # so that the rider is there to be locked
    connection = await asyncpg.connect(trips.dsn)
    async with connection.transaction():
        await connection.execute("SELECT FROM riders WHERE rider_id = $1 FOR UPDATE", UUID(RIDER))
        first = asyncio.create_task(post(trips, "/v1/trips", body, key))
        await until_somebody_waits(connection)
        again = await post(trips, "/v1/trips", body, key)
        assert (again.status_code, again.json()["code"]) == (409, "idempotency-key-in-use")
        assert again.headers["retry-after"] == "1"
    await connection.close()
    answered = await first
    assert answered.status_code == 202
    assert (await post(trips, "/v1/trips", body, key)).content == answered.content


async def until_somebody_waits(connection: asyncpg.Connection) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = $1"
    database = await connection.fetchval("SELECT current_database()")
    async with asyncio.timeout(5):
        while not await connection.fetchval(waiting, database):
            await asyncio.sleep(0.01)


async def test_many_retries_at_once_make_one_trip(trips: Trips) -> None:
    body, key = trip(), str(uuid4())
    answers = await asyncio.gather(*(post(trips, "/v1/trips", body, key) for _ in range(20)))
    kept = {answer.content for answer in answers if answer.status_code == 202}
    assert len(kept) == 1
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert await trips.rows("SELECT count(*) FROM trips WHERE trip_id = $1", UUID(body["trip_id"])) == [(1,)]


async def test_a_trip_keeps_its_first_answer_for_ever(trips: Trips) -> None:
    """Its partner holds it later; a reporter who comes back under another key is still told `accepted`."""
    rider = {"rider_id": str(uuid4())}
    body = trip(**rider)
    first = await post(trips, "/v1/trips", body, str(uuid4()), "operator")
    partner = await post(trips, "/v1/trips", trip(**rider), str(uuid4()), "operator")
    again = await post(trips, "/v1/trips", body, str(uuid4()), "operator")
    assert (first.json()["verdict"], partner.json()["verdict"]) == ("accepted", "held")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    held = await trips.rows("SELECT verdict FROM trips WHERE trip_id = $1", UUID(body["trip_id"]))
    assert held == [("held",)]


async def test_void_and_decision_say_one_event_for_each_change(trips: Trips) -> None:
    body = trip(rider_id=str(uuid4()))
    await post(trips, "/v1/trips", body, str(uuid4()), "operator")
    path = f"/v1/trips/{body['trip_id']}"
    for _ in range(2):
        voided = await post(trips, f"{path}/void", {"reason": "a test"}, "", "operator")
        assert voided.json()["verdict"] == "voided"
    for _ in range(2):
        decision = {"verdict": "accepted", "reason": "a test"}
        restored = await post(trips, f"{path}/decision", decision, "", "operator")
        assert restored.json()["verdict"] == "accepted"
    told = [each for each in await trips.said("trip.judged.v1") if each["trip_id"] == body["trip_id"]]
    assert [(each["revision"], each["verdict"]) for each in told] == [
        (1, "accepted"),
        (2, "voided"),
        (3, "accepted"),
    ]
