"""Gauges tell of what waits, also when nobody works on it; counters tell only of what was committed."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
import sqlalchemy as sa
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import telemetry
from shared.db import on_commit
from shared.eventlog.consumer import consume
from shared.eventlog.outbox import publish
from shared.eventlog.relay import LOCK, relay
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.laws.streams import Rooms, consumer, dsn_of, judged, running, say, say_raw
from tests.waiting import eventually


def told(name: str, **labels: str) -> Callable[[], Awaitable[float | None]]:
    async def read() -> float | None:
        return REGISTRY.get_sample_value(name, labels)

    return read


async def test_the_lag_is_what_is_left_to_apply(rooms: Rooms) -> None:
    first_is_done = asyncio.Event()

    async def wait(_: AsyncConnection, __: Sequence[Heard[Any]]) -> None:
        await first_is_done.wait()

    await say(rooms.trips, [judged(i) for i in range(30)])
    started_at = time.time()
    async with running(consume(consumer(rooms.trips, rooms.rewards, {TripJudged.type: wait}, 10))):
        await eventually(told("rodem_lag_events", topic="trips"), 30)
        first_is_done.set()
        await eventually(told("rodem_lag_events", topic="trips"), 0)
    progress = REGISTRY.get_sample_value("rodem_consumer_progress_timestamp_seconds", {"topic": "trips"})
    assert progress is not None
    assert progress > started_at


async def test_a_dead_letter_is_told_until_it_is_gone(rooms: Rooms) -> None:
    async def apply(_: AsyncConnection, __: Sequence[Heard[Any]]) -> None:
        return None

    counted = await told("rodem_dead_letters_total", topic="trips")() or 0
    await say_raw(rooms.trips, TripJudged.type, "nonsense")
    async with running(consume(consumer(rooms.trips, rooms.rewards, {TripJudged.type: apply}))):
        await eventually(told("rodem_dead_letters_total", topic="trips"), counted + 1)
        await eventually(told("rodem_dead_letters_waiting", topic="trips"), 1)
        async with rooms.rewards.begin() as tx:
            await tx.execute(sa.text("DELETE FROM dead_letters"))
        await eventually(told("rodem_dead_letters_waiting", topic="trips"), 0)


async def test_an_outbox_that_nobody_empties_is_told_and_grows_older(rooms: Rooms) -> None:
    other = await asyncpg.connect(dsn_of(rooms.trips))
    await other.execute("SELECT pg_advisory_lock($1)", LOCK)
    async with rooms.trips.begin() as tx:
        await publish(tx, [judged(1), judged(2)])
    async with running(relay(dsn_of(rooms.trips), asyncio.Event(), 0.05)) as [task]:
        await eventually(told("rodem_outbox_rows"), 2)
        task.cancel()
        before = await told("rodem_outbox_oldest_seconds")()
        await asyncio.sleep(0.1)
        after = await told("rodem_outbox_oldest_seconds")()
        assert before is not None
        assert after is not None
        assert after - before >= 0.1
    await other.close()


async def test_what_is_rolled_back_is_not_counted(rooms: Rooms) -> None:
    counted: list[str] = []
    for end in ("rollback", "commit", "commit"):
        async with rooms.trips.connect() as tx:
            on_commit(tx, lambda end=end: counted.append(end))  # type: ignore[misc]
            await tx.execute(sa.text("SELECT 1"))
            await getattr(tx, end)()
    assert counted == ["commit", "commit"]


async def test_work_that_holds_the_event_loop_is_seen() -> None:
    held_before = REGISTRY.get_sample_value("rodem_event_loop_lag_seconds_sum") or 0
    watch = asyncio.create_task(telemetry.watch_loop())
    await asyncio.sleep(0)
    time.sleep(telemetry.LOOP_LOOK_EVERY_S + 0.2)
    await asyncio.sleep(0.01)
    watch.cancel()
    held = REGISTRY.get_sample_value("rodem_event_loop_lag_seconds_sum") or 0
    assert held - held_before >= 0.2
