"""The clock's part in verdicts: live trips that nothing is heard of any more, trips that lapse, and traces
that take no more points."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.trips.deadlines import store
from services.trips.deadlines.store import Due
from services.trips.rules import KeptTrip
from services.trips.trace_chunks import store as chunks
from services.trips.verdicts.actions import GameNow, judge_again, spans_of
from services.trips.verdicts.store import lock_riders
from shared.periodic import every

KEEP_EVERY_S = 20
"""Verdicts follow the clock within a minute."""
LOT = 200
"""Trips that one transaction judges again, or closes."""
Read = Callable[[AsyncConnection], Awaitable[list[KeptTrip]]]


async def keep(engine: AsyncEngine, game_now: GameNow, now: datetime) -> None:
    """Judge again all trips that are due, and delete the points of traces that are closed: a lot in each
    transaction, each trip once. Several processes may do so at a time: a rider whom another one has locked
    is left to it, or to the next time."""
    last: Due | None = None
    lot: Sequence[Due] = ()
    while last is None or len(lot) == LOT:
        async with engine.begin() as tx:
            lot = await store.due(tx, now, LOT, last)
            strikes = await store.lock_free(tx, {each.rider_id for each in lot})
            spans = spans_of(each for each in lot if each.rider_id in strikes)
            if spans:
                await judge_again(tx, await game_now(tx), spans, strikes, now)
        if not lot:
            break
        last = lot[-1]
    closed = LOT
    while closed == LOT:
        async with engine.begin() as tx:
            closed = await chunks.close(tx, now, LOT)


async def keeping(engine: AsyncEngine, game_now: GameNow, clock: Callable[[], datetime]) -> None:
    """Do so again and again, by this clock."""
    await every(KEEP_EVERY_S, "deadlines_postponed", lambda: keep(engine, game_now, clock()))


async def read_as_of(engine: AsyncEngine, game_now: GameNow, read: Read, now: datetime) -> list[KeptTrip]:
    """The trips that `read` finds, as they are judged at `now`: those that are due are judged again first."""
    async with engine.connect() as tx:
        trips = await read(tx)
    due = [trip for trip in trips if trip.due_at and trip.due_at <= now]
    if not due:
        return trips
    spans = spans_of(due)
    async with engine.begin() as tx:
        game = await game_now(tx)
        strikes = (await lock_riders(tx, game.city_id, spans.keys())).strikes
        await judge_again(tx, game, spans, strikes, now)
        return await read(tx)
