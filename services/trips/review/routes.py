"""HTTP routes of the review: operators list and decide trips; riders appeal."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.trips.answers import TripVerdict, place, verdict_answer
from services.trips.bodies import listed_after
from services.trips.review import actions, store
from services.trips.review.answers import AppealReceived, ReviewQueue, review_answer
from services.trips.review.bodies import Appeal, Decision, Queue
from services.trips.review.rules import NothingToAppeal
from services.trips.rules import NO_TRIP, Merged, TripUndone
from services.trips.store import DecidedBy
from services.trips.verdicts.routes import Judged
from shared.http import bodies, cursors, etags, writes
from shared.http.auth import Operator, Rider, operator_id_of
from shared.http.documented import IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.owned import path_id
from shared.http.problems import may_raise
from shared.http.web import Engine, Now, Settings

router = APIRouter()


@router.post(
    "/v1/trips/{trip_id}/decision",
    operation_id="decide_trip",
    response_model=TripVerdict,
    responses=may_raise(TripUndone, Merged),
    openapi_extra=bodies.request_body(Decision),
)
async def decide(
    trip_id: str, request: Request, caller: Operator, engine: Engine, judged: Judged, now: Now
) -> Response:
    """Accept or reject a trip by hand: it is never held again. Answers the rider's appeal. Trips that were
    held only for overlapping with a trip that is rejected count."""
    body = bodies.validate(Decision, bodies.parse_object(await bodies.read(request)))
    known_id = path_id(trip_id, NO_TRIP)
    async with engine.begin() as tx:
        game = await judged(tx)
        by = DecidedBy("operator", operator_id_of(caller), body.reason, now)
        verdict = await actions.decide(tx, game, caller.operator_id, known_id, body.verdict, by)
    return answer(verdict_answer(known_id, verdict))


@router.post(
    "/v1/trips/{trip_id}/appeal",
    operation_id="appeal_trip",
    status_code=201,
    response_model=AppealReceived,
    responses=may_raise(NothingToAppeal),
    openapi_extra=bodies.request_body(Appeal) | takes(IDEMPOTENCY_KEY),
)
async def appeal(trip_id: str, request: Request, caller: Rider, engine: Engine) -> Response:
    """Ask the operator to look again at a trip that does not count."""
    sent = await writes.read(request)
    body = bodies.validate(Appeal, sent.content)
    async with writes.once(request, engine, caller, sent) as write:
        known_id = path_id(trip_id, NO_TRIP)
        await actions.appeal(write.tx, caller.rider_id, known_id, body.text)
        write.answer(201, AppealReceived(trip_id=known_id, status="waiting"))
    return write.response


@router.get("/v1/trips", operation_id="list_trips", response_model=ReviewQueue)
async def review_queue(
    request: Request, caller: Operator, settings: Settings, engine: Engine, query: Annotated[Queue, Query()]
) -> Response:
    """The operator's trips of one verdict, oldest first, with the appeals that wait."""
    assert caller.operator_id is not None
    list_name = f"{query.verdict} trips of {caller.operator_id}"
    listing = cursors.list_of(settings, list_name)
    after = listed_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.operator_trips(tx, caller.operator_id, query.verdict, query.limit + 1, after)
    reviews, more = cursors.cut(listing, query, rows, lambda row: place(row.trip))
    content = ReviewQueue(trips=[review_answer(row) for row in reviews], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE)
