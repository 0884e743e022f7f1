"""Ending tasks, also those whose library swallows a cancel."""

import asyncio
from collections.abc import Collection
from typing import Any


async def cancel_all(tasks: Collection[asyncio.Task[Any]], again_s: float) -> None:
    """Cancel these tasks, and wait until each has ended. Their errors are ignored.

    Those that go on are cancelled again every `again_s` seconds, because a library may swallow a cancel that
    comes as its wait ends (`asyncio.wait_for` of Python 3.11). `again_s` is more than their clean-up takes.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        ended, running = await asyncio.wait(running, timeout=again_s)
        for task in ended:
            if not task.cancelled():
                task.exception()  # or asyncio would log that nobody has looked at it
