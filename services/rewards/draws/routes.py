"""HTTP routes of draws: the game's operator writes and publishes them, riders take part, everybody can check
them."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.draws import actions, answers, rules, store
from services.rewards.draws.actions import OWNER, find_public, lock_with_prizes, thing_of
from services.rewards.draws.answers import (
    DrawFile,
    DrawList,
    DrawWritten,
    FullDraw,
    OwnDraw,
    OwnDraws,
    TicketsBought,
)
from services.rewards.draws.bodies import BODY_MAX, DrawBody, NewTickets, as_stored
from services.rewards.draws.rules import (
    BEFORE_PUBLISHING,
    KIND,
    NO_LIST,
    RUNNING,
    DrawClosed,
    DrawState,
    NotTakingPart,
    TicketsNotSold,
)
from services.rewards.redemptions.actions import shop_of
from services.rewards.redemptions.rules import InsufficientPoints, LimitReached, RedemptionClosed, SoldOut
from services.rewards.tickets import store as tickets
from services.rewards.tickets.actions import refund_some
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Anybody, Caller, Rider, operator_id_of, rider_id_of
from shared.http.campaigns import NeedsCampaign, check_named
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.media_types import prefers
from shared.http.operators import GamesOperator
from shared.http.owned import owned
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings
from shared.settings import ServiceSettings
from shared.two_keys import routes as two_keys
from shared.two_keys import store as changes
from shared.two_keys.actions import let_into_force, line
from shared.two_keys.bodies import Reasoned
from shared.two_keys.decisions.actions import record
from shared.two_keys.rules import NeedsApproval, Stopped

router = APIRouter()
router.include_router(two_keys.routes("/v1/draws/{draw_id}", KIND, OWNER))

TEXT = "text/plain"
REFUNDS_AT_ONCE = 4
"""Batches of tickets that a cancellation gives back itself. The rest are given back within a minute."""


def sees_drafts(caller: Caller | None, settings: ServiceSettings) -> bool:
    """Whether a caller is the game's operator, who alone sees draws that were never published."""
    return caller is not None and caller.is_("operator") and caller.operator_id == settings.operator_id


