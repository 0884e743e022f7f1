"""What public_value does when a trip is judged or points are posted: the rollups move by the difference."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.rollups import rules, store
from shared.events.heard import Heard, newest
from shared.events.rewards import PointsPosted
from shared.events.trips import TripJudged


async def on_trips_judged(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
    """Move the difference that these trips make into cells and shares.

    Four statements, however long the batch. Safe to run twice and in any order: of each trip only a
    higher revision than the known one changes anything.
    """
    city_id = batch[0].event.city_id
    trips = [heard.event for heard in newest(batch, lambda trip: trip.trip_id).values()]
    gains = rules.trip_gains(await store.remember_trips(tx, city_id, trips))
    await store.add_to_cells(tx, city_id, gains.cells)
    await store.add_to_shares(tx, city_id, gains.shares)
    # Of the shares too: a trip that changed riders would leave every sum as it was.
    await _stamp(tx, city_id, batch, {share[0] for share in gains.shares} | {cell[0] for cell in gains.cells})


async def on_points_posted(tx: AsyncConnection, batch: Sequence[Heard[PointsPosted]]) -> None:
    """Move the difference in what sources have given into the cells of their day and zone."""
    city_id = batch[0].event.city_id
    last = newest(batch, lambda posting: (posting.rider_id, posting.source))
    postings = [heard.event for heard in last.values()]
    gains = rules.points_gains(await store.remember_points(tx, city_id, postings))
    await store.add_to_cells(tx, city_id, gains)
    await _stamp(tx, city_id, batch, {cell[0] for cell in gains})


async def _stamp(tx: AsyncConnection, city_id: str, batch: Sequence[Heard[Any]], days: set[date]) -> None:
    months = {day.replace(day=1) for day in days}
    await store.stamp_months(tx, city_id, months, max(heard.time for heard in batch))
