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
    demo = asyncio.create_task(run.demo(tmp_path, 8000, [], {}, DemoSize(10, 1, 1, "Europe/Madrid")))
    async with asyncio.timeout(10):
        await began.wait()
        demo.cancel()
        await asyncio.wait({demo})
    assert demo.cancelled()
    assert stopped.is_set()
