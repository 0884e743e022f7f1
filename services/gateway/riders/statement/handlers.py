"""The event door of the statement: postings become lines and balances, levels are shown."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.statement import rules, store
from shared.events.heard import Heard, newest
from shared.events.rewards import LevelReached, PointsPosted


async def on_points_posted(tx: AsyncConnection, batch: Sequence[Heard[PointsPosted]]) -> None:
    """Add to accounts and statements what is new of these postings. At most six statements."""
    accounts = await store.lock_accounts(tx, {each.event.rider_id: each.event.city_id for each in batch})
    given = await store.given_by(tx, [each.event.source for each in batch])
    lines, changed, latest = rules.book(batch, accounts, given)
    if not latest:
        return
    await store.keep_sources(tx, latest)
    await store.add_lines(tx, lines)
    await store.keep_accounts(tx, changed)


async def on_levels_reached(tx: AsyncConnection, batch: Sequence[Heard[LevelReached]]) -> None:
    """Show the newest level of each rider."""
    await store.keep_levels(tx, newest(batch, lambda level: level.rider_id))
