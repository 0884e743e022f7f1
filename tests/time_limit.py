"""Every test has a time limit: one that hangs is red and says where, and the next one runs.

pytest-timeout reads the limits (`timeout` in pyproject.toml, the marker of that name); the timer is ours. Its
own raises an Exception, which a task in the background keeps for itself, and shows the threads only.
"""

import asyncio
import faulthandler
import gc
import signal
import sys
import threading
import traceback
from collections.abc import Generator
from types import FrameType
from typing import Any

import pytest
import pytest_timeout

AGAIN_S = 20
"""The timer fires again after so many seconds. Until then fixtures have time to stop what hung."""
EXIT_S = 120
"""How long a run may take to end after its last test."""
SLOW_S = 900
"""The limit of tests that wait for whole cities and brokers. The first one on Kafka waits for Maven too."""
SLOW = tuple(
    f"tests/{each}" for each in ("clients", "conformance", "demo", "deploy", "docs", "e2e", "faults")
)
CALL = pytest.CallInfo.from_call.__func__.__code__  # type: ignore[attr-defined]
RUN = asyncio.BaseEventLoop.run_until_complete.__code__


class TimeIsUp(SystemExit):
    """A test has passed its time limit. This is a SystemExit, because asyncio raises a SystemExit of any task
    in the caller of the event loop; an Exception stays in its task."""


@pytest.hookimpl
def pytest_itemcollected(item: pytest.Item) -> None:
    if item.nodeid.startswith(SLOW) or "kafka_jars" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.timeout(SLOW_S))


@pytest.hookimpl
def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> bool:
    def strike(_: int, interrupted: FrameType | None) -> None:
        frames = [frame for frame, _ in traceback.walk_stack(interrupted)]
        # Raised in pytest's own code, not in a test or fixture, TimeIsUp would end the whole run.
        if pytest_timeout.is_debugging() or CALL not in [frame.f_code for frame in frames]:
            return
        late = f"{item.nodeid} has not ended within {settings.timeout:g} s"
        with item.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(f"\n{late}\n{stacks()}", file=sys.stderr, flush=True)
        for frame in frames:
            if frame.f_code is RUN:
                # A coroutine that was interrupted must not go on beside the next test.
                frame.f_locals["future"].cancel()
        raise TimeIsUp(late)

    signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, settings.timeout, AGAIN_S)
    return True


@pytest.hookimpl
def pytest_timeout_cancel_timer() -> bool:
    """Do not stop the timer yet: pytest also calls this after a test that failed, whose fixtures may hang."""
    return True


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Generator[None, Any, Any]:
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    if call.excinfo is not None and call.excinfo.type is TimeIsUp:
        for task in tasks():
            # An exception that nobody reads is logged by asyncio when the task is deleted, amid some report.
            if task.done() and not task.cancelled():
                task.exception()
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    # Some of what hung may still be waited for, by the interpreter itself where it is a thread.
    faulthandler.dump_traceback_later(EXIT_S, exit=True, file=2)


def tasks() -> list[asyncio.Task[Any]]:
    """All asyncio tasks in this process, of every event loop, also those that are done."""
    return [each for each in gc.get_objects() if issubclass(type(each), asyncio.Task)]


def stacks() -> str:
    """Where every task of every loop waits, and where every thread is."""
    names = {each.ident: each.name for each in threading.enumerate()}
    found = [(f"Task {each.get_name()}", chain(each.get_coro())) for each in tasks() if not each.done()]
    found += [
        (f"Thread {names.get(ident, ident)}", list(traceback.walk_stack(frame))[::-1])
        for ident, frame in sys._current_frames().items()
    ]
    return "\n".join(
        f"--- {title}\n{''.join(traceback.StackSummary.extract(iter(frames)).format())}"
        for title, frames in found
    )


def chain(awaited: Any) -> list[tuple[FrameType, int]]:
    """The frames of a coroutine and of what it awaits, innermost last. A task itself knows the first only."""
    frames = []
    while awaited is not None:
        for kind in ("cr", "ag", "gi"):
            if frame := getattr(awaited, f"{kind}_frame", None):
                frames.append((frame, frame.f_lineno))
                awaited = getattr(awaited, f"{kind}_await", None) or getattr(awaited, "gi_yieldfrom", None)
                break
        else:
            # anext() of a generator hides it, though a context manager is one.
            awaited = next((each for each in gc.get_referents(awaited) if hasattr(each, "ag_frame")), None)
    return frames
