"""Keeps child processes running: restarts those that die or hang, and stops them in order."""

import asyncio
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from rodem.refusals import Refused
from shared.settings import NOT_CONFIGURED

BACKOFF_MIN_S = 0.1
BACKOFF_MAX_S = 5.0
STEADY_S = 30.0
"""The backoff of a child that lived this long begins anew at BACKOFF_MIN_S."""
HUNG_S = 30.0
"""A child whose /livez has failed for this long is killed. A shorter SIGSTOP does not kill it."""
ANSWER_S = 2.0
"""Time limit for one HTTP answer of a child."""
SHORTAGES = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)
"""What the system says when it has no process, memory or descriptor left at the moment."""
KILL_S = 15.0
"""Time from SIGTERM to SIGKILL. Services drain for at most 10 s."""


@dataclass(frozen=True)
class Child:
    """A process to keep running, which answers /livez and /readyz below `url`."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    log: Path
    url: str


class Process(Protocol):
    """What `asyncio.subprocess.Process` has of a process."""

    pid: int

    @property
    def returncode(self) -> int | None: ...

    async def wait(self) -> int: ...

    def send_signal(self, signal: int) -> None: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


Spawn = Callable[[Child], Awaitable[Process]]
"""Starts a child in a session of its own, with its output in its log."""


async def until_signal(work: Coroutine[Any, Any, None], say: Callable[[str], None]) -> None:
    """Does the work until SIGINT, SIGTERM or SIGHUP, which cancel it. Call from the main thread."""
    working = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()

    def stop_once() -> None:
        # A second Ctrl-C must not cancel the clean-up that the first one began.
        if not stopped.is_set():
            stopped.set()
            say("Stopping")
            working.cancel()

    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # `nohup` ignores it
        signals.append(signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, stop_once)
    try:
        await working
    except asyncio.CancelledError:
        if not stopped.is_set():
            raise
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


async def spawn(child: Child) -> asyncio.subprocess.Process:
    """Starts a child in a session of its own, so that Ctrl-C reaches the supervisor alone.

    Where the system can, it also gets SIGTERM when this process is killed. Call from the main thread:
    Linux counts the end of the starting thread as the end of the parent.
    """
    child.log.parent.mkdir(exist_ok=True)
    with open(child.log, "ab") as log:
        return await asyncio.create_subprocess_exec(
            *death_signal_prefix(signal.SIGTERM),
            *child.argv,
            env=child.env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def death_signal_prefix(number: signal.Signals) -> tuple[str, ...]:
    """A command prefix (`setpriv --pdeathsig`) with which a child gets this signal when we are killed. Empty
    where the system has none."""
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return (setpriv, "--pdeathsig", number.name.removeprefix("SIG"), "--") if setpriv else ()


async def keep_all(
    children: Sequence[Child],
    on_ready: Callable[[Child, int], None],
    say: Callable[[str], None],
    spawn: Spawn = spawn,
) -> None:
    """Keeps all children running for ever; cancel it to stop them all.

    `on_ready(child, pid)` is called whenever a started child first answers /readyz with 200.
    With all children stopped, raises Refused when one that was never ready says that its settings are wrong,
    and OSError when one cannot be started; but one that was ready before is tried again while the system has
    no process, memory or descriptor left.
    """
    try:
        async with asyncio.TaskGroup() as group:
            for child in children:
                group.create_task(_keep(child, on_ready, say, spawn))
    except ExceptionGroup as errors:
        refusals = errors.subgroup((Refused, OSError))
        if refusals is None:
            raise
        raise refusals.exceptions[0] from None


async def _keep(
    child: Child, on_ready: Callable[[Child, int], None], say: Callable[[str], None], spawn: Spawn
) -> None:
    backoff_s = BACKOFF_MIN_S
    pids: list[int] = []

    def note(child: Child, pid: int) -> None:
        pids.append(pid)
        on_ready(child, pid)

    while True:
        started_at = time.monotonic()
        try:
            process = await spawn(child)
        except OSError as error:
            if error.errno not in SHORTAGES or not pids:
                raise
            reason = f"could not be started ({error.strerror})"
        else:
            try:
                reason = await _until_lost(child, process, note)
            finally:
                await _stop(process)
            if process.returncode == NOT_CONFIGURED and not pids:
                raise Refused(f"{child.name} cannot start. {_why(child.log)}")
        if time.monotonic() - started_at >= STEADY_S:
            backoff_s = BACKOFF_MIN_S
        say(f"{child.name} {reason}; starting it again in {backoff_s:g} s (log: {child.log})")
        await asyncio.sleep(backoff_s)
        backoff_s = min(2 * backoff_s, BACKOFF_MAX_S)


def _why(log: Path) -> str:
    """Why a service did not start, as the last line of its log says."""
    lines = log.read_text(errors="replace").splitlines()
    try:
        return str(json.loads(lines[-1])["why"])
    except (IndexError, ValueError, LookupError, TypeError):
        return f"Its log is {log}."


async def _until_lost(child: Child, process: Process, on_ready: Callable[[Child, int], None]) -> str:
    """Waits until the child has ended or hangs. Returns the reason in words."""
    ended = asyncio.create_task(process.wait())
    hung = asyncio.create_task(_until_hung(child, process.pid, on_ready))
    try:
        done, _ = await asyncio.wait({ended, hung}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended.cancel()
        hung.cancel()
    if ended in done:
        return f"ended with {ended.result()}"
    hung.result()  # raises what went wrong in it
    process.kill()
    return f"did not answer for {HUNG_S:g} s"


async def _until_hung(child: Child, pid: int, on_ready: Callable[[Child, int], None]) -> None:
    """Returns when /livez has failed for HUNG_S. A child that is alive but not ready is waited for."""
    ready = False
    failing_since: float | None = None
    while True:
        if not ready and await _is_ready(child.url, pid):
            ready = True
            on_ready(child, pid)
        if await status(child.url, "/livez") == 200:
            failing_since = None
        elif failing_since is None:
            failing_since = time.monotonic()
        elif time.monotonic() - failing_since >= HUNG_S:
            return
        await asyncio.sleep(1.0 if ready else 0.05)


async def _is_ready(url: str, pid: int) -> bool:
    """Whether /readyz answers 200 from this very process: another process may have taken its port. A stopped
    consumer does not matter: the service answers, and `rodem doctor` says so."""
    code, body = await _get(url, "/readyz?exclude=consumers")
    try:
        return code == 200 and json.loads(body)["pid"] == pid
    except (ValueError, LookupError, TypeError):
        return False


async def status(url: str, path: str) -> int | None:
    """The HTTP status of a GET, or None when there was no answer."""
    return (await _get(url, path))[0]


async def why_not_ready(url: str) -> str | None:
    """Why a service is not ready, in a sentence of its `/readyz`; empty when it does not say so, None when it
    is ready. A stopped consumer does not matter."""
    code, body = await _get(url, "/readyz?exclude=consumers")
    if code == 200:
        return None
    return advice_in(body)


def advice_in(body: bytes) -> str:
    """What a problem advises, else its detail; empty where there is neither."""
    try:
        problem = json.loads(body)
        return str(problem.get("advice") or problem.get("detail") or "")
    except (ValueError, AttributeError):
        return ""


async def _get(url: str, path: str) -> tuple[int | None, bytes]:
    """Status and body of the answer; (None, b"") when there was none."""
    address = urlsplit(url)
    request = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(ANSWER_S):
            reader, writer = await asyncio.open_connection(address.hostname, address.port)
            try:
                writer.write(request.encode())
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            finally:
                writer.close()
        return int(head.split()[1]), body
    except (OSError, TimeoutError, ValueError, IndexError):
        return None, b""


async def _stop(process: Process) -> None:
    """SIGTERM, then SIGKILL for the process and all others in its session. Reaps the process."""
    with suppress(ProcessLookupError):
        process.terminate()
        process.send_signal(signal.SIGCONT)  # SIGSTOP holds up all signals but SIGKILL
    with suppress(TimeoutError):
        async with asyncio.timeout(KILL_S):
            await process.wait()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
