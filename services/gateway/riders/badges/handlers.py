"""The event door of badges: the newest state of each is kept."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.badges import store
from shared.events.heard import Heard, newest
from shared.events.rewards import BadgeEarned


async def on_badges_earned(tx: AsyncConnection, batch: Sequence[Heard[BadgeEarned]]) -> None:
    """Keep the newest state of each rider's badges."""
    await store.keep(tx, newest(batch, lambda badge: (badge.rider_id, badge.badge_id)).values())
