"""HTTP routes of trips: report and void trips; riders read their own."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.trips import actions, rules, store
from services.trips.answers import (
    UNDONE,
    BatchReport,
    TripsOfRider,
    TripVerdict,
    batch_answer,
    place,
    trip_answer,
    verdict_answer,
)
from services.trips.bodies import Batch, OperatorTrip, RiderTrip, Void, listed_after
from services.trips.deadlines import actions as deadlines
from services.trips.imports import actions as imports
from services.trips.imports import store as import_store
from services.trips.imports.rules import ImportUndone
from services.trips.review import store as review
from services.trips.review.answers import with_review
from services.trips.rules import KeptTrip
from services.trips.trace_chunks import store as chunks
from services.trips.verdicts.routes import CurrentGame
from shared.http import bodies, cursors, writes
from shared.http.auth import Operator, Rider, RiderOrOperator, operator_id_of, rider_id_of
from shared.http.clocks import ClockAhead
from shared.http.documented import IDEMPOTENCY_KEY, answer, takes
from shared.http.owned import owned, path_id
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Now, Settings

router = APIRouter()


@router.post(
    "/v1/trips:batch",
    operation_id="report_trips",
    response_model=BatchReport,
    responses=may_raise(NotFound, ImportUndone),
    openapi_extra=bodies.request_body(Batch, limit=bodies.BATCH_BODY_MAX) | takes(IDEMPOTENCY_KEY),
)
async def post_batch(
    request: Request,
    caller: Operator,
    settings: Settings,
    engine: Engine,
    game_now: CurrentGame,
    now: Now,
) -> Response:
    """Report up to 1000 trips. Good rows land; each bad row is a failure with its own problem."""
    sent = await writes.read(request, bodies.BATCH_BODY_MAX)
    batch = bodies.validate(Batch, sent.content)
    trips, failures = await bodies.beside(
        sent.size_bytes, lambda: actions.read_rows(batch, caller, settings, now)
    )
    async with writes.once(request, engine, caller, sent) as write:
        if batch.import_id:
            await imports.keep_from_undo(write.tx, operator_id_of(caller), batch.import_id)
        game = await game_now(write.tx)
        report = await actions.receive(write.tx, game, [trip for _, trip in trips], now)
        if batch.import_id:
            await import_store.add_trips(write.tx, batch.import_id, report.fresh)
        write.answer(200, batch_answer(trips, report, failures))
    return write.response


@router.post(
    "/v1/trips",
    operation_id="report_trip",
    status_code=202,
    response_model=TripVerdict,
    responses=may_raise(ClockAhead, rules.TripIdConflict, rules.TripUndone, rules.ErasedRider),
    openapi_extra=bodies.request_body(RiderTrip, OperatorTrip, limit=bodies.TRACE_BODY_MAX)
    | takes(IDEMPOTENCY_KEY),
)
async def post_trip(
    request: Request,
    caller: RiderOrOperator,
    settings: Settings,
    engine: Engine,
    game_now: CurrentGame,
    now: Now,
) -> Response:
    """Report a trip. It is judged at once; points follow within seconds."""
    sent = await writes.read(request, bodies.TRACE_BODY_MAX)
    trip = await bodies.beside(
        sent.size_bytes, lambda: actions.read_trip(sent.content, caller, settings, now)
    )
    async with writes.once(request, engine, caller, sent) as write:
        if caller.is_("rider"):  # here, so that a trip that was taken is not counted when it is sent again
            request.state.count_trace(request, caller.id, len(trip.trace))
        game = await game_now(write.tx)
        report = await actions.receive(write.tx, game, [trip], now)
        if report.conflicts:
            raise rules.TripIdConflict(rules.OTHER_TRIP)
        if report.undone:
            raise rules.TripUndone(UNDONE)
        if report.erased:
            raise rules.ErasedRider(rules.ERASED)
        write.answer(202, verdict_answer(trip.trip_id, report.verdicts[trip.trip_id]))
    return write.response


@router.post(
    "/v1/trips/{trip_id}/void",
    operation_id="void_trip",
    response_model=TripVerdict,
    responses=may_raise(rules.Merged),
    openapi_extra=bodies.request_body(Void),
)
async def void(
    trip_id: str, request: Request, caller: Operator, engine: Engine, game_now: CurrentGame, now: Now
) -> Response:
    """Take a trip back, whatever its verdict, with all that followed from it. Trips that were held only for
    overlapping with it count."""
    body = bodies.validate(Void, bodies.parse_object(await bodies.read(request)))
    known_id = path_id(trip_id, rules.NO_TRIP)
    async with engine.begin() as tx:
        game = await game_now(tx)
        verdict = await actions.void(tx, game, caller.operator_id, known_id, body.reason, now)
    return answer(verdict_answer(known_id, verdict))


@router.get("/v1/me/trips")
async def my_trips(
    caller: Rider,
    settings: Settings,
    engine: Engine,
    game_now: CurrentGame,
    now: Now,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """The rider's own trips, newest first, each with its current verdict."""
    rider_id = rider_id_of(caller)
    listing = cursors.list_of(settings, f"trips of {rider_id}")
    after = listed_after(listing, query)

    async def read(tx: AsyncConnection) -> list[KeptTrip]:
        return await store.rider_trips(tx, rider_id, query.limit + 1, after)

    rows = await deadlines.read_as_of(engine, game_now, read, now)
    trips, more = cursors.cut(listing, query, rows, place)
    return answer(TripsOfRider(trips=[trip_answer(trip) for trip in trips], **more))


@router.get("/v1/me/trips/{trip_id}")
async def my_trip(trip_id: str, caller: Rider, engine: Engine, game_now: CurrentGame, now: Now) -> Response:
    """One of the rider's own trips, with today's verdict, the decision on it and the rider's appeal."""
    known_id = path_id(trip_id, rules.NO_TRIP)

    async def read(tx: AsyncConnection) -> list[KeptTrip]:
        trip = await store.rider_trip(tx, rider_id_of(caller), known_id)
        return [owned(trip, rules.NO_TRIP_OF_RIDER)]

    (trip,) = await deadlines.read_as_of(engine, game_now, read, now)
    async with engine.connect() as tx:
        heard = (await chunks.of_trips(tx, [known_id])).get(known_id) if trip.verdict == "open" else None
        reviewed = await review.rider_trip(tx, rider_id_of(caller), known_id)
        game = await game_now(tx)
    limits = game.limits_of(trip.vehicle_type, trip.local_on)
    return answer(with_review(trip_answer(trip, heard), reviewed, limits, now))
