"""A run in several processes (`make test`): the servers that they share, and how all of it ends."""

import asyncio
import signal
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any, cast
from unittest import mock

import pytest

from rodem.local import broker, broker_files, postgres
from rodem.local.broker import Broker
from rodem.local.postgres import Server
from rodem.local.postgres_binaries import CannotStart

PASSWORD = "for-tests-only"
END_S = 40
"""How long the processes of an interrupted run may take to put away what they have started."""
NODES = pytest.StashKey[list[Any]]()
POSTGRES = pytest.StashKey[Server]()
KAFKA = pytest.StashKey[Broker]()


@pytest.hookimpl
def pytest_configure(config: pytest.Config) -> None:
    config.stash[NODES] = []
    signal.signal(signal.SIGTERM, interrupt)


def interrupt(_: int, frame: FrameType | None) -> None:
    """SIGTERM is Ctrl-C, once, so that fixtures put away what they have started. Also in the background,
    where shells have SIGINT ignored."""
    signal.signal(signal.SIGTERM, lambda *_: None)
    on_ctrl_c = signal.getsignal(signal.SIGINT)
    (on_ctrl_c if callable(on_ctrl_c) else signal.default_int_handler)(signal.SIGINT, frame)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before the processes: one PostgreSQL and one Kafka for all of them, which end after them."""
    config = session.config
    if config.pluginmanager.has_plugin("dsession"):
        folder: Path = config._tmp_path_factory.mktemp("servers")  # type: ignore[attr-defined]
        config.stash[POSTGRES] = asyncio.run(start_postgres(folder / "postgres"))
        with suppress(CannotStart):  # whichever test needs it says so
            config.stash[KAFKA] = asyncio.run(start_kafka(folder / "kafka"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start a whole city go first. They take minutes, and one that is left for the end keeps one
    process at work when the others have ended."""
    with_cities = {item.path for item in items if item.get_closest_marker("e2e")}
    items.sort(key=lambda item: item.path not in with_cities)


async def start_postgres(folder: Path) -> Server:
    """Real, but it does not wait for the disk: each new database is a checkpoint, which would hold up what
    runs beside it. It takes as many connections as the services of several test files at once keep open.
    Autovacuum would look into hundreds of databases, ten times a second. Tests that kill a server have one of
    their own."""
    unlike = {"fsync": "off", "max_connections": "600", "autovacuum_naptime": "10min"}
    with mock.patch.dict(postgres.SETTINGS, unlike):
        return await postgres.start(folder, PASSWORD)


async def start_kafka(folder: Path) -> Broker:
    return await broker.start(folder, await broker_files.jars(broker_files.default_cache(), print))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    stash = node.config.stash
    stash[NODES].append(node)
    node.workerinput["postgres_dsn"] = stash[POSTGRES].dsn
    if kafka := stash.get(KAFKA, None):
        node.workerinput["kafka"] = (str(kafka.folder), str(kafka.jars), kafka.port, kafka.pid)


def shared_postgres(config: pytest.Config) -> str | None:
    """The server of a run in several processes, as its superuser."""
    dsn: str | None = getattr(config, "workerinput", {}).get("postgres_dsn")
    return dsn


def shared_kafka(config: pytest.Config) -> Broker | None:
    """The broker of a run in several processes. Its process is another's child: only the pid is known."""
    found = getattr(config, "workerinput", {}).get("kafka")
    if found is None:
        return None
    folder, jars, port, pid = found
    return Broker(Path(folder), Path(jars), port, cast(Any, SimpleNamespace(pid=pid)))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where a run is interrupted its processes are, too; xdist would give them 5 s."""
    nodes = session.config.stash[NODES]
    if exitstatus != pytest.ExitCode.INTERRUPTED or not nodes:
        return
    running = [node for node in nodes if node.gateway._io.popen.poll() is None]
    for node in running:
        node.gateway._io.popen.terminate()
    give_up = time.monotonic() + END_S
    while any(not node._down for node in running) and time.monotonic() < give_up:
        time.sleep(0.05)


@pytest.hookimpl
def pytest_unconfigure(config: pytest.Config) -> None:
    if kafka := config.stash.get(KAFKA, None):
        asyncio.run(broker.stop(kafka))
    if server := config.stash.get(POSTGRES, None):
        asyncio.run(postgres.stop(server))
