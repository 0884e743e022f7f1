"""Requests beyond a limit are told at once to come back, instead of waiting in a queue that grows."""

import asyncio
from itertools import islice
from pathlib import Path
from uuid import uuid4

import asyncpg

from tests.conftest import MakeDatabase

from .riding import trip
from .served import Served, served, status

AT_WORK_MAX = 3
ASKED = 9


async def report(service: Served) -> tuple[int, bool]:
    """Status, and whether it says when to come back."""
    answer = await service.client.post("/v1/trips", json=trip(), headers={"Idempotency-Key": str(uuid4())})
    return answer.status_code, "retry-after" in answer.headers


async def test_one_request_too_many_is_told_at_once_to_come_back(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await make_database("trips")
    few = {"RODEM_REQUESTS_MAX": str(AT_WORK_MAX)}
    async with served("trips", dsn, tmp_path, few) as service:
        session = await asyncpg.connect(dsn)
        async with session.transaction():
            await session.execute("LOCK TABLE trips IN ACCESS EXCLUSIVE MODE")
            asked = [asyncio.create_task(report(service)) for _ in range(ASKED)]
            # Before those at work are answered, which the lock keeps waiting for two seconds.
            refused = [await each for each in islice(asyncio.as_completed(asked), ASKED - AT_WORK_MAX)]
            assert set(refused) == {(503, True)}
            waiting = [answer for answer in asked if not answer.done()]
            assert len(waiting) == AT_WORK_MAX
            watched = [await status(service.client, path) for path in ("/livez", "/readyz")]
            assert watched == [200, 200]
        await session.close()
        # Those at work end well, and make room.
        assert {(await answer)[0] for answer in waiting} == {202}
        assert (await report(service))[0] == 202
