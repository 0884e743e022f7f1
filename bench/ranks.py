"""How long a rider waits for a rank, and everybody for the first hundred, on a board of a million riders that
moves all the time."""

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
import uvloop
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench import cpu, history
from bench.databases import Cluster, run
from services.rewards.leaderboards import store
from services.rewards.leaderboards.rules import BOARDS, DayOnBoards
from services.rewards.periods.rules import BEGINNING
from shared import db

BOARD = BOARDS["all-riders-all"]
AWARDS_A_SECOND, BATCH, AWARD = 1_000, 100, 35
AHEAD_S = 3
"""How long points are awarded before the first read."""
POINTS = "SELECT sum(points)::bigint FROM standings WHERE term = 'all' AND part = 'all'"
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
    are awarded points, a thousand each second, by a process of its own, as each service has one for requests
    and a connection for batches.

    The time is from taking a connection to having the rows. What reader and PostgreSQL's process spent in the
    queue for a core is taken off, and told as `queued`: it is the machine's other work.
    """
    await history.copy_template(cluster, "rewards", "rewards_with_ranks")
    dsn = cluster.database("rewards_with_ranks")
    await run(dsn, FILL.format(riders=riders), PROFILES, COUNT, "VACUUM ANALYZE", "CHECKPOINT")
    engine = db.create_engine(dsn, 1)
    chance = random.Random(1)  # noqa: S311

    async def rank(tx: AsyncConnection) -> None:
        found = await store.around(tx, BOARD, BEGINNING, UUID(int=chance.randint(1, riders)))
        assert found.rank, "A rider of the board has no rank."

    async def first(tx: AsyncConnection) -> None:
        assert len(await store.top(tx, BOARD, BEGINNING)) >= 100

    async with awarding(dsn, riders):
        points, started = await _points(engine), time.monotonic()
        ranks, firsts = await timed(engine, rank, reads), await timed(engine, first, reads)
        awards = (await _points(engine) - points) / AWARD / (time.monotonic() - started)
    await engine.dispose()
    return {
        "value": p99([each.own_ms for each in ranks]),
        "top_100_ms": p99([each.own_ms for each in firsts]),
        "median_ms": {"rank": middle(ranks), "top_100": middle(firsts)},
        "with_queued_ms": {
            name: p99([each.own_ms + each.queued_ms for each in took])
            for name, took in (("rank", ranks), ("top_100", firsts))
        },
        "riders": riders,
        "awards_a_second": round(awards),
    }


async def _points(engine: AsyncEngine) -> int:
    async with engine.connect() as tx:
        return int((await tx.execute(sa.text(POINTS))).scalar_one())


@asynccontextmanager
async def awarding(dsn: str, riders: int) -> AsyncIterator[None]:
    """A process awards points all the time."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.ranks", dsn, str(riders), cwd=Path(__file__).resolve().parents[1]
    )
    try:
        await asyncio.sleep(AHEAD_S)
        yield
        assert process.returncode is None, "Nobody awarded points."
    finally:
        process.terminate()
        await process.wait()


async def award(dsn: str, riders: int) -> None:
    """Award points until somebody ends this process, in batches as a consumer does."""
    engine = db.create_engine(dsn, 1, plans="custom")
    chance, due = random.Random(2), time.monotonic()  # noqa: S311
    while True:
        rows = {UUID(int=chance.randint(1, riders)) for _ in range(BATCH)}
        async with engine.begin() as tx:
            today = datetime.now(UTC).date()
            await store.add_days(tx, "city", [DayOnBoards(row, today, AWARD, 0) for row in sorted(rows)])
        due += BATCH / AWARDS_A_SECOND
        await asyncio.sleep(max(0, due - time.monotonic()))


class Took(NamedTuple):
    """How long a read took, and how long it waited for a core beside that."""

    own_ms: float
    queued_ms: float


async def timed(
    engine: AsyncEngine, read: Callable[[AsyncConnection], Awaitable[None]], reads: int
) -> list[Took]:
    """So many reads, one after the other."""
    async with engine.connect() as tx:
        pids = [os.getpid(), (await tx.execute(sa.text("SELECT pg_backend_pid()"))).scalar_one()]
    took = []
    for _ in range(reads):
        queued, started = sum(map(cpu.queued_s, pids)), time.perf_counter()
        async with engine.connect() as tx:
            await read(tx)
        in_all = time.perf_counter() - started
        queued = min(in_all, sum(map(cpu.queued_s, pids)) - queued)
        took.append(Took((in_all - queued) * 1e3, queued * 1e3))
        await asyncio.sleep(0.002)
    return took


def p99(took: Sequence[float]) -> float:
    return round(sorted(took)[len(took) * 99 // 100], 2)


def middle(took: Sequence[Took]) -> float:
    return round(median(each.own_ms for each in took), 2)


if __name__ == "__main__":
    uvloop.run(award(sys.argv[1], int(sys.argv[2])))
