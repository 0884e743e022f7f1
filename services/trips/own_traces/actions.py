"""Riders read and delete the traces of their trips, and traces that are old are deleted."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.trips.cross_checks.actions import look_for
from services.trips.deadlines.store import lock_free
from services.trips.limits import store as limits_store
from services.trips.limits.rules import Version, replay_days_of
from services.trips.own_traces import rules, store
from services.trips.own_traces.rules import NoTrace, OwnTrace
from services.trips.replayed import store as replayed
from services.trips.riderless import store as riderless
from services.trips.riderless.store import Search
from services.trips.rules import LATE_AFTER, NO_TRIP_OF_RIDER, VehicleType
from services.trips.store import rider_trip
from services.trips.stored_traces import store as places
from services.trips.stored_traces.store import Due
from services.trips.tellings import store as tellings
from services.trips.tellings.rules import Telling, seen
from services.trips.tellings.store import Kept
from services.trips.trace_chunks import store as chunks
from services.trips.trace_chunks.rules import HeardOf
from services.trips.traces.rules import Remains
from services.trips.verdicts.actions import (
    JUDGED_AROUND,
    READ_AROUND,
    Game,
    GameNow,
    around,
    judge_again,
)
from services.trips.verdicts.rules import Span, rounds
from services.trips.verdicts.store import lock_rider
from shared.http.owned import owned
from shared.http.problems import Unavailable
from shared.outages import outage_of
from shared.periodic import every
from shared.settings import NotConfigured

PRUNE_EVERY_S = 600
"""How often it is looked for what is older than it is kept."""
LOT = 50
"""Traces that are deleted in one transaction."""
WAYS = 1_000
"""Rows by which ways are known again that are deleted in one transaction."""
LOOKS_MAX, LOOKS_S = 5, 5
"""How often, and for how many seconds, a deletion lets its trace be compared with others', if more is told of
it meanwhile."""


async def read(tx: AsyncConnection, rider_id: UUID, trip_id: UUID) -> OwnTrace:
    """The trace of a rider's trip: its own, or that of the phone that is merged into it; of several the one
    with most places. Until no more points are taken it is all points that have come. Raises NotFound, and
    NoTrace."""
    trip = await rider_trip(tx, rider_id, trip_id)
    trip_ids = [trip_id, *(await store.merged_into(tx, trip) if trip else ())]
    heard = await chunks.of_trips(tx, trip_ids)
    if trip is None:
        _check_heard_of(heard.get(trip_id), rider_id)
    raw = await chunks.points_of(tx, [each for each in trip_ids if each in heard])
    stored = await store.traces_of(tx, trip_ids)
    found = [
        OwnTrace(each, points=raw[each]) if each in raw else OwnTrace(each, trace=stored.get(each))
        for each in trip_ids
    ]
    # The trip's own comes first, however short it is.
    told = [each for each in found if each.points is not None or each.trace is not None]
    if not told:
        text = "No trace was told of this trip."
        if stored or any(each.points for each in heard.values()):
            text = "The places of this trip are deleted. Its figures and verdict stay."
        raise NoTrace(text)
    own = [each for each in told if each.trip_id == trip_id]
    return own[0] if own else max(told, key=lambda each: each.length)


def _check_heard_of(heard: HeardOf | None, rider_id: UUID) -> None:
    """Refuse (404) an id that names no trip, unless the rider's phone has told something of it."""
    owned(heard if heard and heard.rider_id == rider_id else None, NO_TRIP_OF_RIDER)


@dataclass(frozen=True)
class Asked:
    """Whose trace is to be deleted, of which trip, in which city and at which instant."""

    city_id: str
    rider_id: UUID
    trip_id: UUID
    now: datetime


