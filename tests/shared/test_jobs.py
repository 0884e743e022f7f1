"""The queue of jobs, on the tables of rewards: each is done once, whatever becomes of who does it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from shared.db import create_engine
from shared.jobs import actions, rules, store
from shared.jobs.actions import SaysProgress, Works
from shared.jobs.rules import Job, TooManyJobs
from tests.conftest import MakeDatabase, serving
from tests.waiting import eventually

KIND = "a_kind"
OPERATOR = "operator"


@dataclass
class Queue:
    """A database with jobs, for the role that serves. `begun` names the jobs that were."""

    dsn: str
    engine: AsyncEngine
    begun: list[str] = field(default_factory=list)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)

    async def add(self, name: str, operator_id: str = OPERATOR) -> UUID:
        job_id: UUID = uuid7()
        async with self.engine.begin() as tx:
            await actions.add(tx, "city", operator_id, job_id, KIND, json.dumps({"name": name}))
        return job_id

    async def read(self, job_id: UUID, operator_id: str = OPERATOR) -> Job | None:
        async with self.engine.connect() as tx:
            return await store.find(tx, operator_id, job_id)

    def state_of(self, job_id: UUID) -> Callable[[], Awaitable[object]]:
        async def read() -> object:
            job = await self.read(job_id)
            return job and job.state

        return read

    async def do_next(self, works: Works) -> bool:
        return await actions.do_next(self.dsn, self.engine, works)

    async def note(self, _: asyncpg.Connection, asked: Mapping[str, Any], __: SaysProgress) -> str:
        """Work that is over at once."""
        self.begun.append(asked["name"])
        return json.dumps({"of": asked["name"]})

    async def wait(self, connection: asyncpg.Connection, asked: Mapping[str, Any], say: SaysProgress) -> str:
        """Work that is over when it may end."""
        await say(1, 2)
        self.begun.append(asked["name"])
        await self.may_end.wait()
        return json.dumps({"of": await connection.fetchval("SELECT $1::text", asked["name"])})


@pytest.fixture
async def queue(make_database: MakeDatabase) -> AsyncIterator[Queue]:
    dsn = serving(await make_database("rewards"), "rewards")
    engine = create_engine(dsn, 4)
    yield Queue(dsn, engine)
    await engine.dispose()


async def test_the_oldest_job_is_done_first_and_each_once(queue: Queue) -> None:
    job_ids = [await queue.add(name) for name in "abc"]
    assert [await queue.do_next({KIND: queue.note}) for _ in range(4)] == [True, True, True, False]
    assert queue.begun == ["a", "b", "c"]
    jobs = [await queue.read(job_id) for job_id in job_ids]
    assert [(job.state, job.result) for job in jobs if job] == [
        ("done", json.dumps({"of": name})) for name in "abc"
    ]


async def test_a_job_is_the_operators_who_has_asked(queue: Queue) -> None:
    job_id = await queue.add("a")
    assert await queue.read(job_id, "another") is None


async def test_two_processes_do_two_jobs_and_neither_twice(queue: Queue) -> None:
    first, second = [await queue.add(name) for name in "ab"]
    at_work = [asyncio.create_task(queue.do_next({KIND: queue.wait})) for _ in range(3)]
    await eventually(lambda: _value(sorted(queue.begun)), ["a", "b"])
    over, _ = await asyncio.wait(at_work, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in over] == [False]  # it has found both taken
    job = await queue.read(first)
    assert job
    assert (job.state, job.done, job.total) == ("running", 1, 2)
    queue.may_end.set()
    assert sorted(await asyncio.gather(*at_work)) == [False, True, True]
    for job_id in (first, second):
        assert await queue.state_of(job_id)() == "done"
    assert sorted(queue.begun) == ["a", "b"]


async def _value(value: object) -> object:
    return value


async def test_a_job_whose_process_is_gone_is_begun_anew(queue: Queue) -> None:
    """The advisory lock ends with the connection, and PostgreSQL notices that at once."""
    job_id = await queue.add("a")
    at_work = asyncio.create_task(queue.do_next({KIND: queue.wait}))
    await eventually(queue.state_of(job_id), "running")
    assert await queue.do_next({KIND: queue.note}) is False
    at_work.cancel()
    await asyncio.gather(at_work, return_exceptions=True)
    await eventually(lambda: queue.do_next({KIND: queue.note}), True)
    job = await queue.read(job_id)
    assert job
    assert (job.state, job.tries) == ("done", 2)


async def test_a_job_during_which_the_database_goes_away_is_done_later(queue: Queue) -> None:
    job_id = await queue.add("a")

    async def cut(connection: asyncpg.Connection, *_: Any) -> str:
        async with queue.engine.connect() as tx:
            await tx.execute(
                sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": connection.get_server_pid()}
            )
        await connection.fetchval("SELECT 1")
        return ""

    work = asyncio.create_task(
        actions.do_all(queue.dsn, queue.engine, asyncio.Event(), {KIND: _first(cut, queue.note)})
    )
    await eventually(queue.state_of(job_id), "done")
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


def _first(first: Any, then: Any) -> Any:
    """Work that is done by `first` at the first try, and by `then` at the next."""
    works = [first]

    async def work(*told: Any) -> str:
        result: str = await (works.pop() if works else then)(*told)
        return result

    return work


async def test_a_job_that_fails_is_over_and_the_next_is_done(queue: Queue) -> None:
    async def fail(*_: Any) -> str:
        raise ZeroDivisionError

    failing, other = await queue.add("a"), await queue.add("b")
    assert await queue.do_next({KIND: fail})
    assert await queue.do_next({KIND: queue.note})
    assert await queue.state_of(failing)() == "failed"
    assert await queue.state_of(other)() == "done"


async def until_begun(queue: Queue, times: int) -> None:
    """Try to do a job, until it was begun so often, and go away."""
    while len(queue.begun) < times:
        at_work = asyncio.create_task(queue.do_next({KIND: queue.wait}))
        while len(queue.begun) < times and not at_work.done():
            await asyncio.sleep(0.01)
        at_work.cancel()
        await asyncio.gather(at_work, return_exceptions=True)


async def test_a_job_that_ends_every_process_is_given_up(queue: Queue) -> None:
    job_id = await queue.add("a")
    for tries in range(1, rules.TRIES_MAX + 1):
        await until_begun(queue, tries)
    await eventually(lambda: queue.do_next({KIND: queue.wait}), True)
    assert await queue.state_of(job_id)() == "failed"
    assert len(queue.begun) == rules.TRIES_MAX


async def test_an_operator_has_so_many_jobs_and_no_more(queue: Queue) -> None:
    for name in range(rules.OPEN_MAX):
        await queue.add(str(name))
    with pytest.raises(TooManyJobs):
        await queue.add("one more")
    await queue.add("another operator's", "another")
    await queue.do_next({KIND: queue.note})
    await queue.add("one more")


async def test_what_was_over_a_week_ago_is_forgotten(queue: Queue) -> None:
    old, new, waiting = [await queue.add(name) for name in "abc"]
    for _ in range(2):
        await queue.do_next({KIND: queue.note})
    async with queue.engine.begin() as tx:
        await tx.execute(
            sa.text("""
                UPDATE jobs SET asked_at = now() - interval '9 days', ended_at = CASE
                    WHEN job_id = :old THEN now() - interval '7 days 1 second'
                    WHEN job_id = :new THEN now() - interval '6 days 23 hours' END
            """),
            {"old": old, "new": new},
        )
        await store.prune(tx, rules.KEPT_FOR)
    found = [await queue.read(job_id) for job_id in (old, new, waiting)]
    assert [job and job.state for job in found] == [None, "done", "waiting"]


async def test_a_job_that_is_cancelled_while_it_is_done_stops_when_it_says_how_far_it_is(
    queue: Queue,
) -> None:
    first, second = [await queue.add(name) for name in "ab"]

    async def cancelled_meanwhile(_: asyncpg.Connection, asked: Mapping[str, Any], say: SaysProgress) -> str:
        await say(1, 3)
        async with queue.engine.begin() as tx:
            await store.cancel(tx, first)
        await say(2, 3)
        queue.begun.append("it goes on")
        return ""

    assert await queue.do_next({KIND: cancelled_meanwhile})
    job = await queue.read(first)
    assert job
    assert (job.state, job.done, job.result) == ("cancelled", 1, None)
    assert await queue.do_next({KIND: queue.note})
    assert (await queue.state_of(second)(), queue.begun) == ("done", ["b"])
    async with queue.engine.begin() as tx:
        await store.cancel(tx, second)
    assert await queue.state_of(second)() == "done"
