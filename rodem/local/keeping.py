"""A server process that is started again whenever it ends, until whoever started it is done."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from rodem.local.postgres_binaries import CannotStart
from shared.cancelling import cancel_all

RETRY_S = 2.0
CANCEL_AGAIN_S = 6.0
"""How long a restart may take to end what it has begun: PostgreSQL stops in at most 5 s, Kafka in 3 s."""


class Listening(Protocol):
    """A server that listens on a port."""

    @property
    def port(self) -> int:
        """The port, which stays the same when the server is started again."""


S = TypeVar("S", bound=Listening)


@asynccontextmanager
async def kept(
    name: str,
    server: S,
    until_lost: Callable[[S], Awaitable[None]],
    restart: Callable[[S], Awaitable[S]],
    stop: Callable[[S], Awaitable[None]],
    say: Callable[[str], None],
    replaced: Callable[[S], None],
) -> AsyncIterator[None]:
    """Restart the server whenever it is lost, and give the new one to `replaced`. Stop it after the block.

    The block stops the server, not the task that restarts it: a task that is cancelled before its first step
    never comes to its `finally`.
    """
    say(f"{name} ready on port {server.port}")
    current = server

    async def restart_for_ever() -> None:
        nonlocal current
        while True:
            await until_lost(current)
            say(f"{name} is gone; starting it again")
            try:
                current = await restart(current)
            except (CannotStart, OSError) as reason:
                say(str(reason))
                await asyncio.sleep(RETRY_S)
                continue
            say(f"{name} ready on port {current.port}")
            replaced(current)

    restarting = asyncio.create_task(restart_for_ever())
    try:
        yield
    finally:
        await cancel_all([restarting], CANCEL_AGAIN_S)
        await stop(current)
