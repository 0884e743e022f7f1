"""HTTP door of challenges for operators: write, publish, pause, close."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import JSONResponse, Response
from uuid_utils.compat import uuid7

from services.challenges import answers, rules
from services.challenges import store as store_challenges
from services.challenges.answer_models import ChallengeStep, ChallengeWritten
from services.challenges.bodies import ChallengeBody, Nothing
from services.challenges.entries import store
from services.challenges.entries.store import Entry
from services.challenges.rules import State, Step
from shared.eventlog.outbox import publish
from shared.http import bodies, idempotency
from shared.http.auth import Operator
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, takes
from shared.http.web import Engine, Settings
from shared.settings import ServiceSettings

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
            raise rules.ChallengeState(row.state)
        state: State = row.state if row.state in ("published", "paused") else "draft"
        await store_challenges.set_body(tx, row.challenge_id, state, as_json(body))
        await (tx.rollback() if bodies.is_dry_run(request) else tx.commit())
    answer = {"challenge_id": str(row.challenge_id), "state": state, "version": max(1, row.version)}
    return JSONResponse(answer, headers=bodies.preference_applied(request))


def add_step(step: Step, description: str) -> None:
    """A route for a step. All of them do the same: lock, check, do, say."""

    @router.post(
        f"/v1/challenges/{{challenge_id}}/{step}",
        operation_id=f"{step}_challenge",
        name=step,
        description=description,
        response_model=ChallengeStep,
        openapi_extra=takes(DRY_RUN),
    )
    async def take(
        challenge_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
    ) -> Response:
        bodies.validate(Nothing, bodies.parse_object(await bodies.read_optional(request)))
        async with engine.connect() as tx:
            await store.hold_rules(tx)
            before = answers.own(await store_challenges.lock(tx, answers.path_id(challenge_id)), caller)
            state = rules.check_step(before.state, step)
            after = await store_challenges.set_state(tx, before.challenge_id, state)
            brought = await take_effect(tx, settings, before.state, after)
            await (tx.rollback() if bodies.is_dry_run(request) else tx.commit())
        answer = {"challenge_id": str(after.challenge_id), "state": state, "version": max(1, after.version)}
        return JSONResponse(answer | brought, headers=bodies.preference_applied(request))


add_step("submit", "Hand a draft to the city.")
add_step(
    "publish", "Bring a challenge into force, counted from all trips in its window, whenever they arrived."
)
add_step("pause", "Stop counting until the challenge is published again, which counts what came meanwhile.")
add_step("close", "End a challenge for good. It counts nothing new, but voids still take back.")


async def take_effect(
    tx: AsyncConnection, settings: ServiceSettings, state_before: State, row: sa.Row[Any]
) -> dict[str, int]:
    """What follows from a step for the rules in force: publishing counts anew, pausing and closing end the
    counting, and all of it is said. Returns what publishing has brought."""
    challenge = await store_challenges.find_in_force(tx, row.challenge_id)
    if challenge is None:
        return {}
    entries: Sequence[Entry] = ()
    if challenge.state == "published":
        await store_challenges.unfreeze(tx, challenge.challenge_id)
        entries = await store_challenges.backfill(tx, settings.city_id, challenge, datetime.now(UTC))
    elif state_before == "published":
        await store_challenges.freeze(tx, settings.city_id, challenge)
    zone = ZoneInfo(settings.timezone)
    judged = [answers.judged(settings.city_id, zone, challenge, entry) for entry in entries]
    await publish(tx, [answers.published(settings.city_id, row.revision, challenge), *judged])
    return answers.totals(challenge, entries) if challenge.state == "published" else {}


def as_json(body: ChallengeBody) -> str:
    """The body as it is kept: what was not sent is left out."""
    return body.model_dump_json(exclude_none=True)
