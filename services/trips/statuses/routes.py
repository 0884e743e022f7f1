"""HTTP routes of statuses: operators send the GBFS feed."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.trips.stations.rules import read_as_of
from services.trips.statuses import actions
from services.trips.statuses.answers import StatusCounts, status_counts
from services.trips.statuses.bodies import StatusFeed
from shared.http import bodies, preferences, writes
from shared.http.auth import Operator, operator_id_of
from shared.http.documented import DRY_RUN, answer, takes
from shared.http.items import in_order
from shared.http.web import Engine, Settings

router = APIRouter()


@router.put(
    "/v1/stations/status",
    operation_id="put_station_statuses",
    response_model=StatusCounts,
    openapi_extra=bodies.request_body(StatusFeed, limit=bodies.BATCH_BODY_MAX) | takes(DRY_RUN),
)
async def put_statuses(request: Request, caller: Operator, settings: Settings, engine: Engine) -> Response:
    """Report what stations have reported, each by its `last_reported`: in any order, late and repeated, a
    report has one effect. Good reports land; each bad one is a failure with its own problem, of a station
    that is unknown or another operator's too. `Prefer: dry-run` changes nothing."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    feed = await bodies.beside(len(raw), lambda: bodies.validate(StatusFeed, bodies.parse_object(raw)))
    now = datetime.now(UTC)
    as_of = read_as_of(feed.last_updated, now)
    read, invalid = await bodies.beside(
        len(raw), lambda: actions.read_statuses(feed.data.stations, as_of, now)
    )
    async with writes.changing(request, engine) as tx:
        kept, others = await actions.put(tx, settings.city_id, operator_id_of(caller), read)
    content = status_counts(kept, in_order(invalid, others))
    return answer(content, headers=preferences.preference_applied(request))
