"""HTTP routes of live trips: a phone tells of a trip while it is ridden."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.trips import rules as trips
from services.trips.answers import TripVerdict, trace_heard, verdict_answer
from services.trips.bodies import trace_points
from services.trips.live import actions, rules
from services.trips.live.actions import NewChunk, Teller
from services.trips.live.answers import ChunkTaken
from services.trips.live.bodies import Chunk, Ending, NewLiveTrip
from services.trips.live.rules import Start
from services.trips.rules import NO_TRIP_OF_RIDER, check_points
from services.trips.trace_chunks.rules import End
from services.trips.verdicts.routes import CurrentGame
from shared.http import bodies, writes
from shared.http.auth import Rider, rider_id_of
from shared.http.clocks import ClockAhead, check_clock
from shared.http.documented import IDEMPOTENCY_KEY, answer, takes
from shared.http.owned import path_id
from shared.http.problems import may_raise
from shared.http.web import Engine, Now, Settings

router = APIRouter()


@router.post(
    "/v1/trips:start",
    operation_id="start_trip",
    status_code=202,
    response_model=TripVerdict,
    responses=may_raise(ClockAhead, trips.TripIdConflict, rules.TooManyOpen, trips.ErasedRider),
    openapi_extra=bodies.request_body(NewLiveTrip) | takes(IDEMPOTENCY_KEY),
)
async def start(
    request: Request, caller: Rider, settings: Settings, engine: Engine, game_now: CurrentGame, now: Now
) -> Response:
    """Begin a trip that is told while it is ridden. It is open until its end is told."""
    sent = await writes.read(request)
    body = bodies.validate(NewLiveTrip, sent.content)
    check_clock(now, ("/started_at", body.started_at))
    teller = _teller(caller, settings, now)
    told = Start(rider_id=teller.rider_id, **dict(body))
    async with writes.once(request, engine, caller, sent) as write:
        verdict = await actions.start(write.tx, await game_now(write.tx), teller, told)
        write.answer(202, verdict_answer(body.trip_id, verdict))
    return write.response


def _teller(caller: Rider, settings: Settings, now: Now) -> Teller:
    return Teller(settings.city_id, rider_id_of(caller), settings.operator_id, settings.timezone, now)


@router.post(
    "/v1/trips/{trip_id}/trace",
    operation_id="add_trace",
    status_code=202,
    response_model=ChunkTaken,
    responses=may_raise(
        ClockAhead,
        trips.TripIdConflict,
        trips.ErasedRider,
        rules.ChunkConflict,
        rules.TraceClosed,
        rules.TraceFull,
    ),
    openapi_extra=bodies.request_body(Chunk, limit=bodies.TRACE_BODY_MAX),
)
async def trace(
    trip_id: str,
    request: Request,
    caller: Rider,
    settings: Settings,
    engine: Engine,
    game_now: CurrentGame,
    now: Now,
) -> Response:
    """Points of a live trip, in any order, also before its start and after its end. The same chunk sent again
    has the same answer."""
    raw = await bodies.read(request, bodies.TRACE_BODY_MAX)
    known_id = path_id(trip_id, NO_TRIP_OF_RIDER)

    def chunk() -> NewChunk:
        body = bodies.validate(Chunk, bodies.parse_object(raw))
        check_points(now, "/points", [point.at for point in body.points])
        return NewChunk(known_id, body.seq, trace_points(body.points))

    told = await bodies.beside(len(raw), chunk)
    async with engine.begin() as tx:
        teller = _teller(caller, settings, now)
        arrived = await actions.take_chunk(tx, game_now, teller, told, _count_of(request, caller))
    return answer(ChunkTaken(trace=trace_heard(arrived)), 202)


def _count_of(request: Request, caller: Rider) -> Callable[[int], None]:
    def count(points: int) -> None:
        request.state.count_trace(request, caller.id, points)

    return count


@router.post(
    "/v1/trips/{trip_id}/end",
    operation_id="end_trip",
    status_code=202,
    response_model=TripVerdict,
    responses=may_raise(ClockAhead, trips.TripIdConflict, rules.TripCancelled, trips.ErasedRider),
    openapi_extra=bodies.request_body(Ending),
)
async def end(
    trip_id: str,
    request: Request,
    caller: Rider,
    settings: Settings,
    engine: Engine,
    game_now: CurrentGame,
    now: Now,
) -> Response:
    """End a live trip. It is judged at once by what has come of it, and again with every chunk that
    follows."""
    body = bodies.validate(Ending, bodies.parse_object(await bodies.read(request)))
    known_id = path_id(trip_id, NO_TRIP_OF_RIDER)
    check_clock(now, ("/ended_at", body.ended_at))
    async with engine.begin() as tx:
        verdict = await actions.end(tx, game_now, _teller(caller, settings, now), known_id, End(**dict(body)))
    return answer(verdict_answer(known_id, verdict), 202)


@router.post(
    "/v1/trips/{trip_id}/cancel",
    operation_id="cancel_trip",
    response_model=TripVerdict,
    responses=may_raise(trips.TripIdConflict, rules.TripDecided, trips.ErasedRider),
)
async def cancel(
    trip_id: str,
    request: Request,
    caller: Rider,
    settings: Settings,
    engine: Engine,
    game_now: CurrentGame,
    now: Now,
) -> Response:
    """Withdraw a live trip, ended or not, as if it had never been told."""
    bodies.validate(bodies.Nothing, bodies.parse_object(await bodies.read_optional(request)))
    known_id = path_id(trip_id, NO_TRIP_OF_RIDER)
    async with engine.begin() as tx:
        verdict = await actions.cancel(tx, game_now, _teller(caller, settings, now), known_id)
    return answer(verdict_answer(known_id, verdict))
