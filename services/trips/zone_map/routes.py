"""A FastAPI dependency: the process's cache of the zone map."""

from typing import Annotated

from fastapi import Depends, Request

from services.trips.zone_map.actions import KnownZones


async def _known_zones(request: Request) -> KnownZones:
    zones: KnownZones = request.state.zones
    return zones


Zones = Annotated[KnownZones, Depends(_known_zones)]