async def delete_when_compared(
    engine: AsyncEngine, game_now: GameNow, asked: Asked, one_at_a_time: asyncio.Lock
) -> None:
    """Delete the trace of a rider's trip, after it was compared with those that were told before: who deletes
    at once is judged as who waits. `one_at_a_time` is the process's: who waits for a comparison holds a
    connection. Raises NotFound, TripOpen, and Unavailable where that takes long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOKS_S):
            for _ in range(LOOKS_MAX):
                async with engine.begin() as tx:
                    not_compared = await delete(tx, game_now, asked)
                if not not_compared:
                    return
                async with one_at_a_time:
                    await look_for(engine, game_now, not_compared, asked.now)
    raise Unavailable("This trip is still compared with others. Try again in a second.")


async def delete(tx: AsyncConnection, game_now: GameNow, asked: Asked) -> Collection[UUID]:
    """Delete places, paces and points of a rider's trip and of what is merged into it; what was judged by
    them stays. No more points are taken. Repeated, it changes nothing. Returns the trips whose traces are
    still to be compared with others', if there are some: nothing is deleted then. Raises NotFound and
    TripOpen.

    It waits for no comparison of others' ways. A way is added only of a trip that is still to be looked for,
    and until the rider's lock is free nobody wants another look for these.
    """
    strikes = await lock_rider(tx, asked.city_id, asked.rider_id)
    trip = await rider_trip(tx, asked.rider_id, asked.trip_id)
    if trip is None:
        await _delete_untold(tx, asked)
        return ()
    trip_ids = [trip.trip_id, *await store.merged_into(tx, trip)]
    if await store.is_looked_for(tx, trip_ids):
        return trip_ids
    heard = await chunks.of_trips(tx, trip_ids)
    game = await game_now(tx)
    spans = {asked.rider_id: (trip.started_at, trip.ended_at)}
    known = await around(tx, game, spans, asked.now)
    rules.check_ended(
        seen(each.telling, game.limits_of, asked.now) for each in known if each.trip.trip_id in trip_ids
    )
    if any(each.is_stale for each in heard.values()):
        await judge_again(tx, game, spans, strikes, asked.now)
        return trip_ids
    await chunks.delete_points(tx, list(heard), asked.now)
    await forget(tx, game, known, trip_ids, asked.now)
    await judge_again(tx, game, spans, strikes, asked.now)  # what waited for points waits no more
    return ()


async def _delete_untold(tx: AsyncConnection, asked: Asked) -> None:
    """Delete the points of an id that is no trip yet: one that was cancelled before its start came."""
    heard = (await chunks.of_trips(tx, [asked.trip_id])).get(asked.trip_id)
    _check_heard_of(heard, asked.rider_id)
    if heard and not heard.is_cancelled:
        raise rules.TripOpen("This trip is still open. End or cancel it first.")
    await chunks.delete_points(tx, [asked.trip_id], asked.now)


async def forget(
    tx: AsyncConnection, game: Game, known: Iterable[Kept], trip_ids: Collection[UUID], now: datetime
) -> None:
    """Delete the places of these trips, and by what their ways are known again. Figures and reasons stay.
    `known` are all trips of their riders around them; the riders are locked. None of these trips is still to
    be looked for, or `keep_ways` was called: a way that is added later would stay."""
    by_rider: dict[UUID, list[Telling]] = {}
    for each in known:
        by_rider.setdefault(each.trip.rider_id, []).append(each.telling)
    phones = [each for told in by_rider.values() for each in told if each.trip_id in trip_ids]
    rides = await _rides_near(tx, game, [each for each in phones if each.trace is not None])
    remains: dict[UUID, Remains] = {}
    for told in by_rider.values():
        ids = {each.trip_id for each in told}
        others = [ride for ride in rides if ride.trip_id not in ids]
        remains |= rules.remains_of(told, others, trip_ids, game.limits_of, now)
    if remains:
        await places.forget(tx, remains)


async def _rides_near(tx: AsyncConnection, game: Game, phones: Iterable[Telling]) -> list[Telling]:
    """The rides of locks that name no rider, of the vehicles that these phones name, at their time."""
    searches = [
        Search(0, each.operator_id, each.vehicle_id, each.started_at, each.ended_at or each.started_at)
        for each in phones
        if each.vehicle_id is not None
    ]
    if not searches:
        return []
    near = {ride.trip_id for ride in await riderless.rides_near(tx, searches)}
    return [each.telling for each in await tellings.of_ids(tx, near, game.timezone)]


async def check_days(engine: AsyncEngine, first: Version, trace_days: int, today: date) -> None:
    """Raise NotConfigured if places would be deleted while the limits still compare them; `first` are the
    limits of version 1. What cannot be asked now, while the database is away, is asked at the next start."""
    try:
        async with engine.connect() as tx:
            versions = await limits_store.read_versions(tx, first)
    except Exception as error:
        if outage_of(error) is None:
            raise
        return
    needed = replay_days_of(versions, today)
    if trace_days < needed:
        raise NotConfigured(
            f"RODEM_TRACE_DAYS is {trace_days}, and the limits compare ways of {needed} days (replay_days):"
            " set as many days, or put limits with fewer first"
        )


async def pruning(
    engine: AsyncEngine, game_now: GameNow, trace_days: int, clock: Callable[[], datetime]
) -> None:
    """Delete what is older than it is kept, again and again, by this clock."""
    await every(PRUNE_EVERY_S, "prune_postponed", lambda: prune(engine, game_now, trace_days, clock()))


async def prune(engine: AsyncEngine, game_now: GameNow, trace_days: int, now: datetime) -> None:
    """Delete the places of trips that ended, and were heard of, so many days ago, and by what ways are known
    again that no trip can be a replay of any more: a lot in each transaction. Several processes may do so at
    a time: a rider whom another one has locked is left to the next time."""
    last: Due | None = None
    lot: Sequence[Due] = ()
    while last is None or len(lot) == LOT:
        async with engine.begin() as tx:
            await replayed.keep_ways(tx)
            lot = await places.due(tx, now - timedelta(days=trace_days), LOT, last)
            strikes = await lock_free(tx, {each.rider_id for each in lot})
            if free := [each for each in lot if each.rider_id in strikes]:
                await forget_lot(tx, await game_now(tx), free, now)
        if not lot:
            break
        last = lot[-1]
    forgotten = WAYS
    while forgotten == WAYS:
        async with engine.begin() as tx:
            before = now - _compared(await game_now(tx), now)
            forgotten = await replayed.forget_ways(tx, before, WAYS)


async def forget_lot(tx: AsyncConnection, game: Game, lot: Sequence[Due], now: datetime) -> None:
    """Delete the places of these trips, as `forget` does."""
    spans: dict[UUID, list[Span]] = {}
    for each in lot:
        spans.setdefault(each.rider_id, []).append((each.started_at, each.ended_at))
    trip_ids = {each.trip_id for each in lot}
    for of_round in rounds(spans, READ_AROUND + JUDGED_AROUND):
        await forget(tx, game, await around(tx, game, of_round, now), trip_ids, now)


def _compared(game: Game, now: datetime) -> timedelta:
    """How long ago a trip began, at the least, of which nothing that is told from now on can be a replay:
    `replay_days` before the longest trip that is told as late as one may be."""
    latest = LATE_AFTER + JUDGED_AROUND
    days = range((latest // timedelta(days=1)) + 2)
    replay_days = max(
        game.limits_of(vehicle_type, (now - timedelta(days=ago)).date()).replay_days
        for ago in days
        for vehicle_type in get_args(VehicleType)
    )
    return latest + timedelta(days=replay_days)
