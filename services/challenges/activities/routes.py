"""HTTP routes of activities: operators report and void them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.challenges.activities import actions, answers
from services.challenges.activities.answers import ActivityCounts, ActivityState
from services.challenges.activities.bodies import ACTIVITIES_MAX, NewActivities, VoidedActivity
from services.challenges.activities.rules import NO_ACTIVITY
from services.challenges.recounts.routes import CurrentRecount
from shared.http import bodies, writes
from shared.http.auth import Operator, operator_id_of
from shared.http.documented import IDEMPOTENCY_KEY, answer, takes
from shared.http.items import in_order
from shared.http.owned import path_id
from shared.http.web import Engine, Now

router = APIRouter()


@router.post(
    "/v1/activities:batch",
    operation_id="report_activities",
    response_model=ActivityCounts,
    openapi_extra=bodies.request_body(NewActivities, limit=bodies.BATCH_BODY_MAX) | takes(IDEMPOTENCY_KEY),
)
async def report(
    request: Request, caller: Operator, engine: Engine, recount: CurrentRecount, now: Now
) -> Response:
    """Report what riders did that is no trip, such as parking or sharing a car. Challenges whose `services`
    name it count it. Good activities are taken; each bad one is a failure: `activity-id-conflict` where the
    id names another activity, `erased-rider` where its rider was erased, `clock-ahead` for more than
    5 minutes after now."""
    sent, items = await writes.read_list(request, bodies.BATCH_BODY_MAX, ACTIVITIES_MAX)
    reported, invalid = await bodies.beside(
        sent.size_bytes, lambda: actions.read_activities(items, recount.zone, now)
    )
    async with writes.once(request, engine, caller, sent) as write:
        accepted, duplicates, conflicts = await actions.report(
            write.tx, recount, operator_id_of(caller), reported, now
        )
        failures = in_order(invalid, conflicts)
        write.answer(200, answers.activity_counts(accepted, duplicates, failures))
    return write.response


@router.post(
    "/v1/activities/{activity_id}/void",
    operation_id="void_activity",
    response_model=ActivityState,
    openapi_extra=bodies.request_body(VoidedActivity),
)
async def void(
    activity_id: str, request: Request, caller: Operator, engine: Engine, recount: CurrentRecount, now: Now
) -> Response:
    """Take an activity back, with all that followed from it. It stays voided."""
    body = bodies.validate(VoidedActivity, bodies.parse_object(await bodies.read_optional(request)))
    known_id = path_id(activity_id, NO_ACTIVITY)
    async with engine.begin() as tx:
        activity = await actions.void(tx, recount, operator_id_of(caller), known_id, body.reason, now)
    return answer(ActivityState(activity_id=activity.activity_id, counts=activity.counts))
