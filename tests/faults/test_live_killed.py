"""The service is killed between a chunk and the end of a live trip: what was acknowledged is there, and an
app that sends the rest again goes on as if nothing had been."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from rodem.local.tokens import mint
from tests.cases.drawings import ONE_LIGHT, bodies_of
from tests.conftest import MakeDatabase

from .served import Served, served

PHONES = 12
CHUNKS = 20


def messages(trip_id: str, began: datetime) -> list[tuple[str, Any]]:
    """Path and body of each message of a trip of ten minutes."""
    points = bodies_of({"legs": ONE_LIGHT, "at": began.isoformat()}, {})
    at = f"/v1/trips/{trip_id}"
    size = len(points) // CHUNKS + 1
    start = {"trip_id": trip_id, "vehicle_type": "bike", "started_at": began.isoformat()}
    chunks = [{"seq": n, "points": points[n * size : n * size + size]} for n in range(CHUNKS)]
    end = {"ended_at": (began + timedelta(minutes=10)).isoformat()}
    return [("/v1/trips:start", start), *((f"{at}/trace", chunk) for chunk in chunks), (f"{at}/end", end)]


async def tell(
    city: Served, folder: Path, rider: str, told: Sequence[tuple[str, Any]]
) -> AsyncIterator[httpx.Response]:
    token = mint(folder, "rider", rider)
    for path, body in told:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        yield await city.client.post(path, json=body, headers=headers)


async def test_what_was_acknowledged_survives_and_the_rest_is_sent_again(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await make_database("trips")
    began = datetime.now(UTC) - timedelta(hours=1)
    phones = {str(uuid4()): messages(str(uuid4()), began) for _ in range(PHONES)}
    acknowledged = dict.fromkeys(phones, 0)
    total = sum(map(len, phones.values()))
    chance = random.Random(15)

    async def ride(city: Served, rider: str) -> None:
        with suppress(httpx.TransportError):
            async for answer in tell(city, tmp_path, rider, phones[rider]):
                assert answer.status_code == 202, answer.text
                acknowledged[rider] += 1

    async def kill(city: Served) -> None:
        after = chance.uniform(0.3, 0.7) * total
        while sum(acknowledged.values()) < after:
            await asyncio.sleep(0.005)
        city.process.send_signal(signal.SIGKILL)

    async with served("trips", dsn, tmp_path, {"RODEM_INTERNAL_SECRET": ""}) as city:
        await asyncio.gather(kill(city), *(ride(city, rider) for rider in phones))
    assert 0 < sum(acknowledged.values()) < total
    stored = await _chunks_stored(dsn)
    for rider, told in phones.items():
        chunks = sum(path.endswith("/trace") for path, _ in told[: acknowledged[rider]])
        assert stored.get(rider, 0) >= chunks
    async with served("trips", dsn, tmp_path, {"RODEM_INTERNAL_SECRET": ""}) as city:
        for rider, told in phones.items():
            answers = [each async for each in tell(city, tmp_path, rider, told)]
            assert {each.status_code for each in answers} == {202}
            assert answers[-1].json()["verdict"] == "accepted"
    assert set((await _chunks_stored(dsn)).values()) == {CHUNKS}


async def _chunks_stored(dsn: str) -> dict[str, int]:
    connection = await asyncpg.connect(dsn)
    try:
        query = "SELECT rider_id, count(*) FROM live_chunks JOIN live_trips USING (trip_id) GROUP BY 1"
        return {str(rider_id): count for rider_id, count in await connection.fetch(query)}
    finally:
        await connection.close()
