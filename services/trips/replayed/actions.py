"""Ways of phones' trips are known again when they are told once more."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.limits.rules import REPLAY_DAYS_MAX
from services.trips.replayed import store
from services.trips.replayed.rules import Traced, is_told_again, traced_of
from services.trips.tellings import store as tellings
from services.trips.tellings.rules import seen
from services.trips.verdicts.actions import Game


async def told_before(
    tx: AsyncConnection, game: Game, trip_ids: Collection[UUID], now: datetime
) -> dict[UUID, frozenset[UUID]]:
    """Of these trips, whose traces may have changed, and of those that may be told again of them: the earlier
    trips whose way each is. Ways of merged, voided and cancelled trips count."""
    if not trip_ids:
        return {}
    traced = await _told(tx, game, trip_ids, now)
    fresh = _with_way(traced)
    await store.set_ways(
        tx,
        game.city_id,
        [(trip_id, game.known_again.of_cells(each.cells), *each.span) for trip_id, each in fresh.items()],
    )
    later = {each.other_id for each in await _near(tx, game, fresh, later=True)}
    held = set(await store.held_beside(tx, trip_ids))
    traced |= await _told(tx, game, (later | held) - traced.keys(), now)
    return await _compared(tx, game, traced, now)


async def earlier_of(
    tx: AsyncConnection, game: Game, trip_ids: Collection[UUID], now: datetime
) -> dict[UUID, frozenset[UUID]]:
    """Of these trips, those that a phone told with a trace: the earlier trips whose way each is, as
    `told_before` finds them. Nothing is written."""
    return await _compared(tx, game, await _told(tx, game, trip_ids, now), now)


async def _compared(
    tx: AsyncConnection, game: Game, traced: Mapping[UUID, Traced | None], now: datetime
) -> dict[UUID, frozenset[UUID]]:
    """The earlier trips whose way each of these is."""
    judged = _with_way(traced)
    pairs = await _near(tx, game, judged, later=False)
    others = judged | _with_way(await _told(tx, game, {each.other_id for each in pairs} - judged.keys(), now))
    # What was judged of a trip whose trace is deleted stays.
    found = {trip_id: set[UUID]() for trip_id in traced} | await _of_deleted(tx, game, judged, others)
    for each in pairs:
        one, other = judged[each.trip_id], others.get(each.other_id)
        await asyncio.sleep(0)  # to compare two ways takes some milliseconds, and requests wait
        if other is not None and is_told_again(one, other):
            found[each.trip_id].add(each.other_id)
    return {trip_id: frozenset(partners) for trip_id, partners in found.items()}


async def _of_deleted(
    tx: AsyncConnection, game: Game, judged: Mapping[UUID, Traced], known: Mapping[UUID, Traced]
) -> dict[UUID, set[UUID]]:
    """The earlier trips that each of these is held for and whose traces have been deleted since: what was
    judged by them stays."""
    before = {trip_id for each in judged.values() for trip_id in each.before} - known.keys()
    kept = await tellings.of_ids(tx, before, game.timezone) if before else []
    deleted = {each.trip.trip_id for each in kept if each.telling.trace is None}
    return {trip_id: set(each.before & deleted) for trip_id, each in judged.items()}


def _with_way(told: Mapping[UUID, Traced | None]) -> dict[UUID, Traced]:
    return {trip_id: each for trip_id, each in told.items() if each is not None}


async def _told(
    tx: AsyncConnection, game: Game, trip_ids: Iterable[UUID], now: datetime
) -> dict[UUID, Traced | None]:
    """Those of these trips that a phone told with a trace; None for one whose way is too short to know it
    again."""
    kept = await tellings.of_ids(tx, trip_ids, game.timezone)
    found: dict[UUID, Traced | None] = {}
    for each in await game.stand(tx, game.city_id, game.limits_of, game.zones, kept, now):
        view = seen(each.telling, game.limits_of, now)
        is_open = view.is_open and each.telling.withdrawn is None
        if view.trace is None or is_open or each.telling.way != "phone":
            continue
        before = each.others.get("replayed", frozenset())
        found[view.trip_id] = traced_of(view, game.known_again.centre, before)
    return found


async def _near(
    tx: AsyncConnection, game: Game, told: dict[UUID, Traced], *, later: bool
) -> list[store.Near]:
    """The trips that pass near the cells of each of these, and share no time with it: those that began in the
    days before it, or after."""
    asked = []
    for trip_id, each in told.items():
        began_at, ended_at = each.span
        # Limits are those of the later trip, so those of the earlier say too little of how far ahead to look.
        days = timedelta(days=REPLAY_DAYS_MAX if later else each.view.limits.replay_days)
        span = (ended_at, began_at + days) if later else (began_at - days, began_at)
        asked += [(trip_id, game.known_again.of_cells(cells), *span) for cells in each.near]
    return await store.near(tx, asked) if asked else []
