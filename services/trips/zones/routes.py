"""HTTP routes of zones: the operator of the game sends the city's zones as GeoJSON."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.trips.zone_map.rules import says_longitude_first
from services.trips.zones import actions
from services.trips.zones.answers import ZoneCounts
from services.trips.zones.bodies import ZoneCollection
from shared.http import bodies, writes
from shared.http.documented import DRY_RUN, answer, takes
from shared.http.operators import GamesOperator
from shared.http.web import Engine, Settings

router = APIRouter()


@router.put(
    "/v1/zones",
    operation_id="put_zones",
    response_model=ZoneCounts,
    openapi_extra=bodies.request_body(ZoneCollection, limit=bodies.BATCH_BODY_MAX) | takes(DRY_RUN),
)
async def put_zones(request: Request, caller: GamesOperator, settings: Settings, engine: Engine) -> Response:
    """Add or replace zones of the city, as the operator of the game. Good zones land; each bad one is a
    failure with its own problem, one far from every station too. An outline that touches itself is repaired
    if its area stays, with a warning. Zones that are not named stay. The zones of stations are updated; the
    zones of a trip were fixed when it was judged. `Prefer: dry-run` changes nothing."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    collection = await bodies.beside(
        len(raw), lambda: bodies.validate(ZoneCollection, bodies.parse_object(raw))
    )
    longitude_first = says_longitude_first(collection.crs)
    read, invalid = await bodies.beside(len(raw), lambda: actions.read_zones(collection.features))
    async with writes.changing(request, engine) as tx:
        counts = await actions.put(tx, settings.city_id, read, invalid, longitude_first)
    return answer(counts, headers=bodies.preference_applied(request))
