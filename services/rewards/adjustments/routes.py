"""HTTP route of adjustments: the game's operator corrects what a rider has."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.adjustments import actions
from services.rewards.adjustments.answers import AdjustmentMade
from services.rewards.adjustments.bodies import AdjustmentBody
from services.rewards.balances.actions import balance_of
from shared.http import bodies, writes
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, takes
from shared.http.operators import GamesOperator
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings
from shared.two_keys.decisions.actions import organisation_of, record
from shared.two_keys.decisions.rules import Step, Subject

router = APIRouter()


@router.post(
    "/v1/adjustments",
    operation_id="adjust_points",
    status_code=201,
    response_model=AdjustmentMade,
    responses={
        200: {"model": AdjustmentMade, "description": "What a dry run answers"},
        **may_raise(NotFound),
    },
    openapi_extra=bodies.request_body(AdjustmentBody) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def adjust(request: Request, caller: GamesOperator, settings: Settings, engine: Engine) -> Response:
    """Give a rider points, or take some: what is missing then is owed. They count in lifetime points.
    Everybody can read in the decisions that this was done and why, and not for whom."""
    sent = await writes.read(request)
    body = bodies.validate(AdjustmentBody, sent.content)
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        now, adjustment_id = datetime.now(UTC), uuid7()
        account = await actions.adjust(write.tx, settings, adjustment_id, body.rider_id, body.points, now)
        balance = await balance_of(write.tx, account, now)
        content = AdjustmentMade(
            adjustment_id=adjustment_id,
            points=body.points,
            balance_points=balance.points,
            debt_points=account.debt_points or None,
        )
        organisation = organisation_of(caller, "operator", settings.city_id)
        subject = Subject("adjustment", str(adjustment_id))
        step = Step("adjustment", subject, "made", "operator", organisation, body.reason, None)
        await record(write.tx, settings.city_id, "rewards", step)
        write.answer(201, content)
    return write.response
