"""HTTP routes of entries: riders join and leave challenges."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.challenges import store as challenges
from services.challenges.campaigns.actions import check_promises
from services.challenges.entries import actions, answers, rules, store
from services.challenges.rules import NO_CHALLENGE, Challenge, ChallengeState
from shared.http import bodies
from shared.http.auth import Rider, rider_id_of
from shared.http.campaigns import BudgetSpent
from shared.http.documented import answer
from shared.http.owned import owned, path_id
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings

router = APIRouter()


@router.put(
    "/v1/me/entries/{challenge_id}",
    operation_id="join_challenge",
    response_model=answers.ChallengePart,
    responses=may_raise(ChallengeState, BudgetSpent),
)
async def join(
    challenge_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """Take part. Trips in the window count, also those that came before joining."""
    bodies.validate(bodies.Nothing, bodies.parse_object(await bodies.read_optional(request)))
    rider_id, city_id, zone = rider_id_of(caller), settings.city_id, ZoneInfo(settings.timezone)
    now = datetime.now(UTC)
    async with engine.begin() as tx:
        challenge = await _hold_open(tx, path_id(challenge_id, NO_CHALLENGE))
        if challenge.who == "joined" and await store.join(tx, city_id, challenge.challenge_id, rider_id):
            await check_promises(tx, challenge.campaign_id)
        entry = await actions.count_anew(tx, city_id, zone, challenge, rider_id, now)
    return answer(answers.part(challenge, entry, now))


@router.delete(
    "/v1/me/entries/{challenge_id}",
    operation_id="leave_challenge",
    status_code=204,
    responses=may_raise(ChallengeState, rules.OpenToAll, rules.AlreadyCompleted),
)
async def leave(challenge_id: str, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Take part no longer, as long as the challenge is not completed."""
    rider_id, city_id, zone = rider_id_of(caller), settings.city_id, ZoneInfo(settings.timezone)
    async with engine.begin() as tx:
        challenge = await _hold_open(tx, path_id(challenge_id, NO_CHALLENGE))
        if challenge.who == "all":
            raise rules.OpenToAll("This challenge counts every rider: there is nothing to leave.")
        if await store.is_completed(tx, challenge.challenge_id, rider_id):
            raise rules.AlreadyCompleted("You have completed this challenge: there is nothing to leave.")
        if not await store.leave(tx, challenge.challenge_id, rider_id):
            raise NotFound("You have not joined this challenge.")
        await actions.count_anew(tx, city_id, zone, challenge, rider_id, datetime.now(UTC))
    return Response(status_code=204)


async def _hold_open(tx: AsyncConnection, challenge_id: UUID) -> Challenge:
    """A published challenge. The rules lock keeps it published until the transaction ends. Raises NotFound or
    ChallengeState."""
    await challenges.hold_rules(tx)
    challenge = owned(await challenges.find_in_force(tx, challenge_id), NO_CHALLENGE)
    if challenge.state != "published":
        raise ChallengeState(challenge.state)
    return challenge
