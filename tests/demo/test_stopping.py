"""A demo that is cancelled has stopped its city when it ends."""

import asyncio
from pathlib import Path

import pytest

from rodem.demo import run
from rodem.demo.plan import DemoSize
from rodem.local import up


async def test_a_demo_that_is_cancelled_waits_for_its_city_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by Ctrl-C before the city hears signals itself."""
    began, stopped = asyncio.Event(), asyncio.Event()

    async def city(*_: object) -> None:
        try:
            began.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.1)
            stopped.set()

    monkeypatch.setattr(up, "up", city)
    monkeypatch.setattr(run, "_show", lambda *_: asyncio.sleep(60))
    demo = asyncio.create_task(run.demo(tmp_path, 8000, [], {}, DemoSize(10, 1, 1, "Europe/Madrid"), 0))
    async with asyncio.timeout(10):
        await began.wait()
        demo.cancel()
        await asyncio.wait({demo})
    assert demo.cancelled()
    assert stopped.is_set()


async def test_a_city_that_goes_on_after_a_cancel_is_cancelled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancels = 0

    async def city(*_: object) -> None:
        nonlocal cancels
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancels += 1
        await asyncio.Event().wait()

    async def show(*_: object) -> None:
        await asyncio.sleep(0)
        raise ZeroDivisionError

    monkeypatch.setattr(up, "up", city)
    monkeypatch.setattr(run, "_show", show)
    monkeypatch.setattr(run, "CANCEL_AGAIN_S", 0.05)
    async with asyncio.timeout(20):
        with pytest.raises(ZeroDivisionError):
            await run.demo(tmp_path, 8000, [], {}, DemoSize(10, 1, 1, "Europe/Madrid"), 0)
    assert cancels == 1
