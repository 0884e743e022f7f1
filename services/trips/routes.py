"""HTTP door of trips: reported, void, decided, appealed, read."""

import json
from datetime import UTC, datetime
from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from services.trips import actions as receive
from services.trips import rules, store
from services.trips.answer_models import AppealReceived, BatchReport, TripVerdict
from services.trips.answers import own_trip, path_id, verdict_answer
from services.trips.bodies import Batch, OperatorTrip, RiderTrip
from services.trips.zone_map.actions import Zones
from shared.http import bodies, idempotency
from shared.http.auth import Operator, Rider, RiderOrOperator
from shared.http.documented import IDEMPOTENCY_KEY, example, takes
from shared.http.problems import NotFound
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
    trips, failures = receive.read_rows(batch, caller, settings, now)
    async with engine.begin() as tx:
        if earlier := await idempotency.earlier_answer(tx, caller.id, key, hashed):
            return earlier
        report = await receive.receive(tx, settings.city_id, [trip for _, trip in trips], now, zones)
        answer = receive.batch_answer(trips, report, failures)
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
    trip = receive.read_trip(bodies.parse_object(raw), caller, settings, now)
    async with engine.begin() as tx:
        if earlier := await idempotency.earlier_answer(tx, caller.id, key, hashed):
            return earlier
        report = await receive.receive(tx, settings.city_id, [trip], now, zones)
        if report.conflicts:
            raise rules.TripIdConflict("This trip_id already names another trip.")
        answer = verdict_answer(trip.trip_id, report.verdicts[trip.trip_id])
        return await idempotency.keep_answer(tx, caller.id, key, hashed, 202, json.dumps(answer).encode())


class Void(bodies.Body):
    """Why a trip is taken back."""

    model_config = example(reason="The lock was open all night.")

    reason: bodies.Words


@router.post(
    "/v1/trips/{trip_id}/void",
    operation_id="void_trip",
    response_model=TripVerdict,
    openapi_extra=bodies.request_body(Void),
)
async def void(trip_id: str, request: Request, caller: Operator, engine: Engine) -> Response:
    """Take a trip back, whatever its verdict, with all that followed from it."""
    body = bodies.validate(Void, bodies.parse_object(await bodies.read(request)))
    async with engine.begin() as tx:
        trip = own_trip(await store.lock_trip(tx, path_id(trip_id)), caller)
        verdict = rules.Verdict("voided", "voided")
        if trip.verdict != "voided":
            changed = await store.set_verdict(tx, trip.trip_id, verdict, body.reason, decided=trip.decided)
            await receive.say(tx, [receive.judged_event(changed)])
    return JSONResponse(verdict_answer(trip.trip_id, verdict))


class Decision(bodies.Body):
    """The operator's verdict in place of the rules'."""

    model_config = example(verdict="accepted", reason="The bike was on the ferry for a while.")

    verdict: Literal["accepted", "rejected"]
    reason: bodies.Words


@router.post(
    "/v1/trips/{trip_id}/decision",
    operation_id="decide_trip",
    response_model=TripVerdict,
    openapi_extra=bodies.request_body(Decision),
)
async def decide(trip_id: str, request: Request, caller: Operator, engine: Engine) -> Response:
    """Accept or reject a trip by hand: it is never held again. Answers the rider's appeal."""
    body = bodies.validate(Decision, bodies.parse_object(await bodies.read(request)))
    verdict = rules.Verdict(body.verdict, None if body.verdict == "accepted" else "decided")
    async with engine.begin() as tx:
        trip = own_trip(await store.lock_trip(tx, path_id(trip_id)), caller)
        if not trip.decided or trip.verdict != verdict.name:
            changed = await store.set_verdict(tx, trip.trip_id, verdict, body.reason, decided=True)
            await receive.say(tx, [receive.judged_event(changed)])
        await store.answer_appeal(tx, trip.trip_id)
    return JSONResponse(verdict_answer(trip.trip_id, verdict))


class Appeal(bodies.Body):
    """What the rider says against a verdict."""

    model_config = example(text="It was all downhill.")

    text: bodies.Words


@router.post(
    "/v1/trips/{trip_id}/appeal",
    operation_id="appeal_trip",
    status_code=201,
    response_model=AppealReceived,
    openapi_extra=bodies.request_body(Appeal) | takes(IDEMPOTENCY_KEY),
)
async def appeal(
    trip_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """Ask the operator to look again at a trip that does not count."""
    raw = await bodies.read(request)
    key, hashed = idempotency.key_of(request), idempotency.request_hash(request, raw)
    body = bodies.validate(Appeal, bodies.parse_object(raw))
    async with engine.begin() as tx:
        if earlier := await idempotency.earlier_answer(tx, caller.id, key, hashed):
            return earlier
        trip = await store.lock_trip(tx, path_id(trip_id))
        if trip is None or trip.rider_id != caller.rider_id:
            raise NotFound("You have no such trip.")
        if trip.verdict == "accepted":
            raise rules.NothingToAppeal("This trip counts, so there is nothing to appeal against.")
        if not await store.add_appeal(tx, settings.city_id, trip.trip_id, body.text):
            raise rules.NothingToAppeal("Your appeal is waiting for the operator's answer.")
        answer = {"trip_id": str(trip.trip_id), "status": "waiting"}
        return await idempotency.keep_answer(tx, caller.id, key, hashed, 201, json.dumps(answer).encode())
