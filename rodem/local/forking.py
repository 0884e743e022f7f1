"""The supervisor's side of `shared/fork_server.py`: processes that a fork server has started for us."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rodem.local import postgres
from rodem.local.supervisor import Child, Process, Spawn, death_signal_prefix, spawn

ANSWER_S = 10.0
"""How long a fork server may take to start a process. It imports for about a second when it starts itself."""
POLL_S = 0.1


class Forked:
    """A process that a fork server has started."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._status: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def returncode(self) -> int | None:
        """Its status, as `subprocess` counts statuses; None while it runs."""
        return self._status.result() if self._status.done() else None

    async def wait(self) -> int:
        """Wait for its end. Returns its status."""
        return await asyncio.shield(self._status)

    def send_signal(self, number: int) -> None:
        """Raises ProcessLookupError if the process has ended."""
        if self._status.done():
            raise ProcessLookupError
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def end(self, status: int) -> None:
        """Note that the process has ended."""
        if not self._status.done():
            self._status.set_result(status)

    async def orphaned(self) -> None:
        """Wait for the end of a process whose fork server has ended, and whose status nobody knows."""
        while postgres.runs(self.pid, ["shared.serve"]):
            await asyncio.sleep(POLL_S)
        self.end(-signal.SIGTERM)


@dataclass(frozen=True)
class Refusal:
    """Why the system gave the fork server no process."""

    errno: int


class ForkServer:
    """A running fork server. When it has ended, or does not answer, processes are started without it; so is
    one that it could not fork."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._asking = asyncio.Lock()
        self._answers: asyncio.Queue[Forked | Refusal | None] = asyncio.Queue()
        self._running: dict[int, Forked] = {}
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout
        while line := await self._process.stdout.readline():
            told = json.loads(line)
            if pid := told.get("started"):
                self._running[pid] = started = Forked(pid)
                self._answers.put_nowait(started)
            elif number := told.get("refused"):
                self._answers.put_nowait(Refusal(number))
            else:
                self._running.pop(told["ended"]).end(told["status"])
        self._answers.put_nowait(None)
        await asyncio.gather(*(each.orphaned() for each in self._running.values()))

    async def spawn(self, child: Child) -> Process:
        """Start a child, by the fork server if that is there."""
        async with self._asking:
            answer = None if self.reading.done() else await self._ask(child)
        if isinstance(answer, Forked):
            return answer
        if answer is None:
            with suppress(ProcessLookupError):
                self._process.kill()  # so that it does not start the child later
        return await spawn(child)

    async def _ask(self, child: Child) -> Forked | Refusal | None:
        """The process that the fork server has started, or why it could not; None without an answer."""
        child.log.parent.mkdir(exist_ok=True)
        asked = {"name": child.name, "env": dict(child.env), "log": str(child.log)}
        assert self._process.stdin
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(ANSWER_S):
                self._process.stdin.write(json.dumps(asked).encode() + b"\n")
                await self._process.stdin.drain()
                return await self._answers.get()
        return None

    async def stop(self) -> None:
        """End the fork server, whose processes have been stopped, and wait for it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self.reading


@asynccontextmanager
async def forking(log: Path, env: Mapping[str, str]) -> AsyncIterator[Spawn]:
    """How to start the services of a city: by a fork server where the system has what that needs (Linux)."""
    if sys.platform != "linux":
        yield spawn
        return
    log.parent.mkdir(exist_ok=True)
    with open(log, "ab") as output:
        process = await asyncio.create_subprocess_exec(
            *death_signal_prefix(signal.SIGTERM),
            *(sys.executable, "-m", "shared.fork_server"),
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
        )
    server = ForkServer(process)
    try:
        yield server.spawn
    finally:
        await server.stop()
