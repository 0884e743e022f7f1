"""Background work that swallows a cancel does not hold up the end of its service."""

import asyncio
from contextlib import suppress

import pytest

from shared.cancelling import cancel_all
from shared.http import web


async def swallows_a_cancel() -> None:
    """As work does in a library whose wait ends as the cancel comes."""
    with suppress(asyncio.CancelledError):
        await asyncio.sleep(60)
    await asyncio.sleep(60)


async def test_a_service_ends_although_its_work_swallows_a_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "CANCEL_AGAIN_S", 0.1)
    async with asyncio.timeout(10):
        async with web.running(swallows_a_cancel(), asyncio.sleep(60)):
            await asyncio.sleep(0.01)


async def test_a_task_that_fails_while_it_ends_is_ended() -> None:
    async def fails() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise LookupError

    tasks = [asyncio.create_task(fails()), asyncio.create_task(asyncio.sleep(0))]
    await asyncio.sleep(0.01)
    async with asyncio.timeout(10):
        await cancel_all(tasks, 5)
    assert all(task.done() for task in tasks)
    await cancel_all([], 5)
