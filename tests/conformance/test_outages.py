"""What carries the events is stopped for 20 s, then killed and started again: nothing lost, nothing twice."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from rodem.local import broker
from rodem.local.broker import Broker
from rodem.local.supervisor import KILL_S
from shared.eventlog.consumer import consume
from tests.laws.streams import (
    DEAD,
    LEDGER,
    POINTS,
    SEEN,
    Rooms,
    counting,
    judged,
    make_seen,
    reader,
    running,
    scalar,
)
from tests.laws.test_postgres_faults import all_booked, city_of_its_own, goes_on, report
from tests.waiting import eventually

from .conftest import stage_on
from .stages import Stage

STOPPED_S = 20
AWAY_S = 6


async def stop_for_a_while(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    await asyncio.sleep(STOPPED_S)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


async def say_until(stage: Stage, ended: asyncio.Event) -> int:
    """Say ten events at a time. Returns how many were said."""
    said = 0
    while not ended.is_set():
        await stage.say([judged(i) for i in range(said, said + 10)])
        said += 10
        await asyncio.sleep(0.05)
    return said


def past(stage: Stage, events: int) -> Callable[[], Awaitable[bool]]:
    """Whether more than so many events have been applied."""

    async def read() -> bool:
        return int(await scalar(stage.rooms.rewards, stage.applied)) > events

    return read


async def test_kafka_stopped_then_killed_loses_and_repeats_nothing(
    own_kafka: list[Broker], rooms: Rooms
) -> None:
    stage, ended = await stage_on(own_kafka[0], rooms), asyncio.Event()
    await make_seen(rooms.rewards)
    async with running(*stage.publishing(), consume(stage.consumer(counting()))):
        saying = asyncio.create_task(say_until(stage, ended))
        await eventually(past(stage, 100), True)
        await stop_for_a_while(own_kafka[0].pid)
        await eventually(past(stage, await stage.published()), True)
        await broker.kill(own_kafka[0])
        own_kafka.append(await broker.restart(own_kafka[0]))
        await eventually(past(stage, await stage.published()), True)
        ended.set()
        said = await saying
        await eventually(reader(rooms.rewards, stage.applied), said)
    assert await scalar(rooms.rewards, SEEN) == [said, said]


async def test_postgresql_stopped_then_killed_loses_and_repeats_nothing(tmp_path: Path) -> None:
    acknowledged: list[UUID] = []
    async with city_of_its_own(tmp_path) as (server, rooms):
        async with running(report(rooms, acknowledged)):
            await eventually(goes_on(acknowledged, 0), True)
            children = subprocess.run(["pgrep", "-P", str(server.pid)], stdout=subprocess.PIPE, text=True)
            await stop_for_a_while(server.pid, *map(int, children.stdout.split()))
            await eventually(goes_on(acknowledged, len(acknowledged)), True)
            os.kill(server.pid, signal.SIGKILL)
            await eventually(goes_on(acknowledged, len(acknowledged)), True)
        await eventually(all_booked(rooms), True)
        trips = await scalar(rooms.trips, "SELECT count(*) FROM trips")
        assert trips - len(acknowledged) in (0, 1)
        assert await scalar(rooms.rewards, LEDGER) == [trips, trips * POINTS, True]
        assert await scalar(rooms.rewards, DEAD) == 0


async def test_while_kafka_is_away_nothing_spins_and_what_is_said_waits_in_the_database(
    own_kafka: list[Broker], rooms: Rooms
) -> None:
    stage = await stage_on(own_kafka[0], rooms)
    await make_seen(rooms.rewards)
    async with running(*stage.publishing(), consume(stage.consumer(counting()))):
        await stage.say([judged(i) for i in range(100)])
        await eventually(reader(rooms.rewards, stage.applied), 100)
        for ended in (signal.SIGTERM, signal.SIGKILL):  # they leave different errors to live with
            os.kill(own_kafka[-1].pid, ended)
            await broker.stop(own_kafka[-1])
            await stage.say([judged(i) for i in range(5_000)])
            cpu_s, began = time.process_time(), time.monotonic()
            await asyncio.sleep(AWAY_S)
            used = (time.process_time() - cpu_s) / (time.monotonic() - began)
            print(f"CPU while Kafka is away after {ended.name}: {used:.0%} of a core")
            assert used < 0.2
            assert await scalar(rooms.trips, UNSHIPPED) == 5_000
            own_kafka.append(await broker.restart(own_kafka[-1]))
            await eventually(reader(rooms.trips, UNSHIPPED), 0)
        await eventually(reader(rooms.rewards, stage.applied), 10_100)


UNSHIPPED = "SELECT (SELECT max(position) FROM log) - (SELECT position FROM shipped)"


async def test_whoever_is_told_to_stop_while_kafka_is_away_stops(
    own_kafka: list[Broker], rooms: Rooms
) -> None:
    stage = await stage_on(own_kafka[0], rooms)
    await make_seen(rooms.rewards)
    async with running(*stage.publishing(), consume(stage.consumer(counting()))):
        await stage.say([judged(i) for i in range(100)])
        await eventually(reader(rooms.rewards, stage.applied), 100)
        await broker.kill(own_kafka[0])
        await stage.say([judged(i) for i in range(100, 3_000)])
        await asyncio.sleep(1)
        began = time.monotonic()
    assert time.monotonic() - began < KILL_S
    own_kafka.append(await broker.restart(own_kafka[0]))
    async with running(*stage.publishing(), consume(stage.consumer(counting()))):
        await eventually(reader(rooms.rewards, "SELECT count(DISTINCT trip_id) FROM seen"), 3_000)
