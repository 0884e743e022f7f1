"""Laws 1 and 2 while PostgreSQL is told to stop, killed, and stopped and continued."""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.local import postgres
from rodem.local.postgres import Server
from rodem.local.provision import database_dsn
from services.trips.actions import receive
from services.trips.rules import ReportedTrip
from shared import migrate
from shared.db import create_engine, is_transient
from shared.eventlog.consumer import consume
from shared.eventlog.outbox import on_published
from shared.eventlog.relay import relay
from tests.waiting import eventually

from .city import GAME, REWARDS
from .streams import DEAD, LEDGER, POINTS, Rooms, consumer, reader, running, scalar

PASSWORD = "for-tests-only"

Fault = Callable[[int], Awaitable[None]]


async def keep_running(server: Server) -> None:
    """What the supervisor does: a lost server is started again on its folder."""
    try:
        while True:
            await postgres.until_lost(server)
            server = await postgres.start(server.data, PASSWORD)
    finally:
        await postgres.stop(server)


async def make_room(server: Server, service: str) -> AsyncEngine:
    admin = await asyncpg.connect(server.dsn)
    await admin.execute(f"CREATE DATABASE {service}")
    await admin.close()
    dsn = database_dsn(server.dsn, "postgres", PASSWORD, service)
    await asyncio.to_thread(migrate.upgrade, service, dsn)
    return create_engine(dsn, 4)


@asynccontextmanager
async def city_of_its_own(folder: Path) -> AsyncIterator[tuple[Server, Rooms]]:
    """A server of this test's own, with trips published and consumed by rewards."""
    server = await postgres.start(folder / "postgres", PASSWORD)
    async with running(keep_running(server)):
        rooms = Rooms(await make_room(server, "trips"), await make_room(server, "rewards"))
        wake = asyncio.Event()
        on_published(rooms.trips, wake.set)
        dsn = database_dsn(server.dsn, "postgres", PASSWORD, "trips")
        async with running(relay(dsn, wake, 0.2), consume(consumer(rooms.trips, rooms.rewards, REWARDS, 50))):
            yield server, rooms
        await rooms.trips.dispose()
        await rooms.rewards.dispose()


def trip(number: int) -> ReportedTrip:
    started_at = datetime.now(UTC) - timedelta(hours=2)
    return ReportedTrip(
        trip_id=uuid4(),
        rider_id=UUID(int=1_000 + number),
        operator_id="operator",
        vehicle_type="bike",
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=20),
        timezone="Europe/Madrid",
        history=False,
        distance_m=4_200,
        distance_source="odometer",
    )


async def report(rooms: Rooms, acknowledged: list[UUID]) -> None:
    """A phone that tries again until it is told that its trip was received."""
    while True:
        wanted = trip(len(acknowledged))
        while True:
            try:
                async with rooms.trips.begin() as tx:
                    await receive(tx, await GAME(tx), [wanted], datetime.now(UTC))
                break
            except Exception as error:
                if not is_transient(error):
                    raise
                await asyncio.sleep(0.1)
        acknowledged.append(wanted.trip_id)


async def told_to_stop(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)


async def killed(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


async def stopped_for_a_while(pid: int) -> None:
    """The whole server, as on a machine that sleeps."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    everyone = [pid, *map(int, children)]
    for each in everyone:
        os.kill(each, signal.SIGSTOP)
    await asyncio.sleep(3)
    for each in everyone:
        os.kill(each, signal.SIGCONT)


@pytest.mark.parametrize("fault", [told_to_stop, killed, stopped_for_a_while])
async def test_every_acknowledged_trip_is_booked_once_whatever_happens_to_postgresql(
    tmp_path: Path, fault: Fault
) -> None:
    acknowledged: list[UUID] = []
    async with city_of_its_own(tmp_path) as (server, rooms):
        async with running(report(rooms, acknowledged)):
            await eventually(goes_on(acknowledged, 0), True)
            before = len(acknowledged)
            await fault(server.pid)
            await eventually(goes_on(acknowledged, before), True)
        await eventually(all_booked(rooms), True)
        postings, issued_points, balanced = await scalar(rooms.rewards, LEDGER)
        trips = await scalar(rooms.trips, "SELECT count(*) FROM trips")
        # The last trip may have been kept without an answer: its phone was switched off.
        assert trips - len(acknowledged) in (0, 1)
        assert (postings, issued_points, balanced) == (trips, trips * POINTS, True)
        assert await scalar(rooms.rewards, DEAD) == 0


def goes_on(acknowledged: list[UUID], before: int) -> Callable[[], Awaitable[bool]]:
    """Whether phones have been answered well beyond the fault."""

    async def read() -> bool:
        return len(acknowledged) > before + 300

    return read


def all_booked(rooms: Rooms) -> Callable[[], Awaitable[bool]]:
    postings = reader(rooms.rewards, "SELECT postings FROM doctor")
    trips = reader(rooms.trips, "SELECT count(*) FROM trips")

    async def read() -> bool:
        return bool(await postings() == await trips())

    return read
