"""Event door of stations: where badges ask for them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.stations import store
from shared.events.heard import Heard, newest
from shared.events.trips import StationReported


async def on_stations_reported(tx: AsyncConnection, batch: Sequence[Heard[StationReported]]) -> None:
    """Upsert stations: elevation, zone, and since when they are in service."""
    stations = [heard.event for heard in newest(batch, lambda station: station.station_id).values()]
    first_valid = {
        station.station_id: min(
            heard.event.valid_from for heard in batch if heard.event.station_id == station.station_id
        )
        for station in stations
    }
    await store.remember(tx, stations, first_valid)
