"""HTTP routes of zones: the city, or the operator of the game before it, sends them; everybody reads them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.trips.zone_map.rules import says_longitude_first
from services.trips.zones import actions, store
from services.trips.zones.answers import ZoneCounts, ZoneList, place, zones_answer
from services.trips.zones.bodies import ZoneCollection, ZonesQuery
from services.trips.zones.rules import ZonesOfTheCity
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Anybody, Caller
from shared.http.documented import DRY_RUN, answer, takes
from shared.http.operators import signed_in_for_the_game
from shared.http.problems import may_raise
from shared.http.web import Engine, Settings

router = APIRouter()
CityOrGamesOperator = Annotated[Caller, Depends(signed_in_for_the_game("operator", "city"))]


@router.put(
    "/v1/zones",
    operation_id="put_zones",
    response_model=ZoneCounts,
    responses=may_raise(ZonesOfTheCity),
    openapi_extra=bodies.request_body(ZoneCollection, limit=bodies.BATCH_BODY_MAX) | takes(DRY_RUN),
)
async def put_zones(
    request: Request, caller: CityOrGamesOperator, settings: Settings, engine: Engine
) -> Response:
    """Add or replace zones of the city, as a city official; as the operator of the game while no official
    has. Good zones land; each bad one is a failure with its own problem, one far from every station too. An
    outline that touches itself is repaired if its area stays, with a warning. Zones that are not named stay.
    The zones of stations are updated; the zones of a trip were fixed when it was judged. `Prefer: dry-run`
    changes nothing."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    collection = await bodies.beside(
        len(raw), lambda: bodies.validate(ZoneCollection, bodies.parse_object(raw))
    )
    longitude_first = says_longitude_first(collection.crs)
    read, invalid = await bodies.beside(len(raw), lambda: actions.read_zones(collection.features))
    async with writes.changing(request, engine) as tx:
        await actions.take(tx, is_city=caller.is_("city"))
        counts = await actions.put(
            tx, settings.city_id, read, invalid, longitude_first, by_city=caller.is_("city")
        )
    return answer(counts, headers=preferences.preference_applied(request))


@router.get("/v1/zones", operation_id="list_zones", response_model=ZoneList)
async def zones(
    request: Request,
    caller: Anybody,
    settings: Settings,
    engine: Engine,
    query: Annotated[ZonesQuery, Query()],
) -> Response:
    """The zones of the city by their ids, as GeoJSON with outlines that are simplified for drawing: without
    holes, and with about 150 points. Needs no token."""
    listing = cursors.list_of(settings, "zones")
    after = cursors.begins_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.listed(tx, query.limit + 1, after[0] if after else None)
    shown, more = cursors.cut(listing, query, rows, place)
    return etags.answer(request, zones_answer(shown, more), etags.PUBLIC)
