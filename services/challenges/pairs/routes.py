"""HTTP routes of pairs: riders invite each other, accept and refuse, leave, and block who should leave them
alone."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.challenges.entries.rules import ChallengeOver
from services.challenges.invites import actions as invites
from services.challenges.invites.rules import new_lookup
from services.challenges.pairs import actions, store
from services.challenges.pairs.answers import PairInvite, PairShown, shown
from services.challenges.pairs.bodies import NewPair
from services.challenges.pairs.rules import NO_BLOCK, NO_PAIR, AlreadyPaired, Pair
from services.challenges.rules import ChallengeState
from shared.http import bodies, writes
from shared.http.auth import Rider, rider_id_of
from shared.http.documented import IDEMPOTENCY_KEY, answer, takes
from shared.http.erased import ErasedRider
from shared.http.idempotency import AnsweredBefore
from shared.http.owned import owned, path_id
from shared.http.problems import NotFound, RateLimited, may_raise
from shared.http.quotas import rate_limited
from shared.http.web import Engine, Settings
from shared.limits import KIB

router = APIRouter()


@router.post(
    "/v1/me/pairs",
    operation_id="create_pair",
    status_code=201,
    response_model=PairInvite,
    responses=may_raise(NotFound, ChallengeOver, ChallengeState, AlreadyPaired, ErasedRider),
    openapi_extra=bodies.request_body(NewPair, limit=KIB) | takes(IDEMPOTENCY_KEY),
)
async def create(request: Request, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Invite somebody to be in a challenge with you. The pair begins when somebody accepts. Who has invited
    before, and waits still, waits for the new one only."""
    sent = await writes.read(request, KIB)
    body = bodies.validate(NewPair, sent.content)
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    pair = Pair(uuid7(), body.challenge_id, is_open=True, partners=())
    try:
        async with writes.once(request, engine, caller, sent) as write:
            await invites.hold(write.tx, rider_id, now)
            lookup = new_lookup(invites.key_of(settings), pair.pair_id)
            await actions.make(write.tx, settings.city_id, pair, lookup, rider_id, now)
            write.answer(201, invites.stored("pair_id", pair.pair_id, 0))
    except AnsweredBefore as repeated:
        return invites.with_code(settings, repeated.response, "pair_id")
    return invites.with_code(settings, write.response, "pair_id")


@router.put(
    "/v1/me/pairs/{invite}",
    operation_id="accept_pair",
    response_model=PairShown,
    responses=may_raise(NotFound, ChallengeOver, ChallengeState, AlreadyPaired, RateLimited, ErasedRider),
)
async def accept(
    invite: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """Accept an invite, and be in this pair. After 5 wrong codes within 10 minutes you have to wait, whatever
    code comes next."""
    bodies.validate(bodies.Nothing, bodies.parse_object(await bodies.read_optional(request)))
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    async with engine.connect() as tx:
        pair = await _invited(tx, settings, request, invite, rider_id, now)
        await actions.accept(tx, settings.city_id, pair, rider_id, now)
        await tx.commit()
    return answer(shown(pair))


@router.delete(
    "/v1/me/pairs/{invite}",
    operation_id="refuse_or_leave_pair",
    status_code=204,
    responses=may_raise(NotFound, RateLimited, ErasedRider),
)
async def refuse_or_leave(
    invite: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """Refuse an invite, which is good for nobody then; or, by a `pair_id`, leave this pair. After the end
    that takes nothing from the other one."""
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    async with engine.connect() as tx:
        if bodies.UUID_FORM.fullmatch(invite):
            await invites.hold(tx, rider_id, now)
            await actions.leave(tx, settings.city_id, path_id(invite, NO_PAIR), rider_id, now)
        else:
            pair = await _invited(tx, settings, request, invite, rider_id, now)
            await actions.refuse(tx, settings.city_id, pair, rider_id, now)
        await tx.commit()
    return Response(status_code=204)


async def _invited(
    tx: AsyncConnection, settings: Settings, request: Request, invite: str, rider_id: UUID, now: datetime
) -> Pair:
    """The pair, its row locked, to which this code invites the rider. Raises RateLimited, and NotFound, for
    which it commits that the code was wrong."""
    found = await store.find_invited(tx, invites.lookup_in(settings, invite))
    if (wait_s := await invites.hold(tx, rider_id, now, *(found.riders if found else ()))) is not None:
        raise rate_limited(request, wait_s, invites.TOO_MANY)
    pair = await actions.invited(tx, found.pair_id, rider_id) if found else None
    if pair is None:
        await invites.add_wrong_code(tx, settings.city_id, rider_id, now)
        await tx.commit()
        raise NotFound(invites.NO_INVITE)
    return pair


@router.put(
    "/v1/me/blocks/{pair_id}",
    operation_id="block_partner",
    status_code=204,
    responses=may_raise(NotFound, ErasedRider),
)
async def block(
    pair_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """Block the other one of this pair, who leaves every pair with you, can invite you no more, and is not
    told."""
    bodies.validate(bodies.Nothing, bodies.parse_object(await bodies.read_optional(request)))
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    async with engine.begin() as tx:
        await invites.hold(tx, rider_id, now)
        other_id = await _other(tx, pair_id, rider_id)
        await actions.block(tx, settings.city_id, rider_id, other_id, now)
    return Response(status_code=204)


@router.delete(
    "/v1/me/blocks/{pair_id}",
    operation_id="unblock_partner",
    status_code=204,
    responses=may_raise(NotFound, ErasedRider),
)
async def unblock(pair_id: str, caller: Rider, engine: Engine) -> Response:
    """Let the other one of this pair invite you again."""
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    async with engine.begin() as tx:
        await invites.hold(tx, rider_id, now)
        other_id = await _other(tx, pair_id, rider_id)
        await actions.unblock(tx, rider_id, other_id)
    return Response(status_code=204)


async def _other(tx: AsyncConnection, pair_id: str, rider_id: UUID) -> UUID:
    """The other one of a pair that the rider is or was in. Raises NotFound."""
    pair = owned(await store.find(tx, path_id(pair_id, NO_BLOCK)), NO_BLOCK)
    return owned(pair.other(rider_id), NO_BLOCK)
