"""Whoever is told to stop in the very turn in which what it waits for has come, stops all the same."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest
import sqlalchemy as sa
from aiokafka import AIOKafkaConsumer

from shared.eventlog.consumer import consume
from shared.eventlog.kafka.shipping import ship
from shared.eventlog.relay import CHANNEL, relay
from tests.laws.streams import Rooms, counting, dsn_of, judged, make_seen, running

from .stages import POLL_S, Stage

STOPS_WITHIN_S = 10

Tasks = list[asyncio.Task[Any]]


def cancelling(wait: Callable[..., Awaitable[Any]], told: Tasks) -> Callable[..., Awaitable[Any]]:
    """`wait`, but in the turn in which it ends well, whoever stands in `told` is told to stop, once."""

    async def waited(*args: object, **options: object) -> object:
        found = await wait(*args, **options)
        while told:
            told.pop().cancel()
        return found

    return waited


async def ends(work: Coroutine[Any, Any, None], told: Tasks, go_on: Callable[[], Awaitable[object]]) -> bool:
    """Whether the work ends once it was told to. `go_on` lets what it waits for come, again and again."""
    task = asyncio.create_task(work)
    told.append(task)
    try:
        async with asyncio.timeout(STOPS_WITHIN_S):
            while told:
                await go_on()
                await asyncio.sleep(POLL_S)
        await asyncio.wait({task}, timeout=STOPS_WITHIN_S)
        return task.cancelled()
    finally:
        task.cancel()
        await asyncio.wait({task})


def setting(event: asyncio.Event) -> Callable[[], Awaitable[None]]:
    async def set_it() -> None:
        event.set()

    return set_it


async def test_a_relay_ends(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    wake, told = asyncio.Event(), Tasks()
    monkeypatch.setattr(wake, "wait", cancelling(wake.wait, told))
    assert await ends(relay(dsn_of(rooms.trips), wake, 1), told, setting(wake))


async def test_a_consumer_on_postgresql_ends(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Tasks()
    monkeypatch.setattr(asyncio.Event, "wait", cancelling(asyncio.Event.wait, told))

    async def notify() -> None:
        async with rooms.trips.begin() as tx:
            await tx.execute(sa.text(f"NOTIFY {CHANNEL}"))

    assert await ends(consume(Stage(rooms).consumer({})), told, notify)


async def test_a_shipper_ends(kafka_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    moved, told = asyncio.Event(), Tasks()
    monkeypatch.setattr(moved, "wait", cancelling(moved.wait, told))
    dsn = dsn_of(kafka_stage.rooms.trips)
    assert await ends(ship(kafka_stage.trips, dsn, moved), told, setting(moved))


@pytest.mark.parametrize("step", ["getmany", "commit"])
async def test_a_consumer_on_kafka_ends(
    kafka_stage: Stage, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    told, said = Tasks(), iter(range(1_000))
    monkeypatch.setattr(AIOKafkaConsumer, step, cancelling(getattr(AIOKafkaConsumer, step), told))
    await make_seen(kafka_stage.rooms.rewards)

    async def say() -> None:
        await kafka_stage.say([judged(next(said))])

    async with running(*kafka_stage.publishing()):
        assert await ends(consume(kafka_stage.consumer(counting())), told, say)
