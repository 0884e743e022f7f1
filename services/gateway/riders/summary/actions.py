"""Summaries, batched (the dataloader pattern): requests that come while one statement runs share the next."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.riders.summary import store
from services.gateway.riders.summary.store import Summary
from shared import tracing
from shared.expiry.rules import Terms, upcoming
from shared.expiry.store import keep_start, read_terms
from shared.settings import ServiceSettings

RIDERS_MAX = 100
"""Most riders whom one statement reads."""

KEEP_EVERY_S = 30
"""How soon what could not be read of the terms of expiry is read again."""

ReadMany = Callable[[Collection[UUID]], Awaitable[Mapping[UUID, Summary]]]
ReadOne = Callable[[UUID], Awaitable[Summary]]
Question = tuple[UUID, asyncio.Future[Summary]]


@dataclass
class Expiry:
    """Since when points expire, as far as `keep_terms` has read it."""

    terms: Terms
    is_kept: bool = False
    """Whether it is kept that this process has started with its setting."""


async def keep_terms(
    engine: AsyncEngine, settings: ServiceSettings, months: int | None, expiry: Expiry
) -> None:
    """Keep that the gateway has started with this setting, and read since when it is so."""
    if expiry.is_kept:
        return
    async with engine.begin() as tx:
        await keep_start(tx, settings.city_id, months, settings.timezone)
        expiry.terms = await read_terms(tx)
    expiry.is_kept = True


def summaries(reads: AsyncEngine, zone: ZoneInfo, expiry: Expiry) -> ReadOne:
    """A function that reads a rider's summary. `zone` is the city's time zone."""

    async def read(rider_ids: Collection[UUID]) -> Mapping[UUID, Summary]:
        now = datetime.now(UTC)
        async with reads.connect() as tx:
            numbers = await store.read_summaries(tx, rider_ids, now, now.astimezone(zone).date())
            if next_ones := upcoming(expiry.terms, now):
                numbers = await store.add_expiring(tx, numbers, next_ones)
            return numbers

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
