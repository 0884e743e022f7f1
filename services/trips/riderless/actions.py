"""Rides of locks that name no rider become the rider's whose phone tells of them, by one worker."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.trips.riderless import rules, store
from services.trips.rules import NOBODY, KeptTrip
from services.trips.tellings.rules import Telling
from services.trips.tellings.store import Kept, around, of_ids
from services.trips.verdicts.actions import READ_AROUND, Game, GameNow, give, judge_again
from services.trips.verdicts.rules import Span, joined
from services.trips.verdicts.store import lock_riders

SEARCHES_AT_ONCE_MAX = 100
PAUSE_S = 0.1
"""Shortest pause between two looks at the searches, in seconds."""
WAIT_S = 20
"""Longest wait before it is looked for searches that another process has noted, in seconds."""


async def searching(
    engine: AsyncEngine, game_now: GameNow, clock: Callable[[], datetime], wake: asyncio.Event
) -> None:
    """Wait until `wake` is set, or `WAIT_S`; then look for riders until no search is left."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(WAIT_S):
            await wake.wait()
    wake.clear()
    while await search(engine, game_now, clock()):
        pass


async def search(engine: AsyncEngine, game_now: GameNow, now: datetime) -> int:
    """Find the riders of rides without rider for the next searches. Returns how many searches it took.

    A telling and the search for what it changes commit together, and a search sees all that was committed
    before it. So of two tellings that come at the same time the later search sees both.
    """
    async with engine.begin() as tx:
        searches = await store.take_searches(tx, SEARCHES_AT_ONCE_MAX)
        if searches:
            await _match(tx, await game_now(tx), searches, now)
            await store.end_searches(tx, searches)
    return len(searches)


async def _match(tx: AsyncConnection, game: Game, searches: Sequence[store.Search], now: datetime) -> None:
    """Make rides without rider the trips of who rode them. Riders are locked before rides, as everywhere."""
    ridden = await store.rides_near(tx, searches)
    if not ridden:
        return
    riders = await store.riders_near(tx, ridden)
    if not riders.spans:
        return
    strikes = (await lock_riders(tx, game.city_id, riders.known)).strikes if riders.known else {}
    locked = await store.lock_rides(tx, [ride.trip_id for ride in ridden], game.timezone)
    rides = {ride_id: each for ride_id, each in locked.items() if _is_riderless(each)}
    # Who has got a ride meanwhile is not locked here, and has a search of its own.
    rides = {
        ride_id: each for ride_id, each in rides.items() if each.trip.rider_id in {*riders.known, NOBODY}
    }
    if not rides:
        return
    riders_now = await _riders_now(tx, game, rides, riders, now)
    trips = {ride_id: each.trip for ride_id, each in rides.items()}
    moved = {
        ride_id: rider_id for ride_id, rider_id in riders_now.items() if rider_id != trips[ride_id].rider_id
    }
    if not moved:
        return
    before = [trips[ride_id] for ride_id in moved]
    await store.forget_appeals(tx, list(moved))
    await give(tx, [(trip, moved[trip.trip_id]) for trip in before])
    await judge_again(tx, game, _spans(before, moved), strikes, now, known_riders=True)


async def whose_by(
    tx: AsyncConnection, game: Game, searches: Sequence[store.Search], now: datetime
) -> list[tuple[Kept, UUID]]:
    """The rides without rider around these, and whose each is by the limits of a game; `NOBODY` for nobody's.
    Nothing is locked or written."""
    ridden = await store.rides_near(tx, searches)
    if not ridden:
        return []
    kept = await of_ids(tx, [ride.trip_id for ride in ridden], game.timezone)
    rides = {each.trip.trip_id: each for each in kept if _is_riderless(each)}
    riders = await _riders_now(tx, game, rides, await store.riders_near(tx, ridden), now)
    return [(each, riders[trip_id]) for trip_id, each in rides.items()]


def _is_riderless(ride: Kept) -> bool:
    return ride.telling.rider_id is None and ride.telling.is_told


async def _riders_now(
    tx: AsyncConnection, game: Game, rides: dict[UUID, Kept], riders: store.RidersNear, now: datetime
) -> dict[UUID, UUID]:
    """Whose each of these rides is; `NOBODY` for nobody's, and for one that an erased rider rode."""
    told = await _told_around(tx, game, rides, riders.spans)
    found = rules.riders_of([each.telling for each in rides.values()], told, game.limits_of, now)
    return {ride_id: NOBODY if rider_id in riders.erased else rider_id for ride_id, rider_id in found.items()}


async def _told_around(
    tx: AsyncConnection, game: Game, rides: dict[UUID, Kept], riders: dict[UUID, Span]
) -> dict[UUID, list[Telling]]:
    """What is told of these riders around these rides, by rider, without the rides."""
    wider = {
        rider_id: (since - READ_AROUND, until + READ_AROUND) for rider_id, (since, until) in riders.items()
    }
    told: dict[UUID, list[Telling]] = {rider_id: [] for rider_id in riders}
    for each in await around(tx, wider, game.timezone):
        if each.trip.trip_id not in rides:
            told[each.trip.rider_id].append(each.telling)
    return told


def _spans(before: Sequence[KeptTrip], moved: dict[UUID, UUID]) -> dict[UUID, Span]:
    """The spans of rides that become others', of who had them and of who gets them."""
    return joined(
        (rider_id, trip.started_at, trip.ended_at)
        for trip in before
        for rider_id in {trip.rider_id, moved[trip.trip_id]} - {NOBODY}
    )
