"""Kafka's jars, which Maven fetches, and the making and configuring of a broker's folder."""

import asyncio
import base64
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from rodem.local.postgres_binaries import CannotStart

POM = Path(__file__).resolve().parents[2] / "deploy" / "kafka" / "pom.xml"
COPY_JARS = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies"
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    # Port 0: the system picks the controller's port, to which only this process connects.
    "controller.quorum.bootstrap.servers": "127.0.0.1:0",
    "log.dirs": "data",
    # A folder of its own, because only then Kafka locks it; without the lock a second broker on the same
    # folder would damage the data of the first.
    "metadata.log.dir": "meta",
    # The default of 3 needs three brokers: with one, consumer groups would never work.
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "auto.create.topics.enable": "false",
    # After SIGKILL a new broker must wait until the session of the old one has timed out. The default is 9 s.
    "broker.session.timeout.ms": "1000",
    "broker.heartbeat.interval.ms": "200",
    # Taken from the heap at start. The default is 128 MiB.
    "log.cleaner.dedupe.buffer.size": "1048577",
}
FETCH_S = 300.0
NEEDS_JAVA = "Kafka needs Java 17 or newer: install it, or set KAFKA_BOOTSTRAP to a broker that already runs."

Say = Callable[[str], None]


def default_cache() -> Path:
    """The folder in which all cities of this user share the jars."""
    return Path.home() / ".cache" / "rodem"


async def jars(cache: Path, say: Say) -> Path:
    """The folder of Kafka's jars (43 MiB), which Maven fetches into the cache the first time.

    Raises CannotStart without Java or Maven, or when Maven fails.
    """
    version = re.search("<kafka.version>(.+)</kafka.version>", POM.read_text()) if POM.exists() else None
    if version is None:
        raise CannotStart(f"{POM} is missing: start Kafka from a checkout of Rodem, or set KAFKA_BOOTSTRAP.")
    java()
    folder = cache / f"kafka-{version[1]}"
    if folder.exists():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotStart(
            "Maven fetches Kafka, and it is not installed: install it (mvn), or set KAFKA_BOOTSTRAP"
            " to a broker that already runs."
        )
    say(f"Fetching Kafka {version[1]} with Maven, this once")
    cache.mkdir(parents=True, exist_ok=True)
    # Fetched beside the final folder and then renamed, so that an aborted download is never used.
    with tempfile.TemporaryDirectory(dir=cache) as side:
        await _fetch(maven, Path(side) / "jars")
        with suppress(OSError):  # another process has fetched them meanwhile
            (Path(side) / "jars").rename(folder)
    return folder


async def _fetch(maven: str, folder: Path) -> None:
    argv = [maven, "-q", "-B", "-f", str(POM), COPY_JARS, f"-DoutputDirectory={folder}"]
    process = await asyncio.create_subprocess_exec(
        *argv,
        "-DincludeScope=runtime",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(FETCH_S):
            out, _ = await process.communicate()
    except TimeoutError:
        raise CannotStart(
            f"Maven did not fetch Kafka within {FETCH_S:g} s: is there a way to its repository?"
        ) from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.returncode != 0 or not folder.exists():
        reason = (out.decode(errors="replace").strip() or "no reason").splitlines()[0].strip()
        raise CannotStart(f"Maven could not fetch Kafka ({reason}): is there a way to its repository?")


def java() -> str:
    """The path of the program `java`. Raises CannotStart when it is not installed."""
    path = shutil.which("java")
    if path is None:
        raise CannotStart(NEEDS_JAVA)
    return path


async def create(folder: Path, jars: Path) -> None:
    """Formats FOLDER/log. It is made beside and then renamed, so that an aborted format leaves nothing."""
    side = folder / "log.new"
    shutil.rmtree(side, ignore_errors=True)
    side.mkdir()
    write_settings(side, 0)
    cluster_id = "A" + base64.urlsafe_b64encode(uuid4().bytes).decode()[1:22]
    argv = [java(), "-Xmx128m", "-cp", f"{jars}/*", "kafka.tools.StorageTool", "format", "--standalone"]
    argv += ["-t", cluster_id, "-c", "server.properties"]
    with open(folder / "broker.log", "ab") as log:
        log_start = log.tell()
        process = await asyncio.create_subprocess_exec(
            *argv, cwd=side, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            returncode = await process.wait()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
    if returncode != 0:
        raise why_not(folder, log_start)
    side.rename(folder / "log")


def write_settings(home: Path, port: int) -> None:
    """Writes server.properties in `home`, with paths relative to it: some characters of an absolute path
    would need escaping."""
    listeners = f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:0"
    lines = [f"{name}={value}\n" for name, value in (SETTINGS | {"listeners": listeners}).items()]
    (home / "server.properties").write_text("".join(lines))


def environment() -> dict[str, str]:
    """The environment for Java: nothing of the caller's but PATH, in particular no JAVA_TOOL_OPTIONS."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def why_not(folder: Path, log_start: int) -> CannotStart:
    """The error that says why Java ended, from broker.log after the offset `log_start`."""
    log = folder / "broker.log"
    lines = log.read_bytes()[log_start:].decode(errors="replace").splitlines() or ["no reason"]
    if any("UnsupportedClassVersionError" in line or "Java Runtime" in line for line in lines):
        return CannotStart(NEEDS_JAVA)
    errors = [line for line in lines if not line.startswith("\t") and re.search("Exception|Error", line)]
    return CannotStart(f"Kafka did not start ({(errors or lines)[-1].strip()}): its log is {log}.")
