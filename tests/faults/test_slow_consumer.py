"""A consumer slower than its producer holds up nobody, does not grow, is seen, and catches up."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from rodem.care.doctor import is_caught_up, read_flow
from shared.db import create_engine
from tests.cities import ROOT
from tests.conftest import MakeDatabase
from tests.laws.streams import POSITION, judged, reader, say, scalar
from tests.waiting import eventually

EVENTS, CHUNK, BATCH = 20_000, 2_000, 500
HELD_UP_S = 20
"""The consumer is stopped until all is said: who waits for it would wait for ever."""
GROWTH_MB_MAX = 12
"""All the events are about 40 MB in memory, a batch 1 MB."""


def memory_peak_mb(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


async def test_a_slow_consumer_holds_up_nobody_does_not_grow_and_catches_up(
    make_database: MakeDatabase,
) -> None:
    databases = {name: await make_database(name) for name in ("trips", "rewards")}
    trips, rewards = (create_engine(dsn, 2) for dsn in databases.values())
    settings = {
        "DATABASE_URL": databases["rewards"],
        "sources": {"trips": databases["trips"]},
        "poll_s": 0.1,
        "batch_events_max": BATCH,
    }
    argv = [sys.executable, "-m", "tests.faults.slow_member", json.dumps(settings)]
    process = subprocess.Popen(argv, cwd=ROOT)
    try:
        await say(trips, [judged(i) for i in range(2 * BATCH)])
        await eventually(reader(rewards, POSITION), 2 * BATCH)
        before_mb = memory_peak_mb(process.pid)
        os.kill(process.pid, signal.SIGSTOP)  # as slow as can be
        for first in range(2 * BATCH, 2 * BATCH + EVENTS, CHUNK):
            async with asyncio.timeout(HELD_UP_S):
                await say(trips, [judged(i) for i in range(first, first + CHUNK)])
        flow = await read_flow(databases)
        assert [each.lag for each in flow.consumers if each.topic == "trips"] == [EVENTS]
        assert not is_caught_up(flow)
        os.kill(process.pid, signal.SIGCONT)
        await eventually(reader(rewards, POSITION), 2 * BATCH + EVENTS)
        assert is_caught_up(await read_flow(databases))
        assert memory_peak_mb(process.pid) - before_mb < GROWTH_MB_MAX
        assert await scalar(rewards, "SELECT count(*) FROM dead_letters") == 0
    finally:
        process.kill()
        process.wait()
        await trips.dispose()
        await rewards.dispose()
