"""HTTP routes of stations: operators send the GBFS feed, everybody reads where stations are."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.trips.rules import Point
from services.trips.stations import actions, store
from services.trips.stations.answers import (
    StationCounts,
    StationList,
    StationsGiven,
    listed_station,
    place,
    station_counts,
)
from services.trips.stations.bodies import Feed, StationsQuery, Transfer
from services.trips.stations.rules import StationOfAnotherOperator, read_as_of, read_box, read_near
from services.trips.zone_map.routes import Zones
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Anybody, City, Operator, operator_id_of
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.items import in_order
from shared.http.problems import may_raise
from shared.http.web import Engine, Settings

router = APIRouter()
DOCUMENTED = bodies.request_body(Feed, limit=bodies.BATCH_BODY_MAX) | takes(DRY_RUN)


@router.put(
    "/v1/stations",
    operation_id="put_stations",
    response_model=StationCounts,
    responses=may_raise(StationOfAnotherOperator),
    openapi_extra=DOCUMENTED,
)
@router.post(
    "/v1/stations:import",
    operation_id="import_stations",
    response_model=StationCounts,
    responses=may_raise(StationOfAnotherOperator),
    openapi_extra=DOCUMENTED,
)
async def put_stations(
    request: Request, caller: Operator, settings: Settings, engine: Engine, zones: Zones
) -> Response:
    """Report the positions of stations, valid from the feed's `last_updated` on. Good stations land; each bad
    one is a failure with its own problem. A station belongs to the operator that has put it first: in
    another's feed it is a failure too. Stations that the feed does not name stay as they are, because a feed
    may lose a station for an hour: what ends one is its `until`. `Prefer: dry-run` changes nothing."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    feed = await bodies.beside(len(raw), lambda: bodies.validate(Feed, bodies.parse_object(raw)))
    as_of = read_as_of(feed.last_updated, datetime.now(UTC))
    read, invalid = await bodies.beside(len(raw), lambda: actions.read_stations(feed.data.stations))
    async with writes.changing(request, engine) as tx:
        observed, others = await actions.put(tx, settings.city_id, operator_id_of(caller), read, as_of, zones)
    content = station_counts(observed, in_order(invalid, others))
    return answer(content, headers=preferences.preference_applied(request))


@router.post(
    "/v1/stations:transfer",
    operation_id="transfer_stations",
    response_model=StationsGiven,
    openapi_extra=bodies.request_body(Transfer) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def transfer(request: Request, caller: City, settings: Settings, engine: Engine) -> Response:
    """Give all stations of one operator to another, as when a concession ends. From then on only the other
    one can put them. Trips stay with the operator that has reported them."""
    sent = await writes.read(request)
    body = bodies.validate(Transfer, sent.content)
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        from_, to = body.from_operator_id, body.to_operator_id
        given = await actions.transfer(write.tx, settings.city_id, from_, to)
        write.answer(200, StationsGiven(stations=given))
    return write.response


@router.get("/v1/stations", operation_id="list_stations", response_model=StationList)
async def stations(
    request: Request,
    caller: Anybody,
    settings: Settings,
    engine: Engine,
    query: Annotated[StationsQuery, Query()],
) -> Response:
    """Stations that are in service now, by their ids. `bbox=west,south,east,north`: those in this part of the
    map. `near=lat,lon`: the nearest first. `zone_id`: those in this zone and in the zones inside it. Needs no
    token."""
    box = read_box(query.bbox) if query.bbox is not None else None
    near = Point(*read_near(query.near)) if query.near is not None else None
    wanted = store.Wanted(box, near, query.zone_id)
    listing = cursors.list_of(settings, f"stations {wanted}")
    begins = cursors.begins_after(listing, query)
    after = store.After(float(begins[0]) if begins[0] else None, begins[1]) if begins else None
    async with engine.connect() as tx:
        rows = await store.listed(tx, wanted, datetime.now(UTC), query.limit + 1, after)
    shown, more = cursors.cut(listing, query, rows, place)
    content = StationList(stations=[listed_station(row, near) for row in shown], **more)
    return etags.answer(request, as_json(content), etags.PUBLIC)
