"""HTTP routes of teams and workplaces: riders make, join and leave them; owners renew invites and remove
members."""

from datetime import UTC, datetime
from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.challenges.invites import actions as invites
from services.challenges.teams import actions, store
from services.challenges.teams.answers import TeamInvite, TeamShown, shown
from services.challenges.teams.bodies import Invited, NewTeam
from services.challenges.teams.rules import NO_MEMBER, NO_TEAM, Team, TeamFull, check_member
from services.challenges.tree.words import TeamKind
from shared.http import bodies, etags, writes
from shared.http.auth import Rider, rider_id_of
from shared.http.documented import IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.erased import ErasedRider
from shared.http.idempotency import AnsweredBefore
from shared.http.nicknames import NicknameTaken
from shared.http.owned import owned, path_id
from shared.http.problems import Forbidden, NotFound, RateLimited, may_raise
from shared.http.quotas import rate_limited
from shared.http.web import Engine, Settings
from shared.limits import KIB

router = APIRouter()


@router.post(
    "/v1/teams",
    operation_id="create_team",
    status_code=201,
    response_model=TeamInvite,
    responses=may_raise(NicknameTaken, ErasedRider),
    openapi_extra=bodies.request_body(NewTeam, limit=KIB) | takes(IDEMPOTENCY_KEY),
)
async def create(request: Request, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Make a team or a workplace, and be the first in it. You leave the one that you are in. Its name follows
    the rules for nicknames: no other of its kind has the same."""
    sent = await writes.read(request, KIB)
    body = bodies.validate(NewTeam, sent.content)
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    team = Team(uuid7(), body.kind, body.name, body.size_max, renewals=0)
    try:
        async with writes.once(request, engine, caller, sent) as write:
            await invites.hold(write.tx, rider_id, now)
            key = invites.key_of(settings)
            await actions.make(write.tx, settings.city_id, key, team, rider_id, now)
            write.answer(201, invites.stored("team_id", team.team_id, 0))
    except AnsweredBefore as repeated:
        return invites.with_code(settings, repeated.response, "team_id")
    return invites.with_code(settings, write.response, "team_id")


@router.get(
    "/v1/teams/{team_id}", operation_id="read_team", response_model=TeamShown, responses=may_raise(NotFound)
)
async def read(team_id: str, request: Request, caller: Rider, engine: Engine) -> Response:
    """A team or workplace that you are in. Its owner, who has been in it longest, sees each member."""
    known_id, rider_id = path_id(team_id, NO_TEAM), rider_id_of(caller)
    async with engine.connect() as tx:
        team = owned(await store.find(tx, known_id), NO_TEAM)
        members = await store.members(tx, known_id)
    check_member(members, rider_id)
    return etags.answer(request, as_json(shown(team, members, rider_id)), etags.PRIVATE)


@router.post(
    "/v1/teams/{team_id}/invite",
    operation_id="renew_team_invite",
    status_code=201,
    response_model=TeamInvite,
    responses=may_raise(NotFound, Forbidden),
    openapi_extra=takes(IDEMPOTENCY_KEY),
)
async def renew(
    team_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """Let another code invite to your team. The one of before invites to nothing any more."""
    sent = await writes.read_nothing(request)
    rider_id, known_id = rider_id_of(caller), path_id(team_id, NO_TEAM)
    try:
        async with writes.once(request, engine, caller, sent) as write:
            team = owned(await store.lock(write.tx, known_id), NO_TEAM)
            renewals = await actions.renew(write.tx, invites.key_of(settings), team, rider_id)
            write.answer(201, invites.stored("team_id", known_id, renewals))
    except AnsweredBefore as repeated:
        return invites.with_code(settings, repeated.response, "team_id")
    return invites.with_code(settings, write.response, "team_id")


@router.delete(
    "/v1/teams/{team_id}/members/{member_id}",
    operation_id="remove_team_member",
    status_code=204,
    responses=may_raise(NotFound, Forbidden),
)
async def remove(team_id: str, member_id: str, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Take a member out of your team. Who knows the invite can come back: renew it first."""
    known_id, membership_id = path_id(team_id, NO_TEAM), path_id(member_id, NO_MEMBER)
    async with engine.begin() as tx:
        team = owned(await store.lock(tx, known_id), NO_TEAM)
        now = datetime.now(UTC)
        await actions.remove(tx, settings.city_id, team, membership_id, rider_id_of(caller), now)
    return Response(status_code=204)


def add_join(kind: TeamKind) -> None:
    """Add the route by which a rider joins a team, or a workplace."""

    @router.put(
        f"/v1/me/{kind}",
        operation_id=f"join_{kind}",
        name=f"join {kind}",
        description=f"Join the {kind} of this invite, and leave the one that you are in. After 5 wrong\n"
        "codes within 10 minutes you have to wait, whatever code comes next.",
        response_model=TeamShown,
        responses=may_raise(NotFound, TeamFull, RateLimited, ErasedRider),
        openapi_extra=bodies.request_body(Invited, limit=KIB),
    )
    async def join(request: Request, caller: Rider, settings: Settings, engine: Engine) -> Response:
        body = bodies.validate(Invited, bodies.parse_object(await bodies.read(request, KIB)))
        rider_id, now = rider_id_of(caller), datetime.now(UTC)
        async with engine.connect() as tx:
            if (wait_s := await invites.hold(tx, rider_id, now)) is not None:
                raise rate_limited(request, wait_s, invites.TOO_MANY)
            team = await store.lock_invited(tx, kind, invites.lookup_in(settings, body.invite))
            if team is None:
                await invites.add_wrong_code(tx, settings.city_id, rider_id, now)
                await tx.commit()
                raise NotFound(invites.NO_INVITE)
            await actions.join(tx, settings.city_id, team, rider_id, now)
            members = await store.members(tx, team.team_id)
            await tx.commit()
        return answer(shown(team, members, rider_id))


def add_leave(kind: TeamKind) -> None:
    """Add the route by which a rider leaves the team, or the workplace."""

    @router.delete(
        f"/v1/me/{kind}",
        operation_id=f"leave_{kind}",
        name=f"leave {kind}",
        description=f"Leave your {kind}. Trips of before stay counted for it.",
        status_code=204,
        responses=may_raise(NotFound, ErasedRider),
    )
    async def leave(caller: Rider, settings: Settings, engine: Engine) -> Response:
        rider_id, now = rider_id_of(caller), datetime.now(UTC)
        async with engine.begin() as tx:
            await invites.hold(tx, rider_id, now)
            await actions.leave(tx, settings.city_id, rider_id, kind, now)
        return Response(status_code=204)


def add_read(kind: TeamKind) -> None:
    """Add the route by which a rider looks at the team, or the workplace."""

    @router.get(
        f"/v1/me/{kind}",
        operation_id=f"read_my_{kind}",
        name=f"read {kind}",
        description=f"The {kind} that you are in. Its owner, who has been in it longest, sees each member.",
        response_model=TeamShown,
        responses=may_raise(NotFound),
    )
    async def read_mine(request: Request, caller: Rider, engine: Engine) -> Response:
        rider_id = rider_id_of(caller)
        async with engine.connect() as tx:
            team = owned(await store.find_of_rider(tx, rider_id, kind), NO_TEAM)
            members = await store.members(tx, team.team_id)
        check_member(members, rider_id)  # who has left since the first of the two looks
        return etags.answer(request, as_json(shown(team, members, rider_id)), etags.PRIVATE)


KINDS: tuple[TeamKind, ...] = get_args(TeamKind)
for kind_of_team in KINDS:
    for add in (add_join, add_leave, add_read):
        add(kind_of_team)
