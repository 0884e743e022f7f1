"""Periodic work goes on after what passes by itself, ends with any other error, and stops when told."""

import asyncio

import pytest
from structlog.testing import capture_logs

from shared.periodic import every


async def test_work_is_done_at_once_and_again_after_what_passes_by_itself() -> None:
    done = 0
    enough = asyncio.Event()

    async def work() -> None:
        nonlocal done
        done += 1
        if done == 2:
            raise ConnectionRefusedError
        if done == 3:
            enough.set()

    with capture_logs() as logs:
        task = asyncio.create_task(every(0, "work_postponed", work))
        async with asyncio.timeout(30):
            await enough.wait()
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled()
    assert [(each["event"], each["error"]) for each in logs] == [("work_postponed", "ConnectionRefusedError")]


async def test_a_mistake_of_ours_ends_it() -> None:
    async def work() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        await every(0, "work_postponed", work)


async def test_between_two_times_it_waits() -> None:
    done = 0

    async def work() -> None:
        nonlocal done
        done += 1

    task = asyncio.create_task(every(3_600, "work_postponed", work))
    for _ in range(100):
        await asyncio.sleep(0)
    assert done == 1
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_it_stops_in_the_midst_of_its_work() -> None:
    at_work = asyncio.Event()

    async def work() -> None:
        at_work.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(every(0, "work_postponed", work))
    async with asyncio.timeout(30):
        await at_work.wait()
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled()
