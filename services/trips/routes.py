"""HTTP door of trips: reported, void, and read by riders."""

import json
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from services.trips import actions, rules, store
from services.trips.answers import BatchReport, TripVerdict, batch_answer, page, trip_answer, verdict_answer
from services.trips.bodies import Batch, OperatorTrip, RiderTrip, Void, listed_after, path_id
from services.trips.zone_map.routes import Zones
from shared.http import bodies, cursors, idempotency
from shared.http.auth import Operator, Rider, RiderOrOperator
from shared.http.documented import IDEMPOTENCY_KEY, takes
from shared.http.web import Engine, Settings

router = APIRouter()


@router.post(
    "/v1/trips:batch",
    operation_id="report_trips",
    response_model=BatchReport,
    openapi_extra=bodies.request_body(Batch) | takes(IDEMPOTENCY_KEY),
)
async def post_batch(
    request: Request, caller: Operator, settings: Settings, engine: Engine, zones: Zones
) -> Response:
    """Report up to 1000 trips. Good rows land; each bad row is a failure with its own problem."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    key, hashed = idempotency.key_of(request), idempotency.request_hash(request, raw)
    batch = bodies.validate(Batch, bodies.parse_object(raw))
    now = datetime.now(UTC)
    trips, failures = actions.read_rows(batch, caller, settings, now)
    async with engine.begin() as tx:
        if earlier := await idempotency.earlier_answer(tx, caller.id, key, hashed):
            return earlier
        report = await actions.receive(tx, settings.city_id, [trip for _, trip in trips], now, zones)
        answer = batch_answer(trips, report, failures)
        return await idempotency.keep_answer(tx, caller.id, key, hashed, 200, json.dumps(answer).encode())


@router.post(
    "/v1/trips",
    operation_id="report_trip",
    status_code=202,
    response_model=TripVerdict,
    openapi_extra=bodies.request_body(RiderTrip, OperatorTrip) | takes(IDEMPOTENCY_KEY),
)
async def post_trip(
    request: Request, caller: RiderOrOperator, settings: Settings, engine: Engine, zones: Zones
) -> Response:
    """Report a trip. It is judged at once; points follow within seconds."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    key, hashed = idempotency.key_of(request), idempotency.request_hash(request, raw)
    now = datetime.now(UTC)
    trip = actions.read_trip(bodies.parse_object(raw), caller, settings, now)
    async with engine.begin() as tx:
        if earlier := await idempotency.earlier_answer(tx, caller.id, key, hashed):
            return earlier
        report = await actions.receive(tx, settings.city_id, [trip], now, zones)
        if report.conflicts:
            raise rules.TripIdConflict("This trip_id already names another trip.")
        answer = verdict_answer(trip.trip_id, report.verdicts[trip.trip_id])
        return await idempotency.keep_answer(tx, caller.id, key, hashed, 202, json.dumps(answer).encode())


@router.post(
    "/v1/trips/{trip_id}/void",
    operation_id="void_trip",
    response_model=TripVerdict,
    openapi_extra=bodies.request_body(Void),
)
async def void(trip_id: str, request: Request, caller: Operator, engine: Engine) -> Response:
    """Take a trip back, whatever its verdict, with all that followed from it."""
    body = bodies.validate(Void, bodies.parse_object(await bodies.read(request)))
    known_id = path_id(trip_id)
    async with engine.begin() as tx:
        verdict = await actions.void(tx, caller.operator_id, known_id, body.reason)
    return JSONResponse(verdict_answer(known_id, verdict))


@router.get("/v1/me/trips")
async def my_trips(
    caller: Rider, settings: Settings, engine: Engine, query: Annotated[cursors.Page, Query()]
) -> JSONResponse:
    """The rider's own trips, newest first, with today's verdicts."""
    assert caller.rider_id is not None
    secret, list_name = settings.internal_secret.get_secret_value(), f"trips of {caller.rider_id}"
    after = listed_after(secret, list_name, query.cursor)
    async with engine.connect() as tx:
        trips = await store.rider_trips(tx, caller.rider_id, query.limit + 1, after)
    return JSONResponse(page(secret, list_name, query.limit, [(trip, trip_answer(trip)) for trip in trips]))


@router.get("/v1/me/trips/{trip_id}")
async def my_trip(trip_id: str, caller: Rider, engine: Engine) -> JSONResponse:
    """One of the rider's own trips, with today's verdict."""
    assert caller.rider_id is not None
    async with engine.connect() as tx:
        trip = await store.rider_trip(tx, caller.rider_id, path_id(trip_id))
    return JSONResponse(trip_answer(rules.trip_of_rider(trip, caller.rider_id)))
