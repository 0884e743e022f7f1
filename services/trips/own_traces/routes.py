"""HTTP routes of traces: riders read where they rode, and delete it."""

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from services.trips.own_traces import actions
from services.trips.own_traces.actions import Asked
from services.trips.own_traces.answers import GEOJSON, GPX, OwnTraceRead, as_geojson, as_gpx
from services.trips.own_traces.rules import NoTrace, TripOpen
from services.trips.rules import NO_TRIP_OF_RIDER, ErasedRider
from services.trips.verdicts.routes import CurrentGame
from shared.http import media_types
from shared.http.auth import Rider, rider_id_of
from shared.http.documented import header
from shared.http.owned import path_id
from shared.http.problems import NotAcceptable, may_raise
from shared.http.web import Engine, Now, Settings

router = APIRouter()
NEVER_STORED = "private, no-store"
GPX_EXAMPLE = (
    '<gpx version="1.1" creator="Rodem" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
    '<trkpt lat="41.3901" lon="2.1702"><time>2026-05-04T07:30:05Z</time></trkpt></trkseg></trk></gpx>'
)


class GeoJson(JSONResponse):
    """An answer in GeoJSON."""

    media_type = GEOJSON


@router.get(
    "/v1/me/trips/{trip_id}/trace",
    operation_id="read_my_trace",
    response_class=GeoJson,
    response_model=OwnTraceRead,
    responses={
        200: {
            "content": {GPX: {"schema": {"type": "string"}, "example": GPX_EXAMPLE}},
            "headers": {
                "Cache-Control": header("Nobody keeps the answer.", NEVER_STORED),
                "Vary": header("The answer is GeoJSON or GPX by this header of the request.", "Accept"),
            },
        },
        **may_raise(NoTrace, NotAcceptable),
    },
)
async def read_trace(trip_id: str, request: Request, caller: Rider, engine: Engine) -> Response:
    """Where the rider rode on one of the own trips, as GeoJSON, or as GPX by `Accept`: until no more points
    are taken every point that has come, then the places that are kept, one for each 10 s. What is merged into
    the trip shows it too."""
    media_type = media_types.chosen(request, (GEOJSON, GPX))
    known_id = path_id(trip_id, NO_TRIP_OF_RIDER)
    async with engine.connect() as tx:
        found = await actions.read(tx, rider_id_of(caller), known_id)
    write = as_gpx if media_type == GPX else as_geojson
    content = await asyncio.to_thread(write, found)
    return Response(content, media_type=media_type, headers={"Cache-Control": NEVER_STORED, "Vary": "Accept"})


@router.delete(
    "/v1/me/trips/{trip_id}/trace",
    operation_id="delete_my_trace",
    status_code=204,
    responses=may_raise(TripOpen, ErasedRider),
)
async def delete_trace(
    trip_id: str,
    request: Request,
    caller: Rider,
    settings: Settings,
    engine: Engine,
    game_now: CurrentGame,
    now: Now,
) -> Response:
    """Delete where the rider rode on one of the own trips, and on what is merged into it: points, places and
    paces, at once. No more points are taken. Figures, reasons and verdict stay as they are. Repeated, it
    changes nothing."""
    known_id = path_id(trip_id, NO_TRIP_OF_RIDER)
    asked = Asked(settings.city_id, rider_id_of(caller), known_id, now)
    await actions.delete_when_compared(engine, game_now, asked, request.state.deletes_one_at_a_time)
    return Response(status_code=204)
