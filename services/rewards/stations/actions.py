"""The city as it is known now: its stations, day by day, and its districts."""

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.stations import store
from services.rewards.stations.rules import Map, Station, district_of
from services.rewards.zones.store import read_parents
from shared.settings import ServiceSettings


class KnownCity(NamedTuple):
    """The map of stations, the district of each zone, and a digest of all that is known: another one after
    any change."""

    map: Map
    district_of_zone: Mapping[str, str]
    digest: str


async def read_city(tx: AsyncConnection, settings: ServiceSettings) -> KnownCity:
    """The city as it is known now. Two statements that read some hundreds of rows."""
    stations = await store.read(tx, settings.city_id, settings.timezone)
    parents = await read_parents(tx, settings.city_id)
    districts = {zone_id: district_of(zone_id, parents) or zone_id for zone_id in parents}
    known = [
        Station(each.station_id, each.from_on, each.until_on, district_of(each.zone_id, parents))
        for each in stations
    ]
    digest = sha256(repr((stations, sorted(parents.items()))).encode()).hexdigest()
    return KnownCity(Map(known), districts, digest)
