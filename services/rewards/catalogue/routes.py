"""HTTP routes of rewards: operators write, publish, pause and close them; everybody lists them."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.catalogue import answers, store
from services.rewards.catalogue.actions import (
    OWNER,
    check_campaign,
    check_partner,
    for_its_project,
    lock,
    take_step,
    thing_in_force,
    thing_of,
)
from services.rewards.catalogue.answers import RewardWritten
from services.rewards.catalogue.bodies import ReplacedReward, RewardBody, as_stored
from services.rewards.catalogue.rules import KIND, RewardState, StockBelowRedeemed
from shared.http import bodies, preferences, writes
from shared.http.auth import Operator, operator_id_of
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, answer, takes
from shared.http.problems import may_raise
from shared.http.web import Engine, Settings
from shared.two_keys import routes as two_keys
from shared.two_keys import steps
from shared.two_keys import store as changes
from shared.two_keys.actions import let_into_force, line
from shared.two_keys.bodies import Reasoned
from shared.two_keys.decisions.actions import record
from shared.two_keys.rules import NeedsApproval, Stopped
from shared.two_keys.steps import Step

router = APIRouter()
router.include_router(two_keys.routes("/v1/rewards/{reward_id}", KIND, OWNER))


@router.post(
    "/v1/rewards",
    operation_id="create_reward",
    status_code=201,
    response_model=RewardWritten,
    responses={200: {"model": RewardWritten, "description": "What a dry run answers"}},
    openapi_extra=bodies.request_body(RewardBody) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def create(request: Request, caller: Operator, settings: Settings, engine: Engine) -> Response:
    """Write a reward. It is a draft until it is published."""
    sent = await writes.read(request)
    body, reward_id = as_stored(bodies.validate(RewardBody, sent.content)), uuid7()
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        await check_campaign(write.tx, operator_id_of(caller), body)
        await check_partner(write.tx, operator_id_of(caller), body)
        body = await for_its_project(write.tx, body)
        await store.add(write.tx, settings.city_id, operator_id_of(caller), reward_id, body)
        write.answer(201, answers.written(reward_id, "draft", version=0))
    return write.response


@router.put(
    "/v1/rewards/{reward_id}",
    operation_id="replace_reward",
    response_model=RewardWritten,
    responses=may_raise(RewardState),
    openapi_extra=bodies.request_body(ReplacedReward) | takes(DRY_RUN),
)
async def replace(
    reward_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
) -> Response:
    """Replace the body of a reward. The published version stays in force until the next publishing. A change
    that was submitted or signed is withdrawn."""
    sent = bodies.validate(ReplacedReward, bodies.parse_object(await bodies.read(request)))
    body = as_stored(sent)
    async with writes.changing(request, engine) as tx:
        await check_campaign(tx, operator_id_of(caller), body)
        await check_partner(tx, operator_id_of(caller), body)
        row = await lock(tx, reward_id, operator_id_of(caller))
        state = steps.state_when_replaced(row.state, RewardState)
        body = await for_its_project(tx, body)
        await store.set_body(tx, row.reward_id, state, body)
        await changes.end_changes(tx, KIND.name, str(row.reward_id))
        step = line(KIND, thing_of(row), "replaced", caller, settings.city_id, sent.reason)
        await record(tx, settings.city_id, KIND.chain, step)
    content = answers.written(row.reward_id, state, row.version)
    return answer(content, headers=preferences.preference_applied(request))


PUBLISHING_REFUSED = (NeedsApproval, Stopped, StockBelowRedeemed)


def add_step(step: Step, description: str) -> None:
    """Add the route for a step of the operator. Each step does the same: lock, check, do, say."""

    @router.post(
        f"/v1/rewards/{{reward_id}}/{step}",
        operation_id=f"{step}_reward",
        name=f"{step}_reward",
        description=description,
        response_model=RewardWritten,
        responses=may_raise(RewardState, *PUBLISHING_REFUSED if step == "publish" else ()),
        openapi_extra=bodies.request_body(Reasoned) | takes(DRY_RUN),
    )
    async def take(
        reward_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
    ) -> Response:
        body = bodies.validate(Reasoned, bodies.parse_object(await bodies.read_optional(request)))
        now = datetime.now(UTC)
        async with writes.changing(request, engine) as tx:
            before = await lock(tx, reward_id, operator_id_of(caller))
            state = steps.check_step(before.state, step, RewardState)
            if step == "publish":
                await check_partner(tx, operator_id_of(caller), before.body)
                await let_into_force(tx, KIND, thing_of(before), now)
            after = await take_step(tx, settings.city_id, before, state, step == "publish")
            taken = line(KIND, thing_in_force(after), state, caller, settings.city_id, body.reason)
            await record(tx, settings.city_id, KIND.chain, taken)
        content = answers.written(after.reward_id, after.state, after.version)
        return answer(content, headers=preferences.preference_applied(request))


add_step("publish", "Bring a reward into force, as a version that never changes.")
add_step("pause", "Let nobody redeem a reward until it is published again. Reservations stay.")
add_step("close", "End a reward for good. What was redeemed or reserved stays.")
