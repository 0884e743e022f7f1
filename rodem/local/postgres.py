"""The embedded PostgreSQL: made, started or adopted, watched and stopped.

When `rodem up` is killed, its server runs on, and the next `rodem up` adopts it.
"""

import asyncio
import fcntl
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import asyncpg

from rodem.local.postgres_binaries import CannotStart, binary, check_version, create, popen, runner
from shared.sessions import connect

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "150",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# Below the ephemeral ports (from 32768 on Linux, 49152 on macOS): an outgoing connection that got the port
# while PostgreSQL is down would keep it from starting again.
PORTS = range(20_000, 30_000)
RETRY_S = 15.0
"""How long processes and shared memory of a server that got SIGKILL may keep a new one from starting."""
REFUSING_S = 3.0
"""How long a server in smart shutdown may refuse new connections before it is started again."""
PATIENT_S = 30.0
"""How long a server may write its last checkpoint while the city goes on running."""
ANSWER_S = 60.0
"""How long a running server may take to answer before we give up adopting it."""

Answer = Literal["ready", "refused", "silent", "wrong password"]


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL. `process` is None when another `rodem up` started it."""

    data: Path
    port: int
    password: str
    pid: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        """The superuser's DSN, which no service gets."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/postgres"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds a file lock on the folder for one `rodem up`. The lock ends with the process, however it ends.

    Raises CannotStart when another process holds it.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"Another `rodem up` already runs on {folder}: stop it, or choose another --data."
            ) from None
        yield
    finally:
        os.close(handle)


async def start(data: Path, password: str, port: int | None = None) -> Server:
    """The server of this folder, which takes connections. It is adopted if it runs, else started; a missing
    folder is made first.

    `password` is the superuser's. Without `port` it listens on the port of its last start, or on a free one
    if that is taken. Raises CannotStart.
    """
    data = data.resolve()
    if not data.exists():
        await create(data, password)
    check_version(data)
    if server := await _adopt(data, password):
        return server
    chosen = port or _last_port(data) or free_port()
    give_up = time.monotonic() + RETRY_S
    while True:
        # Before the start, because nobody would stop a server whose port could not be written.
        (data / "rodem.port").write_text(str(chosen))
        started, reason = await _try_to_start(data, password, chosen)
        if started:
            return started
        if "could not create any TCP/IP sockets" in reason and port is None:
            chosen = free_port()
        elif not re.search("lock file|shared memory|TCP/IP sockets", reason):
            give_up = 0
        if time.monotonic() >= give_up:
            raise CannotStart(f"PostgreSQL did not start ({reason}); its log is {data / 'server.log'}.")
        await asyncio.sleep(0.2)


async def until_lost(server: Server) -> None:
    """Returns when the server has ended and must be started again.

    A smart shutdown counts as an end: pooled connections go on working while every new one is refused. So a
    new connection is opened every second, and a server in smart shutdown is stopped here. A server that does
    not answer at all (because of SIGSTOP or of load) is left alone, because it will go on.
    """
    refused_at: float | None = None
    while True:
        for _ in range(10):
            if not alive(server):
                return
            await asyncio.sleep(0.1)
        if await ask(server) != "refused" or not _stopping(server.data):
            refused_at = None
        elif refused_at is None:
            refused_at = time.monotonic()
        elif time.monotonic() - refused_at >= REFUSING_S:
            await stop(server, PATIENT_S)
            return


async def stop(server: Server, fast_s: float = 3.0) -> None:
    """Stops the server by SIGINT, then SIGQUIT, then SIGKILL. None of them loses a committed transaction."""
    for number, wait_s in ((signal.SIGINT, fast_s), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 1.0)):
        if not alive(server):
            return
        with suppress(ProcessLookupError):
            os.kill(server.pid, number)
            os.kill(server.pid, signal.SIGCONT)  # SIGSTOP holds up all signals but SIGKILL
        give_up = time.monotonic() + wait_s
        while alive(server) and time.monotonic() < give_up:
            await asyncio.sleep(0.05)


def alive(server: Server) -> bool:
    """Whether the process exists. It may not answer."""
    if server.process:
        return server.process.poll() is None  # poll() also reaps a process that has ended
    return runs(server.pid, [str(server.data)])


