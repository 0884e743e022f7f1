"""The event door of the statement: postings become lines and balances, levels are shown."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.statement import rules, store
from shared.events.heard import Heard, newest
from shared.events.rewards import LevelReached, PointsPosted


async def on_points_posted(tx: AsyncConnection, batch: Sequence[Heard[PointsPosted]]) -> None:
    """Add new postings to accounts and statements. At most six SQL statements, however long the batch."""
    accounts = await store.lock_accounts(tx, {heard.event.rider_id: heard.event.city_id for heard in batch})
    sources = await store.read_sources(tx, {(heard.event.rider_id, heard.event.source) for heard in batch})
    lines, changed_accounts, newest_postings = rules.book(batch, accounts, sources)
    if not newest_postings:
        return
    await store.keep_sources(tx, newest_postings)
    await store.add_lines(tx, lines)
    await store.keep_accounts(tx, changed_accounts)


async def on_levels_reached(tx: AsyncConnection, batch: Sequence[Heard[LevelReached]]) -> None:
    """Keep the newest level of each rider."""
    await store.keep_levels(tx, newest(batch, lambda level: level.rider_id))
