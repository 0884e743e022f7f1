"""Members of one service share its work, and one takes over from another that was killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests.laws.streams import judged, reader, running, scalar
from tests.waiting import eventually

from .member import TABLE
from .stages import Stage

ROOT = Path(__file__).parents[2]
MEMBERS = 2


@contextmanager
def member(stage: Stage) -> Iterator[subprocess.Popen[bytes]]:
    argv = [sys.executable, "-m", "tests.conformance.member", json.dumps(stage.settings(20))]
    process = subprocess.Popen(argv, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def test_two_members_share_and_one_takes_over_after_kill_9(stage: Stage) -> None:
    rewards = stage.rooms.rewards
    async with rewards.begin() as tx:
        await tx.execute(sa.text(TABLE))
    said = 0

    async def say(count: int) -> None:
        nonlocal said
        await stage.say([judged(i) for i in range(said, said + count)])
        said += count

    async def say_until_both_work() -> object:
        # No more than is taken: a member may be long in coming.
        if await scalar(rewards, stage.applied) == said:
            await say(100)
        return await scalar(rewards, "SELECT count(DISTINCT pid) FROM applied")

    with member(stage) as first, member(stage) as second:
        async with running(*stage.publishing()):
            # On PostgreSQL one acts at a time, whichever comes first.
            await eventually(say_until_both_work, MEMBERS)
            await say(2_000)
            os.kill(first.pid, signal.SIGKILL)
            await say(1_000)
            await eventually(reader(rewards, stage.applied), said)
        assert second.poll() is None
    each_once = "SELECT json_build_array(count(*), count(DISTINCT trip_id)) FROM applied"
    assert await scalar(rewards, each_once) == [said, said]
