"""What public_value does when a zone is reported."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.zones import store
from shared.events.heard import Heard, newest
from shared.events.trips import ZoneReported


async def on_zones_reported(tx: AsyncConnection, batch: Sequence[Heard[ZoneReported]]) -> None:
    """Upsert zones. Districts are added up when somebody reads, so a zone may come after its trips."""
    zones = [heard.event for heard in newest(batch, lambda zone: zone.zone_id).values()]
    await store.remember_zones(tx, zones)
