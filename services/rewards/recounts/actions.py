"""Work something out anew for the riders of whom something has changed: behind the transactions of trips."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.ledger.store import hold_free_ones
from services.rewards.recounts import store
from services.rewards.stations.actions import KnownCity, read_city
from shared.settings import ServiceSettings

EVENTS_MAX, RIDERS_MAX = 500, 200
"""One transaction goes through at most so many events of the log, so many riders who were asked for, and as
many riders of the walk through all."""

OfRiders = Callable[
    [AsyncConnection, ServiceSettings, KnownCity, Sequence[UUID]], Awaitable[Collection[UUID]]
]
"""Works something out for these riders, who are sorted. Returns those whose accounts others hold: they wait
for the next time."""


async def recount(engine: AsyncEngine, settings: ServiceSettings, name: str, of_riders: OfRiders) -> None:
    """Work something out for all riders who wait for it, some at a time."""
    while await _next(engine, settings, name, of_riders):
        pass


async def _next(engine: AsyncEngine, settings: ServiceSettings, name: str, of_riders: OfRiders) -> bool:
    """One transaction of this. Returns whether there may be more."""
    async with engine.begin() as tx:
        before = await store.begin(tx, name)
        if before is None:
            return False
        city = await read_city(tx, settings)
        walked_to = store.FIRST if city.digest != before.map_digest else before.walked_to
        position, riders = await store.changed(tx, before.position, EVENTS_MAX)
        # Who has the locks on accounts asks for recounts. So a recount waits for no account, and takes only
        # the requests of those that it holds: of the others it may not see yet what has changed.
        asked = await hold_free_ones(tx, await store.asked(tx, name, RIDERS_MAX))
        await store.take(tx, name, asked)
        walked: Sequence[UUID] = []
        if walked_to is not None:
            walked, walked_to = await store.walk(tx, walked_to, RIDERS_MAX)
        waiting = sorted(riders.union(asked, walked))
        busy: Collection[UUID] = ()
        if waiting:
            busy = await of_riders(tx, settings, city, waiting)
        if busy:
            await store.ask(tx, name, sorted(busy))
        after = store.Recount(name, position, city.digest, walked_to)
        if after != before:
            await store.keep(tx, after)
    return len(busy) < len(waiting) or after != before
