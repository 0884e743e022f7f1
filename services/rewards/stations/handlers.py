"""Event door of stations, which badges ask for: where each lies, how high, and when it is in service."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.stations import store
from shared.events.heard import Heard, newest
from shared.events.trips import StationReported


async def on_stations_reported(tx: AsyncConnection, batch: Sequence[Heard[StationReported]]) -> None:
    """Upsert stations: elevation, zone, and since when they are in service."""
    stations = [heard.event for heard in newest(batch, lambda station: station.station_id).values()]
    first_valid: dict[str, datetime] = {}
    for _, _, station in batch:
        first = first_valid.get(station.station_id, station.valid_from)
        first_valid[station.station_id] = min(first, station.valid_from)
    await store.remember(tx, stations, first_valid)
