"""Summaries, batched (the dataloader pattern): requests that come while one statement runs share the next."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.riders.summary import store
from services.gateway.riders.summary.store import Summary
from shared import tracing

RIDERS_MAX = 100
"""Most riders whom one statement reads."""

ReadMany = Callable[[Collection[UUID]], Awaitable[Mapping[UUID, Summary]]]
ReadOne = Callable[[UUID], Awaitable[Summary]]
Question = tuple[UUID, asyncio.Future[Summary]]


def summaries(reads: AsyncEngine, zone: ZoneInfo) -> ReadOne:
    """A function that reads a rider's summary. `zone` is the city's time zone."""

    async def read(rider_ids: Collection[UUID]) -> Mapping[UUID, Summary]:
        now = datetime.now(UTC)
        async with reads.connect() as tx:
            return await store.read_summaries(tx, rider_ids, now, now.astimezone(zone).date())

    return gathered(read)


def gathered(read: ReadMany) -> ReadOne:
    """A function that reads for one rider, made from one that reads for many.

    An idle gateway reads for one rider at once; a busy one reads seldom and for many. Every answer was read
    after it was asked for. An error of `read` is raised for all riders of that batch.
    """
    waiting: list[Question] = []
    reading: asyncio.Task[None] | None = None

    async def read_all() -> None:
        while waiting:
            questions = waiting[:RIDERS_MAX]
            del waiting[:RIDERS_MAX]
            await _answer(read, questions)

    async def ask(rider_id: UUID) -> Summary:
        nonlocal reading
        answer: asyncio.Future[Summary] = asyncio.get_running_loop().create_future()
        waiting.append((rider_id, answer))
        if reading is None or reading.done():
            reading = tracing.shared_work(read_all())
        return await answer

    return ask


async def _answer(read: ReadMany, questions: Collection[Question]) -> None:
    # A client that disconnected has cancelled its future; it is skipped.
    try:
        by_rider = await read({rider_id for rider_id, _ in questions})
        for rider_id, answer in questions:
            if not answer.done():
                answer.set_result(by_rider[rider_id])
    except Exception as error:
        for _, answer in questions:
            if not answer.done():
                answer.set_exception(error)
