"""How long a rider waits for a rank, and everybody for the first hundred, on a board of a million riders that
moves all the time."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench import history
from bench.databases import Cluster, run
from services.rewards.leaderboards import store
from services.rewards.leaderboards.rules import BOARDS, DayOnBoards
from services.rewards.periods.rules import BEGINNING
from shared import db

BOARD = BOARDS["all-riders-all"]
AWARDS_A_SECOND, BATCH = 1_000, 100
FILL = f"""
    INSERT INTO standings (rider_id, term, part, begins_on, points, nickname, city_id)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'all', 'all', '{BEGINNING}', 1 + n::bigint * 7919 % 40000,
        'rider ' || n, 'city'
    FROM generate_series(1, {{riders}}) AS n
"""
PROFILES = """
    INSERT INTO profiles (rider_id, city_id, nickname, nickname_key, nickname_changed_at, on_leaderboards)
    SELECT rider_id, 'city', nickname, nickname, now(), true FROM standings
"""
COUNT = """
    INSERT INTO point_counts (term, part, begins_on, width, bucket, riders, city_id)
    SELECT term, part, begins_on, width, points / width, count(*), 'city'
    FROM standings CROSS JOIN (VALUES (1), (256)) AS level (width) GROUP BY 1, 2, 3, 4, 5
"""


async def measure(cluster: Cluster, riders: int, reads: int) -> dict[str, Any]:
    """`value` is the 99th percentile of the milliseconds that a rank with its neighbours takes, while riders
    are awarded points, a thousand each second."""
    await history.copy_template(cluster, "rewards", "rewards_with_ranks")
    dsn = cluster.database("rewards_with_ranks")
    await run(dsn, FILL.format(riders=riders), PROFILES, COUNT, "VACUUM ANALYZE", "CHECKPOINT")
    engine = db.create_engine(dsn, 4)
    chance = random.Random(1)  # noqa: S311

    async def rank(tx: AsyncConnection) -> None:
        found = await store.around(tx, BOARD, BEGINNING, UUID(int=chance.randint(1, riders)))
        assert found.rank, "A rider of the board has no rank."

    async def first(tx: AsyncConnection) -> None:
        assert len(await store.top(tx, BOARD, BEGINNING)) >= 100

    async with awarding(engine, riders):
        ranks, firsts = await timed(engine, rank, reads), await timed(engine, first, reads)
    await engine.dispose()
    return {
        "value": p99(ranks),
        "top_100_ms": p99(firsts),
        "riders": riders,
        "awards_a_second": AWARDS_A_SECOND,
    }


@asynccontextmanager
async def awarding(engine: AsyncEngine, riders: int) -> AsyncIterator[None]:
    """Awards points all the time, in batches as a consumer does."""
    chance, today = random.Random(2), datetime.now(UTC).date()  # noqa: S311

    async def award() -> None:
        due = time.monotonic()
        while True:
            rows = [UUID(int=chance.randint(1, riders)) for _ in range(BATCH)]
            async with engine.begin() as tx:
                days = [DayOnBoards(rider_id, today, 35, 0) for rider_id in sorted(set(rows))]
                await store.add_days(tx, "city", days)
            due += BATCH / AWARDS_A_SECOND
            await asyncio.sleep(max(0, due - time.monotonic()))

    task = asyncio.create_task(award())
    try:
        yield
    finally:
        task.cancel()


async def timed(
    engine: AsyncEngine, read: Callable[[AsyncConnection], Awaitable[None]], reads: int
) -> list[float]:
    """Milliseconds of each of so many reads, one after the other, from the taking of a connection on."""
    took = []
    for _ in range(reads):
        started = time.perf_counter()
        async with engine.connect() as tx:
            await read(tx)
        took.append((time.perf_counter() - started) * 1e3)
        await asyncio.sleep(0.002)
    return took


def p99(took: list[float]) -> float:
    return round(sorted(took)[len(took) * 99 // 100], 2)
