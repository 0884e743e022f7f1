"""HTTP door of challenges for riders: list, join, leave."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import JSONResponse, Response

from services.challenges import answers, rules
from services.challenges import store as store_challenges
from services.challenges.answer_models import ChallengeList, ChallengePart
from services.challenges.bodies import Nothing
from services.challenges.entries import store
from services.challenges.entries.store import Entry
from services.challenges.rules import Challenge
from shared.eventlog.outbox import publish
from shared.http import bodies, cursors
from shared.http.auth import AnyRole, Rider
from shared.http.problems import NotFound
from shared.http.web import Engine, Settings
from shared.settings import ServiceSettings

router = APIRouter()


@router.get("/v1/challenges", operation_id="list_challenges", response_model=ChallengeList)
async def list_challenges(
    caller: AnyRole, settings: Settings, engine: Engine, query: Annotated[cursors.Page, Query()]
) -> JSONResponse:
    """Challenges, newest first: those that are published; for operators all of their own."""
    secret = settings.internal_secret.get_secret_value()
    operator_id = caller.operator_id if caller.is_("operator") else None
    list_name = f"challenges of {operator_id or 'all'}"
    after = None
    if query.cursor is not None:
        created_at, last_id = cursors.read(secret, list_name, query.cursor)
        after = datetime.fromisoformat(created_at), UUID(last_id)
    async with engine.connect() as tx:
        rows = await store_challenges.listed(tx, operator_id, query.limit + 1, after)
    answer: dict[str, object] = {"challenges": [answers.challenge_answer(row) for row in rows[: query.limit]]}
    if len(rows) > query.limit:
        last = rows[query.limit - 1]
        answer["next_cursor"] = cursors.write(
            secret, list_name, last.created_at.isoformat(), str(last.challenge_id)
        )
    return JSONResponse(answer)


@router.put("/v1/me/entries/{challenge_id}", operation_id="join_challenge", response_model=ChallengePart)
async def join(
    challenge_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """Take part. Trips in the window count, also those that came before joining."""
    bodies.validate(Nothing, bodies.parse_object(await bodies.read_optional(request)))
    assert caller.rider_id is not None
    async with engine.begin() as tx:
        await store.hold_rules(tx)
        challenge = await _open(tx, answers.path_id(challenge_id))
        if challenge.who == "joined":
            await store_challenges.join(tx, settings.city_id, challenge.challenge_id, caller.rider_id)
        entry = await _count(tx, settings, challenge, caller.rider_id)
    return JSONResponse(answers.entry_answer(challenge, entry))


@router.delete("/v1/me/entries/{challenge_id}", operation_id="leave_challenge", status_code=204)
async def leave(challenge_id: str, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Take part no longer, as long as the challenge is not completed."""
    assert caller.rider_id is not None
    async with engine.begin() as tx:
        await store.hold_rules(tx)
        challenge = await _open(tx, answers.path_id(challenge_id))
        if challenge.who == "all":
            raise rules.OpenToAll("This challenge counts every rider: there is nothing to leave.")
        if await store_challenges.is_completed(tx, challenge.challenge_id, caller.rider_id):
            raise rules.AlreadyCompleted("You have completed this challenge: there is nothing to leave.")
        if not await store_challenges.leave(tx, challenge.challenge_id, caller.rider_id):
            raise NotFound("You have not joined this challenge.")
        await _count(tx, settings, challenge, caller.rider_id)
    return Response(status_code=204)


async def _open(tx: AsyncConnection, challenge_id: UUID) -> Challenge:
    challenge = await store_challenges.find_in_force(tx, challenge_id)
    if challenge is None:
        raise NotFound("There is no such challenge.")
    if challenge.state != "published":
        raise rules.ChallengeState(challenge.state)
    return challenge


async def _count(
    tx: AsyncConnection, settings: ServiceSettings, challenge: Challenge, rider_id: UUID
) -> Entry:
    """The rider's entry, counted from the facts. A rider without a trip starts from nothing."""
    now, zone = datetime.now(UTC), ZoneInfo(settings.timezone)
    entries = await store_challenges.backfill(tx, settings.city_id, challenge, now, rider_id)
    await publish(tx, [answers.judged(settings.city_id, zone, challenge, entry) for entry in entries])
    if entries:
        return entries[0]
    return Entry(challenge.challenge_id, rider_id, 0, 0, now, None, False)
