"""Waiting is polling with a deadline that shows the last value, never a bare sleep."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from shared.db import is_transient


async def eventually(read: Callable[[], Awaitable[object]], expected: object, within_s: float = 90) -> None:
    """Poll until `read` gives `expected`; on timeout, fail showing the last value or passing error."""
    give_up = time.monotonic() + within_s
    last = await _value_or_passing_error(read)
    while last != expected and time.monotonic() < give_up:
        await asyncio.sleep(0.05)
        last = await _value_or_passing_error(read)
    assert last == expected


async def _value_or_passing_error(read: Callable[[], Awaitable[object]]) -> object:
    try:
        return await read()
    except Exception as error:
        if not is_transient(error):
            raise
        return error


async def eventually_any(read: Callable[[], Any], within_s: float = 60) -> Any:
    """Poll until `read` gives something true, and return it; on timeout, fail showing the last value."""
    give_up = time.monotonic() + within_s
    while not (last := read()) and time.monotonic() < give_up:
        await asyncio.sleep(0.05)
    assert last
    return last


def wait_for(read: Callable[[], object], expected: object, within_s: float = 90) -> None:
    """`eventually` for tests that are no coroutines: they drive processes."""
    give_up = time.monotonic() + within_s
    last = read()
    while last != expected and time.monotonic() < give_up:
        time.sleep(0.1)
        last = read()
    assert last == expected
