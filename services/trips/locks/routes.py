"""HTTP routes of locks: operators send the unlocks and locks of their vehicles."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.trips.locks import actions
from services.trips.locks.answers import EventsReport, report_answer
from services.trips.locks.bodies import VehicleEvents
from services.trips.verdicts.routes import CurrentGame
from shared.http import bodies
from shared.http.auth import Operator, operator_id_of
from shared.http.documented import answer
from shared.http.problems import may_raise
from shared.http.web import Engine, Now

router = APIRouter()


@router.post(
    "/v1/vehicle-events:batch",
    operation_id="report_vehicle_events",
    response_model=EventsReport,
    responses=may_raise(),
    openapi_extra=bodies.request_body(VehicleEvents, limit=bodies.BATCH_BODY_MAX),
)
async def post_vehicle_events(
    request: Request, caller: Operator, engine: Engine, game_now: CurrentGame, now: Now
) -> Response:
    """Report up to 1000 unlocks and locks of vehicles, in any order and as often as need be. An unlock and
    the next event of its vehicle, if that is a lock within 24 hours, are a ride. One vehicle, kind and
    instant is one event, whatever its id; what is told later of it is added. Good events land; each bad one
    is a failure: `event-conflict` where another value was told before, `clock-ahead` for more than 5 minutes
    ahead. A rider who was erased is named by none."""
    raw = await bodies.read(request, bodies.BATCH_BODY_MAX)
    batch = await bodies.beside(len(raw), lambda: bodies.validate(VehicleEvents, bodies.parse_object(raw)))
    events, failures = await bodies.beside(len(raw), lambda: actions.read_events(batch.events, now))
    async with engine.begin() as tx:
        game = await game_now(tx)
        report = await actions.receive(tx, game, operator_id_of(caller), events, failures, now)
    return answer(report_answer(report))
