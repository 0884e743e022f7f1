"""HTTP door of challenges for operators: write, publish, pause, close."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import JSONResponse, Response
from uuid_utils.compat import uuid7

from services.challenges import answers, rules, store, store_challenges
from services.challenges.answer_models import ChallengeStep, ChallengeWritten
from services.challenges.bodies import ChallengeBody, Nothing
from services.challenges.rules import Challenge, State, Step
from services.challenges.store import Entry
from shared import bodies, idempotency
from shared.auth import Caller, Operator
from shared.db import publish
from shared.documented import DRY_RUN, IDEMPOTENCY_KEY, takes
from shared.settings import ServiceSettings
from shared.web import Engine, Settings

router = APIRouter()


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
    raw = await bodies.read(request)
    key, hashed = idempotency.key_of(request), idempotency.request_hash(request, raw)
    body = bodies.validate(ChallengeBody, bodies.parse_object(raw))
    challenge_id = uuid7()
    answer = {"challenge_id": str(challenge_id), "state": "draft", "version": 1}
    if bodies.is_dry_run(request):
        return JSONResponse(answer, headers=bodies.preference_applied(request))
    async with engine.begin() as tx:
        if earlier := await idempotency.earlier_answer(tx, caller.id, key, hashed):
            return earlier
        operator_id = caller.operator_id or ""
        await store_challenges.add(tx, settings.city_id, operator_id, challenge_id, as_json(body))
        return await idempotency.keep_answer(tx, caller.id, key, hashed, 201, json.dumps(answer).encode())


@router.put(
    "/v1/challenges/{challenge_id}",
    operation_id="replace_challenge",
    response_model=ChallengeWritten,
    openapi_extra=bodies.request_body(ChallengeBody) | takes(DRY_RUN),
)
async def replace(challenge_id: str, request: Request, caller: Operator, engine: Engine) -> Response:
    """Write a challenge anew. What is published stays in force until the next publishing."""
    body = bodies.validate(ChallengeBody, bodies.parse_object(await bodies.read(request)))
    async with engine.connect() as tx:
        row = answers.own(await store_challenges.lock(tx, answers.path_id(challenge_id)), caller)
        if row.state == "closed":
            raise rules.ChallengeState(
                "A challenge that is {state} cannot be changed like this.", state=row.state
            )
        state: State = row.state if row.state in ("published", "paused") else "draft"
        await store_challenges.set_body(tx, row.challenge_id, state, as_json(body))
        await (tx.rollback() if bodies.is_dry_run(request) else tx.commit())
    answer = {"challenge_id": str(row.challenge_id), "state": state, "version": max(1, row.version)}
    return JSONResponse(answer, headers=bodies.preference_applied(request))


@router.post(
    "/v1/challenges/{challenge_id}/submit",
    operation_id="submit_challenge",
    response_model=ChallengeStep,
    openapi_extra=takes(DRY_RUN),
)
async def submit(
    challenge_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
) -> Response:
    """Hand a draft to the city."""
    return await take_step("submit", challenge_id, request, caller, settings, engine)


@router.post(
    "/v1/challenges/{challenge_id}/publish",
    operation_id="publish_challenge",
    response_model=ChallengeStep,
    openapi_extra=takes(DRY_RUN),
)
async def publish_challenge(
    challenge_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
) -> Response:
    """Bring a challenge into force, counted from all trips in its window, whenever they arrived."""
    return await take_step("publish", challenge_id, request, caller, settings, engine)


@router.post(
    "/v1/challenges/{challenge_id}/pause",
    operation_id="pause_challenge",
    response_model=ChallengeStep,
    openapi_extra=takes(DRY_RUN),
)
async def pause(
    challenge_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
) -> Response:
    """Stop counting until the challenge is published again, which counts what came meanwhile."""
    return await take_step("pause", challenge_id, request, caller, settings, engine)


@router.post(
    "/v1/challenges/{challenge_id}/close",
    operation_id="close_challenge",
    response_model=ChallengeStep,
    openapi_extra=takes(DRY_RUN),
)
async def close(
    challenge_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
) -> Response:
    """End a challenge for good. It counts nothing new, but voids still take back."""
    return await take_step("close", challenge_id, request, caller, settings, engine)


async def take_step(
    step: Step,
    challenge_id: str,
    request: Request,
    caller: Caller,
    settings: ServiceSettings,
    engine: Engine,
) -> Response:
    """Lock, check, do, say: what all steps of a challenge have in common."""
    bodies.validate(Nothing, bodies.parse_object(await bodies.read_optional(request)))
    async with engine.connect() as tx:
        await store.hold_rules(tx)
        row = answers.own(await store_challenges.lock(tx, answers.path_id(challenge_id)), caller)
        state = rules.check_step(row.state, step)
        before = await store_challenges.find_in_force(tx, row.challenge_id)
        row = await store_challenges.set_state(tx, row.challenge_id, state)
        challenge = await store_challenges.find_in_force(tx, row.challenge_id)
        brought: dict[str, int] = {}
        if challenge is not None and state in ("published", "paused", "closed"):
            now = datetime.now(UTC)
            entries: Sequence[Entry] = ()
            if state == "published":
                await store_challenges.unfreeze(tx, challenge.challenge_id)
                entries = await store_challenges.backfill(tx, settings.city_id, challenge, now)
                brought = answers.totals(challenge, entries)
            elif before is not None and before.state == "published":
                await store_challenges.freeze(tx, settings.city_id, challenge)
            await say(tx, settings, row.revision, challenge, entries, now)
        await (tx.rollback() if bodies.is_dry_run(request) else tx.commit())
    answer = {"challenge_id": str(row.challenge_id), "state": state, "version": max(1, row.version)}
    return JSONResponse(answer | brought, headers=bodies.preference_applied(request))


async def say(
    tx: AsyncConnection,
    settings: ServiceSettings,
    revision: int,
    challenge: Challenge,
    entries: Sequence[Entry],
    now: datetime,
) -> None:
    """Tell of the rules in force, and of the entries that they have changed."""
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    await publish(
        tx,
        [
            answers.published(settings.city_id, revision, challenge),
            *(answers.judged(settings.city_id, challenge, entry, today) for entry in entries),
        ],
    )


def as_json(body: ChallengeBody) -> str:
    """The body as it is kept: what was not sent is left out."""
    return body.model_dump_json(exclude_none=True)
