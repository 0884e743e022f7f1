"""Reads of one kind, gathered: what is asked for while a read runs, the next one brings for all at once."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeVar
from uuid import UUID

RIDERS_MAX = 100
"""Most riders of one read."""

Found = TypeVar("Found")
Asked = tuple[UUID, asyncio.Future[Found]]


def gathered(
    read: Callable[[Collection[UUID]], Awaitable[Mapping[UUID, Found]]],
) -> Callable[[UUID], Awaitable[Found]]:
    """A function that reads for one rider, made from one that reads for many.

    An idle gateway asks for one rider at a time and nobody waits; a busy one asks seldom and for many. What
    is answered was read after it was asked for. What `read` raises, all who were waiting for it get.
    """
    waiting: list[Asked[Found]] = []
    reading: asyncio.Task[None] | None = None

    async def read_all() -> None:
        while waiting:
            asked = waiting[:RIDERS_MAX]
            del waiting[:RIDERS_MAX]
            await _answer(read, asked)

    async def ask(rider_id: UUID) -> Found:
        nonlocal reading
        answer: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        waiting.append((rider_id, answer))
        if reading is None or reading.done():
            reading = asyncio.create_task(read_all())
        return await answer

    return ask


async def _answer(
    read: Callable[[Collection[UUID]], Awaitable[Mapping[UUID, Found]]], asked: Collection[Asked[Found]]
) -> None:
    # Who has gone meanwhile has cancelled its future.
    try:
        found = await read({rider_id for rider_id, _ in asked})
        for rider_id, answer in asked:
            if not answer.done():
                answer.set_result(found[rider_id])
    except Exception as error:
        for _, answer in asked:
            if not answer.done():
                answer.set_exception(error)
