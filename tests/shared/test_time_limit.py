"""A test that hangs, however it does, is red and says where; the next one is green, and the run ends."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HANGING = """
import asyncio
import threading
import time
from contextlib import asynccontextmanager

import pytest

from tests import time_limit

time_limit.AGAIN_S = 1
time_limit.EXIT_S = 3
pytestmark = pytest.mark.timeout(1)


async def deep_inside():
    await asyncio.Event().wait()


@asynccontextmanager
async def a_context():
    await deep_inside()
    yield


async def test_waits_for_ever():
    async with a_context():
        pass


async def spins():
    while True:
        pass


async def test_spins_in_the_background():
    spinning = asyncio.create_task(spins())
    await asyncio.Event().wait()


async def spins_politely():
    while True:
        await asyncio.sleep(0)


async def test_spins_politely_in_the_background():
    spinning = asyncio.create_task(spins_politely())
    try:
        await asyncio.Event().wait()
    finally:
        spinning.cancel()


async def test_swallows_all_that_it_is_told():
    while True:
        try:
            await asyncio.sleep(0.3)
        except asyncio.CancelledError:
            pass


def test_blocks_its_thread():
    threading.Lock().acquire() and time.sleep(1_000)


@pytest.fixture
async def hangs_at_its_end():
    yield
    await deep_inside()


async def test_fails_and_its_fixture_hangs(hangs_at_its_end):
    raise ValueError


async def test_waits_for_a_thread():
    await asyncio.to_thread(time.sleep, 1_000)


async def test_next():
    await asyncio.sleep(0)
"""
KINDS = {
    "waits_for_ever": "await deep_inside()",
    "spins_in_the_background": "in spins\n",
    "spins_politely_in_the_background": "in spins_politely\n",
    "swallows_all_that_it_is_told": "await asyncio.sleep(0.3)",
    "blocks_its_thread": "time.sleep(1_000)",
    "fails_and_its_fixture_hangs": "in hangs_at_its_end\n",
    "waits_for_a_thread": "Thread asyncio_0",
}


def test_whatever_hangs_is_red_and_says_where_and_the_next_is_green(tmp_path: Path) -> None:
    file = tmp_path / "test_hanging.py"
    file.write_text(HANGING)
    argv = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        str(ROOT / "pyproject.toml"),
        "-rA",
        "-p",
        "tests.time_limit",
    ]
    ran = subprocess.run([*argv, str(file)], cwd=ROOT, capture_output=True, text=True, timeout=100)
    lines = ran.stdout.splitlines()
    for kind, where in KINDS.items():
        [said] = ran.stderr.split(f"test_{kind} has not ended within 1 s\n")[1:2]
        assert where in said.partition(" has not ended")[0], said
        assert any(line.startswith(("FAILED", "ERROR")) and f"::test_{kind}" in line for line in lines), kind
    assert any(line.startswith("PASSED") and line.endswith("::test_next") for line in lines)
    assert ran.returncode == 1
