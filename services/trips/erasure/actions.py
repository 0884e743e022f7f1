"""Riders are erased: what is open is cancelled, where they rode is deleted, and their trips go on under
random names, as they are."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.erasure import store
from services.trips.own_traces.actions import LOT, forget_lot
from services.trips.replayed.store import keep_ways
from services.trips.store import withdraw
from services.trips.stored_traces.store import kept_of
from services.trips.trace_chunks.store import delete_points
from services.trips.verdicts.actions import Game, judge_all_again
from services.trips.verdicts.rules import Strikes
from services.trips.verdicts.store import forget_riders, lock_riders
from shared.erased.store import forget_answers, keep_hashes


async def erase(tx: AsyncConnection, game: Game, rider_ids: Collection[UUID], now: datetime) -> None:
    """Delete what is personal of these riders, and cut whose their trips were. What counts goes on counting,
    and nothing judges it again. Who was erased before is passed over."""
    await keep_ways(tx)
    locked = await lock_riders(tx, game.city_id, rider_ids, "UPDATE")
    riders = sorted({*rider_ids} - locked.erased)
    # First, so that what is judged now is judged by the points of before, and looked for by no device.
    await delete_points(tx, await store.live_trips(tx, riders), now)
    await store.forget_devices(tx, riders)
    await _cancel_open(tx, game, riders, locked.strikes, now)
    kept = await kept_of(tx, riders)
    for place in range(0, len(kept), LOT):
        await forget_lot(tx, game, kept[place : place + LOT], now)
        await asyncio.sleep(0)  # a lot takes a while, and requests wait
    await store.forget_words(tx, riders)
    await store.sever(tx, {rider_id: uuid4() for rider_id in riders})
    await forget_answers(tx, rider_ids)
    await keep_hashes(tx, game.city_id, riders)
    await forget_riders(tx, riders)


async def _cancel_open(
    tx: AsyncConnection, game: Game, riders: Collection[UUID], strikes: Strikes, now: datetime
) -> None:
    """Cancel what these riders are riding, as they could."""
    trips = await store.open_trips(tx, riders)
    if trips:
        await withdraw(tx, [trip.trip_id for trip in trips], "cancelled", None)
        await judge_all_again(tx, game, trips, strikes, now)
