"""HTTP door of trips: the zones of the city."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import JSONResponse, Response

from services.trips import rules
from services.trips.answer_models import ZoneCounts
from services.trips.rules import Point
from services.trips.stations import store as store_stations
from services.trips.zone_map import rules as rules_zones
from services.trips.zone_map import store as store_zones
from services.trips.zone_map.rules import Zone
from shared.eventlog.outbox import publish
from shared.events.trips import ZoneReported
from shared.http import bodies
from shared.http.auth import Operator
from shared.http.documented import DRY_RUN, example, takes
from shared.http.web import Engine, Settings

router = APIRouter()


class ZoneProperties(BaseModel):
    """What we read of a feature's properties. `parent_id` names the zone that this one is a part of."""

    model_config = ConfigDict(extra="ignore")

    zone_id: bodies.Code
    name: Annotated[bodies.Text, Field(min_length=1, max_length=200)]
    parent_id: bodies.Code | None = None


class ZoneFeature(BaseModel):
    """A GeoJSON feature whose geometry is a Polygon or MultiPolygon of [lon, lat]."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["Feature"]
    properties: ZoneProperties
    geometry: Any = None


class ZoneCollection(BaseModel):
    """A GeoJSON FeatureCollection (RFC 7946) of zones."""

    model_config = ConfigDict(extra="ignore") | example(
        type="FeatureCollection",
        features=[
            {
                "type": "Feature",
                "properties": {"zone_id": "eixample", "name": "Eixample"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[2.15, 41.38], [2.18, 41.38], [2.18, 41.4], [2.15, 41.38]]],
                },
            }
        ],
    )

    type: Literal["FeatureCollection"]
    features: Annotated[list[ZoneFeature], Field(min_length=1, max_length=2_000)]


@router.put(
    "/v1/zones",
    operation_id="put_zones",
    response_model=ZoneCounts,
    openapi_extra=bodies.request_body(ZoneCollection) | takes(DRY_RUN),
)
async def put_zones(request: Request, caller: Operator, settings: Settings, engine: Engine) -> Response:
    """Tell what zones the city has. Those not named stay. Stations get their zones anew; a trip's were
    fixed when it was judged. `Prefer: dry-run` changes nothing."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    collection = bodies.validate(ZoneCollection, bodies.parse_object(raw))
    # In a thread, because a city's outlines take a while and other requests go on.
    given = await asyncio.to_thread(read_zones, collection)
    dry_run = bodies.is_dry_run(request)
    async with engine.connect() as tx:
        await store_zones.lock(tx)
        counts = await put(tx, settings.city_id, given)
        await (tx.rollback() if dry_run else tx.commit())
    return JSONResponse(counts, headers=bodies.preference_applied(request))


def read_zones(collection: ZoneCollection) -> list[Zone]:
    """The zones of a body. Raises ValidationError."""
    ids = [feature.properties.zone_id for feature in collection.features]
    first = {zone_id: i for i, zone_id in reversed(list(enumerate(ids)))}
    repeated = [i for i, zone_id in enumerate(ids) if first[zone_id] != i]
    if repeated:
        raise rules.refused(*((f"/features/{i}/properties/zone_id", "repeated") for i in repeated))
    shapes = rules_zones.shapes_of([feature.geometry for feature in collection.features])
    return [
        Zone(feature.properties.zone_id, feature.properties.name, shape, feature.properties.parent_id)
        for feature, shape in zip(collection.features, shapes, strict=True)
    ]


async def put(tx: AsyncConnection, city_id: str, given: Sequence[Zone]) -> dict[str, int]:
    """Keep these zones, give the stations theirs, and say what has changed. How many were what."""
    version, zones = await store_zones.every_zone(tx)
    known = {zone.zone_id: zone for zone in zones}
    positions = await store_stations.positions(tx)
    points = [Point(row.lat, row.lon) for row in positions]
    rules_zones.check_order_of_coordinates(given, points)
    placed = rules_zones.with_parents(given, known)
    changed = [zone for zone in placed if known.get(zone.zone_id) != zone]
    if changed:
        await store_zones.keep(tx, city_id, changed, version + 1)
        known |= {zone.zone_id: zone for zone in changed}
        found = rules_zones.zones_at(rules_zones.map_of(version + 1, known.values()), points)
        await store_stations.set_zones(tx, list(zip(positions, found, strict=True)))
        await publish(tx, await asyncio.to_thread(zone_events, city_id, changed, version + 1))
    new = len(known) - len(zones)
    return {"new": new, "changed": len(changed) - new, "unchanged": len(placed) - len(changed)}


def zone_events(city_id: str, zones: Sequence[Zone], revision: int) -> list[ZoneReported]:
    """Zones as others may draw them."""
    return [
        ZoneReported(
            city_id=city_id,
            zone_id=zone.zone_id,
            revision=revision,
            name=zone.name,
            parent_id=zone.parent_id,
            outline=rules_zones.outline(zone.shape),
        )
        for zone in zones
    ]
