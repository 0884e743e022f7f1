"""Jobs are done beside requests: one at a time in each process, the oldest first.

work: Works = {"tariff_simulation": simulate}
async with web.running(jobs.do_all(dsn, engine, wake, work), jobs.pruning(engine)): ...
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.jobs import rules, store
from shared.jobs.rules import Job
from shared.outages import described, outage_of
from shared.periodic import every
from shared.sessions import connect

logger = structlog.get_logger()

LOOK_EVERY_S = 5.0
"""How often a process looks for a job that another has left. Its own jobs wake it at once."""
PRUNE_EVERY_S = 3_600

SaysProgress = Callable[[int, int], Awaitable[None]]
"""Called with how many parts of the work are done, and of how many."""
Work = Callable[[asyncpg.Connection, Mapping[str, Any], SaysProgress], Awaitable[str]]
"""Does a job, given what was asked for, and returns its result as JSON. The connection is the job's own. Work
must not hold the event loop for longer than 20 ms at a time."""
Works = Mapping[str, Work]
"""By kind of job."""


class Cancelled(Exception):
    """Somebody has cancelled the job: whoever does it is told so by `say_progress`."""


async def add(
    tx: AsyncConnection, city_id: str, operator_id: str, job_id: UUID, kind: str, asked: str
) -> None:
    """Ask for a job. Raises TooManyJobs. Whoever calls this sets `wake` after the commit."""
    rules.check_open(await store.count_open(tx, operator_id))
    await store.add(tx, city_id, operator_id, job_id, kind, asked)


async def do_all(dsn: str, engine: AsyncEngine, wake: asyncio.Event, works: Works) -> None:
    """Do jobs until cancelled, each time `wake` is set or LOOK_EVERY_S have passed."""
    while True:
        wake.clear()
        try:
            while await do_next(dsn, engine, works):
                pass
        except Exception as error:
            if outage_of(error) is None:
                raise
            logger.warning("jobs_postponed", **described(error))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY_S):
                await wake.wait()


async def do_next(dsn: str, engine: AsyncEngine, works: Works) -> bool:
    """Do the oldest job that nobody does. Returns whether there was one.

    While nothing is asked for, this is one statement on a connection of the pool.
    """
    async with engine.connect() as tx:
        job_ids = await store.open_ids(tx)
    if not job_ids:
        return False
    connection = await connect(dsn)
    try:
        for job_id in job_ids:
            job = await store.take(connection, job_id)
            if job is not None:
                await _do(connection, engine, works, job)
                return True
    finally:
        # Not closed: a cancelled job has statements under way, whose end nobody waits for.
        connection.terminate()
    return False


async def _do(connection: asyncpg.Connection, engine: AsyncEngine, works: Works, job: Job) -> None:
    """Do a job that the connection holds. One that fails is over; one during which the database goes away is
    begun anew."""

    async def say_progress(done: int, total: int) -> None:
        async with engine.begin() as tx:
            if not await store.set_progress(tx, job.job_id, done, total):
                raise Cancelled

    state: rules.State = "failed"
    result = None
    if job.tries > rules.TRIES_MAX:
        logger.error("job_given_up", job_id=str(job.job_id), kind=job.kind, tries=job.tries - 1)
    else:
        try:
            result = await works[job.kind](connection, job.asked, say_progress)
            state = "done"
        except Cancelled:
            logger.info("job_cancelled", job_id=str(job.job_id), kind=job.kind)
            return
        except Exception as error:
            if outage_of(error) is not None:
                raise
            if connection.is_closed() or isinstance(error, asyncpg.InternalClientError):
                # What the driver says of a connection that ended in the midst of something.
                raise ConnectionError("the connection that holds the job has ended") from error
            logger.exception("job_failed", job_id=str(job.job_id), kind=job.kind)
    async with engine.begin() as tx:
        await store.end(tx, job.job_id, state, result)


def pruning(engine: AsyncEngine) -> Coroutine[Any, Any, None]:
    """Work that deletes jobs that were over long ago, until cancelled."""

    async def prune() -> None:
        async with engine.begin() as tx:
            await store.prune(tx, rules.KEPT_FOR)

    return every(PRUNE_EVERY_S, "jobs_not_pruned", prune)
