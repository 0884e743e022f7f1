"""HTTP routes of challenges: operators write, publish, pause and close them."""

import json
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.challenges import answers, store
from services.challenges.actions import (
    OWNER,
    check_in_favour,
    check_required,
    read_tree,
    take_step,
    thing_in_force,
    thing_of,
)
from services.challenges.answers import ChallengeStep, ChallengeWritten
from services.challenges.bodies import ChallengeBody, ReplacedChallenge
from services.challenges.campaigns.actions import check_known
from services.challenges.rules import KIND, NO_CHALLENGE, ChallengeState, NotInRidersFavour
from services.challenges.tree.bodies import as_stored
from shared.http import bodies, preferences, writes
from shared.http.auth import Operator, operator_id_of
from shared.http.campaigns import NeedsCampaign, check_named
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, answer, takes
from shared.http.owned import owned, path_id
from shared.http.problems import may_raise
from shared.http.web import Engine, Settings
from shared.two_keys import routes as two_keys
from shared.two_keys import steps
from shared.two_keys import store as changes
from shared.two_keys.actions import let_into_force, line
from shared.two_keys.bodies import Reasoned
from shared.two_keys.decisions import routes as decisions
from shared.two_keys.decisions.actions import record
from shared.two_keys.rules import NeedsApproval, Stopped
from shared.two_keys.steps import Step

router = APIRouter()
router.include_router(two_keys.routes("/v1/challenges/{challenge_id}", KIND, OWNER))
router.include_router(two_keys.changes_router(KIND.chain, KIND.first, *KIND.seconds))
router.include_router(decisions.create_router(KIND.chain))


@router.post(
    "/v1/challenges",
    operation_id="create_challenge",
    status_code=201,
    response_model=ChallengeWritten,
    responses={200: {"model": ChallengeWritten, "description": "What a dry run answers"}},
    openapi_extra=bodies.request_body(ChallengeBody) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def create(request: Request, caller: Operator, settings: Settings, engine: Engine) -> Response:
    """Write a challenge. It is a draft until it is published."""
    sent = await writes.read(request)
    body, challenge_id = read_tree(ChallengeBody, sent.content, request), uuid7()
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        await check_known(write.tx, body.campaign_id, operator_id_of(caller))
        await store.add(write.tx, settings.city_id, operator_id_of(caller), challenge_id, as_stored(body))
        write.answer(201, answers.written(challenge_id, "draft", version=0))
    return write.response


@router.put(
    "/v1/challenges/{challenge_id}",
    operation_id="replace_challenge",
    response_model=ChallengeWritten,
    responses=may_raise(ChallengeState, NotInRidersFavour),
    openapi_extra=bodies.request_body(ReplacedChallenge) | takes(DRY_RUN),
)
async def replace(
    challenge_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
) -> Response:
    """Replace the body of a challenge. The published version stays in force until the next publishing, and
    changes only in the riders' favour. A change that was submitted or signed is withdrawn."""
    body = read_tree(ReplacedChallenge, bodies.parse_object(await bodies.read(request)), request)
    async with writes.changing(request, engine) as tx:
        await check_known(tx, body.campaign_id, operator_id_of(caller))
        known_id = path_id(challenge_id, NO_CHALLENGE)
        row = owned(await store.lock(tx, known_id, operator_id_of(caller)), NO_CHALLENGE)
        state = steps.state_when_replaced(row.state, ChallengeState)
        await check_in_favour(tx, row, json.loads(as_stored(body)), datetime.now(UTC))
        await store.set_body(tx, row.challenge_id, state, as_stored(body))
        await changes.end_changes(tx, KIND.name, str(row.challenge_id))
        step = line(KIND, thing_of(row), "replaced", caller, settings.city_id, body.reason)
        await record(tx, settings.city_id, KIND.chain, step)
    content = answers.written(row.challenge_id, state, row.version)
    return answer(content, headers=preferences.preference_applied(request))


PUBLISHING_REFUSED = (NeedsApproval, Stopped, NeedsCampaign, NotInRidersFavour)


def add_step(step: Step, description: str) -> None:
    """Add the route for a step of the operator. Each step does the same: lock, check, do, say."""

    @router.post(
        f"/v1/challenges/{{challenge_id}}/{step}",
        operation_id=f"{step}_challenge",
        name=step,
        description=description,
        response_model=ChallengeStep,
        responses=may_raise(ChallengeState, *PUBLISHING_REFUSED if step == "publish" else ()),
        openapi_extra=bodies.request_body(Reasoned) | takes(DRY_RUN),
    )
    async def take(
        challenge_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
    ) -> Response:
        body = bodies.validate(Reasoned, bodies.parse_object(await bodies.read_optional(request)))
        now = datetime.now(UTC)
        async with writes.changing(request, engine) as tx:
            known_id = path_id(challenge_id, NO_CHALLENGE)
            await store.hold_rules(tx)
            before = owned(await store.lock(tx, known_id, operator_id_of(caller)), NO_CHALLENGE)
            state = steps.check_step(before.state, step, ChallengeState)
            if step == "publish":
                check_named(settings.env, *() if "campaign_id" in before.body else ("/campaign_id",))
                await check_in_favour(tx, before, before.body, now)
                await check_required(tx, before.body)
                await let_into_force(tx, KIND, thing_of(before), now)
            after, brought = await take_step(tx, settings, before, state, now, step == "publish")
            step_taken = line(KIND, thing_in_force(after), state, caller, settings.city_id, body.reason)
            await record(tx, settings.city_id, KIND.chain, step_taken)
        return answer(answers.step(after, brought), headers=preferences.preference_applied(request))


add_step(
    "publish", "Bring a challenge into force, counted from all trips in its window, whenever they arrived."
)
add_step("pause", "Hold back what is newly completed until it is published again or closed.")
add_step(
    "close",
    "End a challenge now, if its window has not ended. What started before counts, however late it comes.",
)
