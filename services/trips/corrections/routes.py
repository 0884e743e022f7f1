"""HTTP route of corrections: operators correct their trips."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.trips.answers import TripVerdict, verdict_answer
from services.trips.corrections import actions, rules
from services.trips.corrections.bodies import CorrectTrip
from services.trips.rules import NO_TRIP, Merged
from services.trips.verdicts.routes import CurrentGame
from shared.http import bodies, writes
from shared.http.auth import Operator, operator_id_of
from shared.http.documented import IDEMPOTENCY_KEY, takes
from shared.http.owned import path_id
from shared.http.problems import may_raise
from shared.http.web import Engine, Now

router = APIRouter()


@router.post(
    "/v1/trips/{trip_id}/correct",
    operation_id="correct_trip",
    response_model=TripVerdict,
    responses=may_raise(rules.TripVoided, Merged),
    openapi_extra=bodies.request_body(CorrectTrip) | takes(IDEMPOTENCY_KEY),
)
async def correct(
    trip_id: str, request: Request, caller: Operator, engine: Engine, game_now: CurrentGame, now: Now
) -> Response:
    """Correct what was told of a trip. It is judged anew with all that follows from it; a decided trip keeps
    its verdict."""
    sent = await writes.read(request)
    body = bodies.validate(CorrectTrip, sent.content)
    known_id = path_id(trip_id, NO_TRIP)
    async with writes.once(request, engine, caller, sent) as write:
        game = await game_now(write.tx)
        trip = await actions.correct(write.tx, game, operator_id_of(caller), known_id, body, now)
        write.answer(200, verdict_answer(known_id, trip.answer))
    return write.response
