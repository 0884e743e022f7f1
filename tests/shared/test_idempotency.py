"""Old answers are forgotten, a bounded number at a time."""

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import create_engine
from shared.http import idempotency

ROWS_MAX = 10_000
"""Most rows that one transaction may delete."""
OLD = 2 * ROWS_MAX + 1
FILL = sa.text("""
    INSERT INTO idempotency (caller, key, request_hash, status, body, created_at)
    SELECT 'caller', n::text, '', 200, '',
        now() - make_interval(days => CASE WHEN n <= :old THEN 8 ELSE 6 END)
    FROM generate_series(1, :old + 5) AS n
""")


@pytest.fixture
async def engine(make_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("trips"), 2)
    async with engine.begin() as tx:
        await tx.execute(FILL, {"old": OLD})
    yield engine
    await engine.dispose()


async def left(engine: AsyncEngine) -> int:
    async with engine.connect() as tx:
        return int((await tx.execute(sa.text("SELECT count(*) FROM idempotency"))).scalar_one())


async def test_no_transaction_deletes_more_than_a_slice(engine: AsyncEngine) -> None:
    remaining = [await left(engine)]

    @sa.event.listens_for(engine.sync_engine, "commit")
    def _count(connection: Any) -> None:
        rows = connection.exec_driver_sql("SELECT count(*) FROM idempotency")
        remaining.append(rows.scalar_one())

    await idempotency.prune(engine)
    assert remaining[-1] == await left(engine) == 5
    deleted = [before - after for before, after in pairwise(remaining)]
    assert max(deleted) <= ROWS_MAX
    assert sum(deleted) == OLD


async def test_what_was_deleted_before_an_error_stays_deleted(engine: AsyncEngine) -> None:
    """So that the next hour goes on where this one had to end."""
    commits = 0

    @sa.event.listens_for(engine.sync_engine, "commit")
    def _fail(_: Any) -> None:
        nonlocal commits
        commits += 1
        if commits == 2:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await idempotency.prune(engine)
    assert await left(engine) == OLD + 5 - ROWS_MAX
