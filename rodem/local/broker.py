"""A real Kafka broker without Docker, for developers and tests: one node, its jars from Maven."""

import asyncio
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rodem.local import keeping, postgres, supervisor
from rodem.local.broker_files import (
    Say,
    create,
    default_cache,
    environment,
    jars,
    java,
    why_not,
    write_settings,
)
from rodem.local.postgres_binaries import CannotStart

USUAL_PORTS = range(9_092, 9_192)
START_S = 60.0
STOP_S = 3.0
LOCK_S = 1.0
"""How long a broker that was just killed may still hold the lock of its folder."""


@dataclass(frozen=True)
class Broker:
    """A running broker, which listens on 127.0.0.1."""

    folder: Path
    jars: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def bootstrap(self) -> str:
        """The broker's address, in the form of KAFKA_BOOTSTRAP."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process id of the Java process."""
        return self.process.pid


async def start(folder: Path, jars: Path, port: int | None = None) -> Broker:
    """Starts the broker of this folder, which is made when there is none, and waits until it answers.

    Call from the main thread: where the system can, the broker is killed with the thread that started it.
    Raises CannotStart when a broker runs on the folder already, or the port is taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    with _open(folder) as handle:
        await _lock(folder, handle)
        chosen = port or postgres.free_port()
        if not postgres.port_is_free(chosen):
            raise CannotStart(
                f"Port {chosen} (for Kafka) is taken: stop what listens there, or choose another."
            )
        (folder / "rodem.port").write_text(str(chosen))
        if not (folder / "log").exists():
            await create(folder, jars)
        write_settings(folder / "log", chosen)
        log_start, process = _spawn(folder, jars, handle)
    broker = Broker(folder, jars, chosen, process)
    await _until_ready(broker, log_start)
    return broker


async def restart(lost: Broker) -> Broker:
    """Starts a broker that has ended again, on its folder and its port. Raises as `start` does."""
    return await start(lost.folder, lost.jars, lost.port)


@contextmanager
def _open(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


async def _lock(folder: Path, handle: int) -> None:
    """Lock the folder. The broker inherits the handle, so the lock ends with its process.

    Raises CannotStart when another broker holds the lock for longer than LOCK_S.
    """
    give_up = time.monotonic() + LOCK_S
    while not _try_lock(handle):
        if time.monotonic() > give_up:
            raise CannotStart(
                f"Kafka already runs on {folder}: use it (KAFKA_BOOTSTRAP={_recorded(folder)}),"
                " stop it, or choose another --data."
            )
        await asyncio.sleep(0.05)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _recorded(folder: Path) -> str:
    """The address of the broker that last ran on this folder."""
    return f"127.0.0.1:{(folder / 'rodem.port').read_text()}"


async def find(folder: Path) -> str | None:
    """The address of the broker that runs on this folder, if one does. Raises CannotStart if it does not
    answer."""
    if not (folder / "rodem.port").exists():
        return None
    give_up = time.monotonic() + START_S
    with _open(folder) as handle:
        # Whoever holds the lock may still be starting, or was just killed.
        while not _try_lock(handle):
            if await answers(_recorded(folder)):
                return _recorded(folder)
            if time.monotonic() > give_up:
                raise CannotStart(f"Kafka runs on {folder} but does not answer: stop it first.")
            await asyncio.sleep(0.1)
    return None


def _spawn(folder: Path, jars: Path, lock: int) -> tuple[int, subprocess.Popen[bytes]]:
    """Start Java. Returns the offset in broker.log at which this process begins to write, and the process."""
    argv = [*supervisor.death_signal_prefix(signal.SIGKILL), java()]
    argv += ["-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"]
    argv += ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"]
    argv += ["-cp", f"{jars}/*", "kafka.Kafka", "server.properties"]
    with open(folder / "broker.log", "ab") as log:
        return log.tell(), subprocess.Popen(
            argv,
            cwd=folder / "log",
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(lock,),
            start_new_session=True,
        )


async def _until_ready(broker: Broker, log_start: int) -> None:
    give_up = time.monotonic() + START_S
    try:
        while alive(broker):
            if await answers(broker.bootstrap):
                return
            if time.monotonic() > give_up:
                raise CannotStart(
                    f"Kafka did not answer within {START_S:g} s: its log is {broker.folder / 'broker.log'}."
                )
            await asyncio.sleep(0.1)
    except BaseException:
        await kill(broker)
        raise
    raise why_not(broker.folder, log_start)


async def answers(bootstrap: str, **sign_in: Any) -> bool:
    """Whether a broker takes requests at `bootstrap`: `host:port`, or several of them, of which the first is
    asked. `sign_in` is how, as the arguments of an aiokafka client."""
    from aiokafka.admin import AIOKafkaAdminClient  # takes 0.5 s, which a city without Kafka need not wait
    from aiokafka.errors import KafkaError

    host, _, port = bootstrap.partition(",")[0].rpartition(":")
    try:
        # First a plain connection, because aiokafka logs every failed one.
        async with asyncio.timeout(2):
            _, writer = await asyncio.open_connection(host, port)
        writer.close()
    except (OSError, TimeoutError):
        return False
    admin = AIOKafkaAdminClient(**{"bootstrap_servers": bootstrap, **sign_in}, request_timeout_ms=2_000)
    try:
        await admin.start()
        # A broker that has not joined its own cluster yet is not listed.
        return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await admin.close()


def alive(broker: Broker) -> bool:
    """Whether the process exists. It may not answer."""
    return broker.process.poll() is None  # poll() also reaps a process that has ended


async def stop(broker: Broker) -> None:
    """Stop the broker by SIGTERM, or by SIGKILL if it runs on for STOP_S seconds. Neither loses a message
    that the broker has acknowledged."""
    if alive(broker):
        broker.process.terminate()
        broker.process.send_signal(signal.SIGCONT)  # SIGSTOP holds up all signals but SIGKILL
    give_up = time.monotonic() + STOP_S
    while alive(broker) and time.monotonic() < give_up:
        await asyncio.sleep(0.05)
    await kill(broker)


async def kill(broker: Broker) -> None:
    """SIGKILL, and waits until the process has ended."""
    broker.process.kill()
    while alive(broker):
        await asyncio.sleep(0.02)


@asynccontextmanager
async def kept(
    folder: Path, jars: Path, port: int | None, say: Say, replaced: Callable[[Broker], None]
) -> AsyncIterator[Broker]:
    """A broker that is started again on the same port whenever it dies. Raises as `start` does."""
    broker = await start(folder, jars, port)
    async with keeping.kept("Kafka", broker, _until_lost, restart, stop, say, replaced):
        yield broker


async def _until_lost(broker: Broker) -> None:
    while alive(broker):
        await asyncio.sleep(0.1)


async def run(folder: Path, port: int | None, say: Say) -> None:
    """Keeps a broker running until cancelled. Says where it is: `KAFKA_BOOTSTRAP=...`.

    Without `port` it takes Kafka's usual one, or the next that is free.
    """
    jars_folder = await jars(default_cache(), say)
    chosen = port or next(usual for usual in USUAL_PORTS if postgres.port_is_free(usual))
    async with kept(folder, jars_folder, chosen, say, lambda _broker: None) as broker:
        say(f"KAFKA_BOOTSTRAP={broker.bootstrap}")
        await asyncio.Event().wait()