async def ask(server: Server) -> Answer:
    """Opens a new connection, and says what the next caller would get."""
    try:
        connection = await connect(server.dsn)
        await connection.close(timeout=2)
    except asyncpg.CannotConnectNowError:  # 57P03: starting, stopping or recovering
        return "refused"
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return "wrong password"
    except asyncpg.TooManyConnectionsError:
        return "ready"
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return "silent"
    return "ready"


async def _adopt(data: Path, password: str) -> Server | None:
    """The server that already runs on this folder, if one does. A server that is shutting down is stopped."""
    pid = _recorded_pid(data)
    if pid is None or not runs(pid, [str(data)]):
        return None
    server = Server(data, 0, password, pid)
    give_up = time.monotonic() + ANSWER_S
    while alive(server):
        if _stopping(data):
            await stop(server, PATIENT_S)
            return None
        server = replace(server, port=_recorded_port(data))
        answer = await ask(server) if server.port else "silent"
        if answer == "ready":
            return server
        if answer == "wrong password":
            raise CannotStart(f"PostgreSQL in {data} has another password than secrets.json beside it says.")
        if time.monotonic() > give_up:
            raise CannotStart(
                f"PostgreSQL (process {pid}) runs on {data} but does not answer: stop it first."
            )
        await asyncio.sleep(0.1)
    return None


async def _try_to_start(data: Path, password: str, port: int) -> tuple[Server | None, str]:
    """The server once it takes connections and "", or None and why it has ended."""
    argv = [binary("postgres"), "-D", str(data)]
    for name, value in (SETTINGS | {"port": str(port)}).items():
        argv += ["-c", f"{name}={value}"]
    with open(data / "server.log", "ab") as log:
        log_start = log.tell()
        process = popen(runner(data), argv, log.fileno(), data.parent, _ignore_reused_pid(data))
    server = Server(data, port, password, process.pid, process)
    try:
        while alive(server):
            answer = await ask(server)
            if answer == "ready":
                return server, ""
            if answer == "wrong password":
                raise CannotStart(
                    f"PostgreSQL in {data} has another password than secrets.json beside it says."
                )
            await asyncio.sleep(0.02)
    except BaseException:
        await stop(server)
        raise
    lines = (data / "server.log").read_bytes()[log_start:].decode(errors="replace").splitlines()
    fatal = (
        [line.split("FATAL:")[1].strip() for line in lines if "FATAL:" in line] or lines[-1:] or ["no reason"]
    )
    return None, fatal[-1]


def _ignore_reused_pid(data: Path) -> dict[str, str]:
    """Environment variables with which PostgreSQL starts although another process has the pid in its
    postmaster.pid.

    PostgreSQL would refuse to start as long as that process lives. It makes an exception for its own
    grandparent's pid, and still checks that no old backend holds the shared memory.
    """
    pid = _recorded_pid(data)
    if pid is None or runs(pid, [str(data)]):
        return {}
    return {"PG_GRANDPARENT_PID": str(pid)}


def runs(pid: int, words: Sequence[str]) -> bool:
    """Whether the process lives and its arguments contain these words. A zombie has no arguments, so it does
    not count."""
    if sys.platform == "linux":
        try:
            arguments = os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ").split()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return all(word in arguments for word in words)
    shown = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return all(f" {word} " in f" {shown.stdout.strip()} " for word in words)


def _postmaster_line(data: Path, number: int) -> str:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return ""
    return lines[number - 1].strip() if len(lines) >= number else ""


def _recorded_pid(data: Path) -> int | None:
    return int(_postmaster_line(data, 1) or 0) or None


def _recorded_port(data: Path) -> int:
    return int(_postmaster_line(data, 4) or 0)


def _stopping(data: Path) -> bool:
    return _postmaster_line(data, 8) == "stopping"


def _last_port(data: Path) -> int | None:
    """The port of the last start if it is free, so that the databases keep their addresses."""
    try:
        port = int((data / "rodem.port").read_text())
    except (FileNotFoundError, ValueError):
        return None
    return port if port_is_free(port) else None


def free_port() -> int:
    """A random one of PORTS on which nothing listens now."""
    return next(port for port in random.sample(PORTS, 200) if port_is_free(port))


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        # Servers set it too: without it a port with connections in TIME_WAIT would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
