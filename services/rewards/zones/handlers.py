"""Event door of zones: in which zone each one lies."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.zones import store
from shared.events.heard import Heard, newest
from shared.events.trips import ZoneReported


async def on_zones_reported(tx: AsyncConnection, batch: Sequence[Heard[ZoneReported]]) -> None:
    """Upsert zones. A tariff that is published later resolves districts by them."""
    zones = [heard.event for heard in newest(batch, lambda zone: zone.zone_id).values()]
    await store.remember(tx, zones)