@router.post(
    "/v1/draws",
    operation_id="create_draw",
    status_code=201,
    response_model=DrawWritten,
    responses={200: {"model": DrawWritten, "description": "What a dry run answers"}},
    openapi_extra=bodies.request_body(DrawBody, limit=BODY_MAX) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def create(request: Request, caller: GamesOperator, settings: Settings, engine: Engine) -> Response:
    """Write a draw. It is a draft until it is published, and stays as it was written."""
    sent = await writes.read(request, BODY_MAX)
    body, draw_id = as_stored(bodies.validate(DrawBody, sent.content)), uuid7()
    operator_id = operator_id_of(caller)
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        await actions.check_body(write.tx, operator_id, body)
        freezes_at = rules.freezes_at(body)
        await store.add(write.tx, settings.city_id, operator_id, draw_id, body, freezes_at)
        write.answer(201, DrawWritten(draw_id=draw_id, state="draft"))
    return write.response


@router.post(
    "/v1/draws/{draw_id}/publish",
    operation_id="publish_draw",
    response_model=DrawWritten,
    responses=may_raise(
        DrawState, NeedsCampaign, NeedsApproval, Stopped, DrawClosed, RedemptionClosed, SoldOut
    ),
    openapi_extra=bodies.request_body(Reasoned) | takes(DRY_RUN),
)
async def publish(
    draw_id: str, request: Request, caller: GamesOperator, settings: Settings, engine: Engine
) -> Response:
    """Bring a draw into force, for good: its prizes are set aside, also in the budgets of the campaigns that
    they cost money, and the commitments to its seed and to its riders' pseudonyms are public."""
    body = bodies.validate(Reasoned, bodies.parse_object(await bodies.read_optional(request)))
    now, keys = datetime.now(UTC), request.state.keys[0]
    async with writes.changing(request, engine) as tx:
        row = await lock_with_prizes(tx, draw_id)
        rules.check_state(row.state, BEFORE_PUBLISHING)
        check_named(settings.env, *() if row.campaign_id else ("/campaign_id",))
        await let_into_force(tx, KIND, thing_of(row), now)
        published = await actions.publish(tx, keys, row, now)
        step = line(KIND, thing_of(published), "published", caller, settings.city_id, body.reason)
        await record(tx, settings.city_id, KIND.chain, step)
    return answer(answers.written(published), headers=preferences.preference_applied(request))


@router.post(
    "/v1/draws/{draw_id}/cancel",
    operation_id="cancel_draw",
    response_model=DrawWritten,
    responses=may_raise(DrawState),
    openapi_extra=bodies.request_body(Reasoned) | takes(DRY_RUN),
)
async def cancel(
    draw_id: str, request: Request, caller: GamesOperator, settings: Settings, engine: Engine
) -> Response:
    """End a draw that is not drawn: its prizes go back to stock, and who has bought tickets gets the points
    back."""
    body = bodies.validate(Reasoned, bodies.parse_object(await bodies.read_optional(request)))
    now, shop = datetime.now(UTC), shop_of(settings, request.state.keys)
    async with writes.changing(request, engine) as tx:
        row = await lock_with_prizes(tx, draw_id)
        rules.check_state(row.state, BEFORE_PUBLISHING | RUNNING)
        cancelled = await actions.cancel(tx, row, now)
        await changes.end_changes(tx, KIND.name, str(row.draw_id))
        step = line(KIND, thing_of(cancelled), "cancelled", caller, settings.city_id, body.reason)
        await record(tx, settings.city_id, KIND.chain, step)
    for _ in range(REFUNDS_AT_ONCE):
        if preferences.is_dry_run(request) or not await refund_some(engine, shop.city_id, shop.zone):
            break
    return answer(answers.written(cancelled), headers=preferences.preference_applied(request))


@router.get("/v1/draws", operation_id="list_draws", response_model=DrawList)
async def list_draws(
    request: Request,
    caller: Anybody,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """Draws, newest first, without their terms: those that were published, and for the game's operator
    drafts. Needs no token."""
    with_drafts = sees_drafts(caller, settings)
    listing = cursors.list_of(settings, f"draws{' and drafts' if with_drafts else ''}")
    place = cursors.begins_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.listed(tx, with_drafts, query.limit + 1, UUID(place[0]) if place else None)
    shown, more = cursors.cut(listing, query, rows, lambda row: (str(row.draw_id),))
    content = DrawList(draws=[answers.listed(row) for row in shown], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE if caller else etags.PUBLIC)


@router.get("/v1/draws/{draw_id}", operation_id="read_draw", response_model=FullDraw)
async def read_draw(
    draw_id: str, request: Request, caller: Anybody, settings: Settings, engine: Engine
) -> Response:
    """A draw with its terms, commitments and, once they are public, its seed and winners. Needs no token."""
    async with engine.connect() as tx:
        row = await find_public(tx, draw_id, sees_drafts(caller, settings))
    content = msgspec.json.encode(answers.full(row))
    return etags.answer(request, content, etags.PRIVATE if caller else etags.PUBLIC)


@router.get(
    "/v1/draws/{draw_id}/list",
    operation_id="read_tickets",
    response_model=DrawFile,
    responses={200: {"content": {TEXT: {"schema": {"type": "string"}, "example": answers.LIST}}}},
)
async def read_tickets(draw_id: str, request: Request, engine: Engine) -> Response:
    """The frozen list of tickets, a line `PSEUDONYM COUNT` for each holder: with `Accept: text/plain` the
    bytes of which `list_hash` is the hash, else the file that `rodem draw verify` checks. Needs no token."""
    async with engine.connect() as tx:
        row = await find_public(tx, draw_id)
        text = owned(await store.read_list(tx, row.draw_id), NO_LIST)
    vary = {"Vary": "Accept"}
    if prefers(request, TEXT):
        return etags.answer(request, text.encode(), etags.PUBLIC, vary, TEXT)
    return etags.answer(request, as_json(answers.file_of(row, text)), etags.PUBLIC, vary)


@router.put(
    "/v1/me/draws/{draw_id}",
    operation_id="join_draw",
    response_model=OwnDraw,
    responses=may_raise(NotFound, DrawClosed, Stopped),
)
async def join(draw_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Take part in a draw, and accept its terms, until it closes. Trips from before count too."""
    bodies.validate(bodies.Nothing, bodies.parse_object(await bodies.read_optional(request)))
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    async with engine.begin() as tx:
        row = await actions.join(tx, settings.city_id, draw_id, rider_id, now)
        part = await store.own_part(tx, rider_id, row.draw_id)
        holdings = await tickets.own_holdings(tx, rider_id, [row.draw_id])
    return answer(answers.own(part, holdings.get(row.draw_id)))


@router.delete(
    "/v1/me/draws/{draw_id}",
    operation_id="leave_draw",
    status_code=204,
    responses=may_raise(NotFound, DrawClosed),
)
async def leave(
    draw_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """Take part in a draw no longer, until it closes. What was paid for tickets is given back."""
    shop, now = shop_of(settings, request.state.keys), datetime.now(UTC)
    async with engine.begin() as tx:
        await actions.leave(tx, shop, uuid7(), draw_id, rider_id_of(caller), now)
    return Response(status_code=204)


@router.get("/v1/me/draws", operation_id="list_my_draws", response_model=OwnDraws)
async def list_own(
    request: Request,
    caller: Rider,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """The draws in which the rider takes part, newest first: the rider's tickets, and what was won."""
    rider_id = rider_id_of(caller)
    listing = cursors.list_of(settings, f"draws of {rider_id}")
    place = cursors.begins_after(listing, query)
    async with engine.connect() as tx:
        parts = await store.own_parts(tx, rider_id, query.limit + 1, UUID(place[0]) if place else None)
        shown, more = cursors.cut(listing, query, parts, lambda part: (str(part.draw_id),))
        open_ids = [part.draw_id for part in shown if not part.is_frozen]
        holdings = await tickets.own_holdings(tx, rider_id, open_ids)
    content = OwnDraws(draws=[answers.own(part, holdings.get(part.draw_id)) for part in shown], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE)


@router.post(
    "/v1/draws/{draw_id}/tickets",
    operation_id="buy_tickets",
    status_code=201,
    response_model=TicketsBought,
    responses=may_raise(
        NotFound, DrawClosed, Stopped, TicketsNotSold, NotTakingPart, LimitReached, InsufficientPoints
    ),
    openapi_extra=bodies.request_body(NewTickets) | takes(IDEMPOTENCY_KEY),
)
async def buy(draw_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Buy tickets with points, while the draw is open. Only what was done is remembered under the key."""
    sent = await writes.read(request)
    count = bodies.validate(NewTickets, sent.content).count
    shop = shop_of(settings, request.state.keys)
    async with writes.once(request, engine, caller, sent) as write:
        now, rider_id = datetime.now(UTC), rider_id_of(caller)
        bought = await actions.buy(write.tx, shop, uuid7(), draw_id, rider_id, count, now)
        write.answer(201, answers.bought(bought, count))
    return write.response
