"""HTTP routes of profiles: a rider says how it is called, and whether leaderboards show it."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.rewards.leaderboards import actions as leaderboards
from services.rewards.leaderboards.store import rename
from services.rewards.ledger.actions import lock_accounts
from services.rewards.profiles import rules, store
from services.rewards.profiles.answers import Profile
from services.rewards.profiles.bodies import ProfileBody
from services.rewards.profiles.rules import NO_RIDER, NicknameTooSoon
from shared.http import bodies, etags, preferences, writes
from shared.http.auth import Rider, rider_id_of
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.nicknames import NicknameTaken
from shared.http.owned import owned
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings
from shared.limits import KIB

router = APIRouter()


@router.put(
    "/v1/me/profile",
    operation_id="put_profile",
    response_model=Profile,
    responses=may_raise(NotFound, NicknameTaken, NicknameTooSoon),
    openapi_extra=bodies.request_body(ProfileBody, limit=KIB) | takes(DRY_RUN),
)
async def put_profile(request: Request, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Say how you are called on leaderboards, and whether you are on them. Opting in shows the points of the
    whole period at once, opting out takes them off every board at once. No event tells a nickname.
    Who was erased has no profile any more."""
    body = bodies.validate(ProfileBody, bodies.parse_object(await bodies.read(request, KIB)))
    rider_id = rider_id_of(caller)
    async with writes.changing(request, engine) as tx:
        # One after the other, so that nobody changes a nickname twice at the same time.
        accounts = await lock_accounts(tx, [rider_id])
        account = owned(None if rider_id in accounts.erased else accounts[rider_id], NO_RIDER)
        before = await store.read(tx, rider_id)
        profile = rules.changed(before, body.nickname, body.on_leaderboards, datetime.now(UTC))
        if not await store.put(tx, settings.city_id, rider_id, profile):
            raise NicknameTaken("Another rider has this nickname.")
        if profile.on_leaderboards != account.on_leaderboards:
            await leaderboards.show(tx, settings.city_id, account, profile.on_leaderboards)
        elif profile.on_leaderboards and before and before.nickname != profile.nickname:
            await rename(tx, rider_id, profile.nickname)
    content = Profile(nickname=profile.nickname, on_leaderboards=profile.on_leaderboards)
    return answer(content, headers=preferences.preference_applied(request))


@router.get("/v1/me/profile", operation_id="read_profile", response_model=Profile)
async def read_profile(request: Request, caller: Rider, engine: Engine) -> Response:
    """How you are called on leaderboards, and whether you are on them."""
    async with engine.connect() as tx:
        known = await store.read(tx, rider_id_of(caller))
    content = Profile(on_leaderboards=False)
    if known:
        content = Profile(nickname=known.nickname, on_leaderboards=known.on_leaderboards)
    return etags.answer(request, as_json(content), etags.PRIVATE)
