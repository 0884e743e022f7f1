"""HTTP routes of the review: operators decide trips; riders appeal."""

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.trips.answers import TripVerdict, verdict_answer
from services.trips.review import actions
from services.trips.review.answers import AppealReceived, DecidedTrips, decided_trips
from services.trips.review.bodies import Appeal, Decision, DecisionOfTrip, Decisions
from services.trips.review.rules import AppealTooLate, NothingToAppeal, Wanted
from services.trips.rules import NO_TRIP, Answer, DecidedBy, ErasedRider, Merged, TripUndone
from services.trips.verdicts.routes import CurrentGame
from shared.http import bodies, items, writes
from shared.http.auth import Caller, Operator, Rider, operator_id_of, rider_id_of
from shared.http.documented import IDEMPOTENCY_KEY, answer, takes
from shared.http.owned import path_id
from shared.http.problems import Problem, may_raise
from shared.http.web import Engine, Now

router = APIRouter()
DECISIONS_BODY_MAX = bodies.TRACE_BODY_MAX


@router.post(
    "/v1/trips:decide",
    operation_id="decide_trips",
    response_model=DecidedTrips,
    openapi_extra=bodies.request_body(Decisions, limit=DECISIONS_BODY_MAX) | takes(IDEMPOTENCY_KEY),
)
async def decide_all(
    request: Request, caller: Operator, engine: Engine, game_now: CurrentGame, now: Now
) -> Response:
    """Accept or reject up to 200 trips by hand. Each decision is answered: made, or a failure with its own
    problem. It stands until the next, also brings a voided trip back, and answers the rider's appeal."""
    sent = await writes.read(request, DECISIONS_BODY_MAX)
    body = bodies.validate(Decisions, sent.content)
    rows, failures = items.read_each(
        body.decisions, lambda row: bodies.validate(DecisionOfTrip, row), "trip_id", _trip_id_of
    )
    rows, repeated = items.first_of_each(rows, "trip_id", lambda row: str(row.trip_id), "/trip_id")
    wanted = [Wanted(row.trip_id, row.verdict, _by(caller, row, now)) for _, row in rows]
    async with writes.once(request, engine, caller, sent) as write:
        game = await game_now(write.tx)
        told = await actions.decide_all(write.tx, game, operator_id_of(caller), wanted)
        decided, refused = [], []
        for index, row in rows:
            each = told[row.trip_id]
            if isinstance(each, Problem):
                refused.append(items.failure(index, "trip_id", str(row.trip_id), each))
            else:
                decided.append((index, row.trip_id, each))
        write.answer(200, decided_trips(decided, items.in_order(failures, repeated, refused)))
    return write.response


def _trip_id_of(row: object) -> str | None:
    return bodies.id_text(row.get("trip_id")) if isinstance(row, dict) else None


def _by(caller: Caller, decision: Decision, now: datetime) -> DecidedBy:
    return DecidedBy("operator", operator_id_of(caller), decision.reason, now, decision.strike)


@router.post(
    "/v1/trips/{trip_id}/decision",
    operation_id="decide_trip",
    response_model=TripVerdict,
    responses=may_raise(TripUndone, Merged),
    openapi_extra=bodies.request_body(Decision),
)
async def decide(
    trip_id: str, request: Request, caller: Operator, engine: Engine, game_now: CurrentGame, now: Now
) -> Response:
    """Accept or reject a trip by hand: it is never held again. Answers the rider's appeal. Trips that were
    held only for overlapping with a trip that is rejected count."""
    body = bodies.validate(Decision, bodies.parse_object(await bodies.read(request)))
    known_id = path_id(trip_id, NO_TRIP)
    async with engine.begin() as tx:
        game = await game_now(tx)
        by = _by(caller, body, now)
        verdict: Answer = await actions.decide(tx, game, operator_id_of(caller), known_id, body.verdict, by)
    return answer(verdict_answer(known_id, verdict))


@router.post(
    "/v1/trips/{trip_id}/appeal",
    operation_id="appeal_trip",
    status_code=201,
    response_model=AppealReceived,
    responses=may_raise(NothingToAppeal, AppealTooLate, ErasedRider),
    openapi_extra=bodies.request_body(Appeal) | takes(IDEMPOTENCY_KEY),
)
async def appeal(
    trip_id: str, request: Request, caller: Rider, engine: Engine, game_now: CurrentGame, now: Now
) -> Response:
    """Ask the operator to look again at a trip that does not count, within 14 days after its end, its last
    decision, or its lapse. While the appeal waits the trip does not lapse."""
    sent = await writes.read(request)
    body = bodies.validate(Appeal, sent.content)
    async with writes.once(request, engine, caller, sent) as write:
        known_id = path_id(trip_id, NO_TRIP)
        game = await game_now(write.tx)
        appealed = await actions.appeal(write.tx, game, rider_id_of(caller), known_id, body.text, now)
        assert appealed.appeal is not None
        by = appealed.appeal.answer_by
        write.answer(201, AppealReceived(trip_id=known_id, status="waiting", answer_by=by))
    return write.response
