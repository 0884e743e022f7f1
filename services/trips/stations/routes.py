"""HTTP routes of stations: operators send the GBFS feed."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.trips.stations import actions
from services.trips.stations.answers import StationCounts, station_counts
from services.trips.stations.bodies import Feed
from services.trips.stations.rules import read_as_of
from services.trips.zone_map.routes import Zones
from shared.http import bodies, writes
from shared.http.auth import Operator
from shared.http.documented import DRY_RUN, answer, takes
from shared.http.web import Engine, Settings

router = APIRouter()
DOCUMENTED = bodies.request_body(Feed, limit=bodies.BATCH_BODY_MAX) | takes(DRY_RUN)


@router.put(
    "/v1/stations", operation_id="put_stations", response_model=StationCounts, openapi_extra=DOCUMENTED
)
@router.post(
    "/v1/stations:import",
    operation_id="import_stations",
    response_model=StationCounts,
    openapi_extra=DOCUMENTED,
)
async def put_stations(
    request: Request, caller: Operator, settings: Settings, engine: Engine, zones: Zones
) -> Response:
    """Report the positions of stations, valid from the feed's `last_updated` on. Good stations land; each bad
    one is a failure with its own problem. Stations that the feed does not name stay as they are, because a
    feed may lose a station for an hour. `Prefer: dry-run` changes nothing."""
    assert caller.operator_id is not None
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    feed = await bodies.beside(len(raw), lambda: bodies.validate(Feed, bodies.parse_object(raw)))
    as_of = read_as_of(feed.last_updated, datetime.now(UTC))
    stations, failures = await bodies.beside(len(raw), lambda: actions.read_stations(feed.data.stations))
    async with writes.changing(request, engine) as tx:
        observed = await actions.put(tx, settings.city_id, caller.operator_id, stations, as_of, zones)
    return answer(station_counts(observed, failures), headers=bodies.preference_applied(request))
