"""Servers that the command line keeps running end with it, however early it ends."""

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from rodem.local import keeping
from rodem.local.keeping import kept
from tests.cities import ROOT
from tests.ports import free_ports


class Process(NamedTuple):
    """A server, as far as it is kept: its port, and the how-manieth it is."""

    port: int
    number: int


class Kept:
    """What happens to servers."""

    def __init__(self) -> None:
        self.lost = asyncio.Event()
        self.restarted: list[Process] = []
        self.stopped: list[Process] = []

    async def until_lost(self, server: Process) -> None:
        await self.lost.wait()
        self.lost.clear()

    async def restart(self, lost: Process) -> Process:
        return lost._replace(number=lost.number + 1)

    async def stop(self, server: Process) -> None:
        self.stopped.append(server)


async def test_a_server_is_stopped_also_if_the_block_ends_before_anything_else_has_run() -> None:
    seen = Kept()
    with pytest.raises(LookupError):
        async with kept(
            "It", Process(1, 1), seen.until_lost, seen.restart, seen.stop, print, seen.restarted.append
        ):
            raise LookupError
    assert seen.stopped == [Process(1, 1)]


async def test_of_a_server_that_was_replaced_the_new_one_is_stopped() -> None:
    seen = Kept()
    async with kept(
        "It", Process(1, 1), seen.until_lost, seen.restart, seen.stop, print, seen.restarted.append
    ):
        seen.lost.set()
        async with asyncio.timeout(10):
            while not seen.restarted:
                await asyncio.sleep(0.01)
    assert seen.stopped == seen.restarted == [Process(1, 2)]


async def test_a_restart_that_swallows_a_cancel_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "CANCEL_AGAIN_S", 0.1)
    seen, began = Kept(), asyncio.Event()

    async def restart(lost: Process) -> Process:
        began.set()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        return lost._replace(number=2)

    async with asyncio.timeout(10):
        async with kept(
            "It", Process(1, 1), seen.until_lost, restart, seen.stop, print, seen.restarted.append
        ):
            seen.lost.set()
            await began.wait()
    assert seen.stopped == [Process(1, 2)]


def path_without_java(folder: Path) -> Path:
    """A folder for PATH in which all programs are but Java and Maven."""
    (folder / "bin").mkdir()
    for place in map(Path, reversed(os.environ["PATH"].split(os.pathsep))):
        for program in place.iterdir() if place.is_dir() else ():
            if program.name not in ("java", "mvn"):
                (folder / "bin" / program.name).unlink(missing_ok=True)
                (folder / "bin" / program.name).symlink_to(program)
    return folder / "bin"


def test_up_on_kafka_without_java_leaves_no_postgresql_running(tmp_path: Path) -> None:
    data = tmp_path / "data"
    argv = [sys.executable, "-m", "rodem", "up", "--kafka"]
    argv += ["--data", str(data), "--port-base", str(free_ports())]
    env = {**os.environ, "PATH": str(path_without_java(tmp_path)), "HOME": str(tmp_path)}
    env = {name: value for name, value in env.items() if name not in ("KAFKA_BOOTSTRAP", "JAVA_HOME")}
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    assert "Java" in done.stderr + done.stdout
    assert (data / "postgres").is_dir()
    assert not (data / "postgres" / "postmaster.pid").exists()
