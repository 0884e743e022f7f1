"""Event door of zones: what each is called, and in which zone it lies."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.zones import store
from shared.events.heard import Heard, newest
from shared.events.trips import ZoneReported


async def on_zones_reported(tx: AsyncConnection, batch: Sequence[Heard[ZoneReported]]) -> None:
    """Upsert zones. A challenge that is published first later keeps what lies in its zones."""
    zones = [heard.event for heard in newest(batch, lambda zone: zone.zone_id).values()]
    await store.remember(tx, zones)
