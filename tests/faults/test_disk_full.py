"""A full disk: trips are refused with 503, and when there is space again all goes on."""

import asyncio
import errno
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.cities import City

from .riding import nothing_lost

pytestmark = pytest.mark.e2e

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
FULL_S = 4.0
"""How long the disk stays full. The files of the log lie on it too, so no line can be written meanwhile."""


@asynccontextmanager
async def filled(disk: Path) -> AsyncIterator[None]:
    """All that is left of the disk is taken, the last page of every log too, and whatever is freed meanwhile:
    PostgreSQL removes files of a transaction that it has rolled back."""
    ballast = disk / "ballast"
    take(ballast)
    for log in disk.glob("data/logs/*.log"):
        with log.open("ab") as file:
            file.write(b"\n" * (-file.tell() % PAGE_BYTES))
    taking = asyncio.create_task(go_on_taking(ballast))
    try:
        yield
    finally:
        taking.cancel()
        await asyncio.wait([taking])
        ballast.unlink()
    assert taking.cancelled()


def take(ballast: Path) -> None:
    """Write until nothing is left."""
    try:
        with ballast.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 20))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


async def go_on_taking(ballast: Path) -> None:
    while True:
        await asyncio.sleep(0.05)
        take(ballast)


async def test_a_full_disk_refuses_trips_and_loses_none(breakable: City, disk: Path) -> None:
    async with nothing_lost(breakable) as ridden:
        async with filled(disk):
            before = ridden.statuses[503]
            give_up = time.monotonic() + 90
            while ridden.statuses[503] < before + 20:
                assert time.monotonic() < give_up, ridden
                await asyncio.sleep(0.1)
            refused = ridden.statuses[503]
            await asyncio.sleep(FULL_S)
            assert ridden.statuses[503] > refused, "the disk did not stay full"
        pids = breakable.pids()
    # None of the services fell with it.
    assert {name: pid for name, pid in breakable.pids().items() if name != "postgres"} == {
        name: pid for name, pid in pids.items() if name != "postgres"
    }
