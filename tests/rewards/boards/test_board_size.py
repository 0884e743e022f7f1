"""How much is read for a rank and for the top of a board does not grow with the riders on it. Work is counted
in blocks, because a time would depend on the machine."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.rewards.leaderboards import store
from services.rewards.leaderboards.rules import BOARDS
from shared.db import create_engine
from tests.blocks import blocks
from tests.conftest import MakeDatabase

WEEK = date(2026, 11, 16)
BOARD = {"term": "week", "part": "all", "begins_on": WEEK}
FILL = """
    INSERT INTO standings (rider_id, term, part, begins_on, points, nickname, city_id)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'week', 'all', '2026-11-16', 1 + n::bigint * 7919 % 2800,
        'rider ' || n, 'city'
    FROM generate_series(1, {riders}) AS n
"""
COUNT = """
    INSERT INTO point_counts (term, part, begins_on, width, bucket, riders, city_id)
    SELECT term, part, begins_on, width, points / width, count(*), 'city'
    FROM standings CROSS JOIN (VALUES (1), (256)) AS level (width) GROUP BY 1, 2, 3, 4, 5
"""
RIDERS = 60_000


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("rewards"), 1, statement_timeout_s=60)
    async with engine.begin() as tx:
        for statement in (FILL.format(riders=RIDERS), COUNT, "ANALYZE standings", "ANALYZE point_counts"):
            await tx.execute(sa.text(statement))
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("rider", [1, 31, RIDERS // 2, RIDERS])
async def test_a_rank_and_its_neighbours_read_some_hundred_blocks(engine: AsyncEngine, rider: int) -> None:
    """One for each row of a bucket, of 256 points, and some more."""
    assert await blocks(engine, store.READ_AROUND, BOARD | {"rider_id": UUID(int=rider)}) < 400


async def test_the_top_reads_its_hundred_riders(engine: AsyncEngine) -> None:
    assert await blocks(engine, store.READ_TOP, BOARD) < 120


async def test_the_rank_is_that_of_all_riders(engine: AsyncEngine) -> None:
    """For some of them, against a count of all who have more."""
    async with engine.connect() as tx:
        for rider in (1, 31, 2_799, RIDERS):
            found = await store.around(tx, BOARDS["week-riders-all"], WEEK, UUID(int=rider))
            query = sa.text("SELECT 1 + count(*) FROM standings WHERE points > :points")
            assert found.rank == (await tx.execute(query, {"points": found.points})).scalar_one()
            assert found.riders == RIDERS
