"""HTTP routes of redemptions: riders redeem, partners and operators confirm and release."""

import io
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import segno
import structlog
from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.redemptions import actions, answers, store
from services.rewards.redemptions.actions import Shop, shop_of
from services.rewards.redemptions.answers import (
    OwnRedemption,
    OwnRedemptions,
    RedemptionList,
    RedemptionMade,
    RedemptionStep,
    VoucherList,
)
from services.rewards.redemptions.bodies import Confirmation, NewRedemption, RedemptionPage, Release
from services.rewards.redemptions.rules import (
    NO_REDEMPTION,
    InsufficientPoints,
    LevelTooLow,
    LimitReached,
    Owner,
    PriceChanged,
    RedemptionClosed,
    RedemptionConfirmed,
    RedemptionReleased,
    SoldOut,
    VoucherUsed,
)
from services.rewards.vouchers.rules import NO_VOUCHER
from shared.http import bodies, cursors, etags, writes
from shared.http.auth import Caller, Rider, rider_id_of, signed_in
from shared.http.base_path import public
from shared.http.documented import IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.idempotency import AnsweredBefore, json_answer
from shared.http.media_types import prefers
from shared.http.operators import GamesOperator
from shared.http.owned import Absent, owned, path_id
from shared.http.problems import NotFound, may_raise
from shared.http.purposes import PURPOSE, PurposeMissing, purpose_of
from shared.http.web import Engine, Settings
from shared.settings import ServiceSettings

logger = structlog.get_logger()
router = APIRouter()

OperatorOrPartner = Annotated[Caller, Depends(signed_in("operator", "partner"))]
Anyone = Annotated[Caller, Depends(signed_in("rider", "operator", "partner"))]
SVG = "image/svg+xml"
CSV = "text/csv"
NEVER_STORED = "private, no-store"
NO_RIDER = Absent("There is no such rider.")


def owner_of(caller: Caller) -> Owner:
    """Whose redemptions a caller may touch."""
    return Owner(
        operator_id=caller.operator_id if caller.is_("operator") else None,
        partner_id=caller.partner_id if caller.is_("partner") else None,
        rider_id=rider_id_of(caller) if caller.is_("rider") else None,
    )


@router.post(
    "/v1/redemptions",
    operation_id="redeem",
    status_code=201,
    response_model=RedemptionMade,
    responses=may_raise(
        NotFound,
        RedemptionClosed,
        LevelTooLow,
        PriceChanged,
        LimitReached,
        InsufficientPoints,
        SoldOut,
    ),
    openapi_extra=bodies.request_body(NewRedemption) | takes(IDEMPOTENCY_KEY),
)
async def redeem(request: Request, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Exchange points for a reward: all units or none. Only what was done is remembered under the key; what
    was refused is judged anew."""
    sent = await writes.read(request)
    wish = bodies.validate(NewRedemption, sent.content).wish()
    shop = shop_of(settings, request.state.keys)
    try:
        async with writes.once(request, engine, caller, sent) as write:
            now, rider_id = datetime.now(UTC), rider_id_of(caller)
            redemption, vouchers = await actions.redeem(write.tx, shop, uuid7(), rider_id, wish, now)
            content = answers.made(redemption, vouchers)
            write.answer(201, content)
    except AnsweredBefore as repeated:
        return await _with_codes(engine, shop, repeated.response)
    if content.vouchers is None:
        return write.response
    return json_answer(201, as_json(content.model_copy(update={"vouchers": vouchers})))


async def _with_codes(engine: AsyncEngine, shop: Shop, response: Response) -> Response:
    """The stored answer, which has no codes, with them: the same each time, also after a release."""
    content = RedemptionMade.model_validate_json(bytes(response.body))
    if content.vouchers is None:
        return response
    async with engine.connect() as tx:
        redemption = owned(await store.find(tx, content.redemption_id), NO_REDEMPTION)
        codes = {each.voucher_id: each.code for each in await actions.vouchers_made(tx, shop, redemption)}
    for voucher in content.vouchers:
        voucher.code = codes.get(voucher.voucher_id)
    return json_answer(response.status_code, as_json(content))


@router.get("/v1/me/redemptions", operation_id="list_my_redemptions", response_model=OwnRedemptions)
async def list_own(
    request: Request,
    caller: Rider,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """What the rider has redeemed, newest first, without codes."""
    return await _list_of_rider(rider_id_of(caller), request, settings, engine, query)


@router.get(
    "/v1/riders/{rider_id}/redemptions",
    operation_id="list_redemptions_of_rider",
    response_model=OwnRedemptions,
    responses=may_raise(PurposeMissing),
    openapi_extra=takes(PURPOSE),
)
async def list_of_rider(
    rider_id: str,
    request: Request,
    _: GamesOperator,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """The same for the game's operator, who says why. Only the gateway asks: it logs that, and knows whether
    the rider rode with it."""
    purpose_of(request)
    return await _list_of_rider(path_id(rider_id, NO_RIDER), request, settings, engine, query)


async def _list_of_rider(
    rider_id: UUID, request: Request, settings: ServiceSettings, engine: AsyncEngine, query: cursors.Page
) -> Response:
    listing = cursors.list_of(settings, f"redemptions of {rider_id}")
    place, now = cursors.begins_after(listing, query), datetime.now(UTC)
    after = (datetime.fromisoformat(place[0]), UUID(place[1])) if place else None
    async with engine.connect() as tx:
        rows = await store.listed(tx, {"rider_id": rider_id}, now, query.limit + 1, after)
    shown, more = cursors.cut(listing, query, rows, answers.place)
    content = OwnRedemptions(redemptions=[answers.own(row) for row in shown], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE)


@router.get(
    "/v1/me/redemptions/{redemption_id}", operation_id="read_my_redemption", response_model=OwnRedemption
)
async def read_own(redemption_id: str, request: Request, caller: Rider, engine: Engine) -> Response:
    """One of them."""
    known_id, owner = path_id(redemption_id, NO_REDEMPTION), {"rider_id": rider_id_of(caller)}
    async with engine.connect() as tx:
        rows = await store.listed(tx, owner, datetime.now(UTC), 1, filters={"redemption_id": known_id})
    row = owned(rows[0] if rows else None, NO_REDEMPTION)
    return etags.answer(request, as_json(answers.own(row)), etags.PRIVATE)


@router.get(
    "/v1/me/redemptions/{redemption_id}/vouchers",
    operation_id="list_my_vouchers",
    response_model=VoucherList,
)
async def list_vouchers(
    redemption_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """The codes of a redemption. Each look at them is logged."""
    vouchers = await _own_vouchers(redemption_id, request, caller, settings, engine)
    return answer(VoucherList(vouchers=vouchers), headers={"Cache-Control": NEVER_STORED})


@router.get(
    "/v1/me/redemptions/{redemption_id}/vouchers/{voucher_id}/qr.svg",
    operation_id="draw_my_voucher",
    response_class=Response,
    responses={200: {"content": {SVG: {"schema": {"type": "string"}, "example": "<svg>…</svg>"}}}},
)
async def draw_voucher(
    redemption_id: str, voucher_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """The code of a voucher as a QR code. Each look at it is logged."""
    vouchers = await _own_vouchers(redemption_id, request, caller, settings, engine)
    known_id = path_id(voucher_id, NO_VOUCHER)
    code = owned({each.voucher_id: each.code for each in vouchers}.get(known_id), NO_VOUCHER)
    drawing = io.BytesIO()
    # White behind it, because on the dark page of an app black on nothing is no code for a camera.
    segno.make(code, error="m", micro=False).save(drawing, kind="svg", scale=8, border=4, light="#fff")
    return Response(drawing.getvalue(), media_type=SVG, headers={"Cache-Control": NEVER_STORED})


async def _own_vouchers(
    redemption_id: str, request: Request, caller: Caller, settings: ServiceSettings, engine: AsyncEngine
) -> list[answers.ShownVoucher]:
    known_id, owner = path_id(redemption_id, NO_REDEMPTION), Owner(rider_id=rider_id_of(caller))
    shop = shop_of(settings, request.state.keys)
    async with engine.connect() as tx:
        redemption = await actions.find_own(tx, known_id, owner)
        vouchers = await actions.vouchers_of(tx, shop, redemption)
    logger.info("vouchers_shown", redemption_id=str(known_id), vouchers=len(vouchers))
    return vouchers


@router.get(
    "/v1/redemptions",
    operation_id="list_redemptions",
    response_model=RedemptionList,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}, "example": answers.CSV_EXAMPLE}}}},
)
async def list_redemptions(
    request: Request,
    caller: OperatorOrPartner,
    settings: Settings,
    engine: Engine,
    query: Annotated[RedemptionPage, Query()],
) -> Response:
    """Redemptions of an operator's rewards, or of a partner's, newest first, without riders and codes. With
    `Accept: text/csv` a page is a file, and the header `Link` names the next."""
    owner: dict[str, object] = {"partner_id": caller.partner_id}
    if caller.is_("operator"):
        owner = {"operator_id": caller.operator_id}
    filters = {
        name: value
        for name in ("status", "reward_id", "since", "until")
        if (value := getattr(query, name)) is not None
    }
    named = " ".join(f"{name} {value}" for name, value in {**owner, **filters}.items())
    listing = cursors.list_of(settings, f"redemptions of {named}")
    place, now = cursors.begins_after(listing, query), datetime.now(UTC)
    after = (datetime.fromisoformat(place[0]), UUID(place[1])) if place else None
    async with engine.connect() as tx:
        rows = await store.listed(tx, owner, now, query.limit + 1, after, filters)
    shown, more = cursors.cut(listing, query, rows, answers.place)
    vary = {"Vary": "Accept"}
    if prefers(request, CSV):
        file = etags.answer(request, answers.as_csv(shown).encode(), etags.PRIVATE, vary, CSV)
        if cursor := more.get("next_cursor"):
            address = public(f"/v1/redemptions?{request.url.include_query_params(cursor=cursor).query}")
            file.headers["Link"] = f'<{address}>; rel="next"'
        return file
    content = RedemptionList(redemptions=[answers.listed(row) for row in shown], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE, vary)


@router.post(
    "/v1/redemptions/{redemption_id}/confirm",
    operation_id="confirm_redemption",
    response_model=RedemptionStep,
    responses=may_raise(RedemptionReleased),
    openapi_extra=bodies.request_body(Confirmation),
)
async def confirm(
    redemption_id: str, request: Request, caller: OperatorOrPartner, settings: Settings, engine: Engine
) -> Response:
    """Confirm a reservation. Again: the same answer, with the first reference."""
    body = bodies.validate(Confirmation, bodies.parse_object(await bodies.read_optional(request)))
    known_id, shop, now = (
        path_id(redemption_id, NO_REDEMPTION),
        shop_of(settings, request.state.keys),
        datetime.now(UTC),
    )
    async with engine.begin() as tx:
        row = await actions.confirm(tx, shop, known_id, owner_of(caller), body.reference, now)
    return answer(answers.step(row))


@router.post(
    "/v1/redemptions/{redemption_id}/release",
    operation_id="release_redemption",
    response_model=RedemptionStep,
    responses=may_raise(RedemptionConfirmed, VoucherUsed),
    openapi_extra=bodies.request_body(Release),
)
async def release(
    redemption_id: str, request: Request, caller: Anyone, settings: Settings, engine: Engine
) -> Response:
    """Release a redemption, and give its points back. What is confirmed only the operator releases. Again:
    the same answer."""
    body = bodies.validate(Release, bodies.parse_object(await bodies.read_optional(request)))
    known_id, shop, now = (
        path_id(redemption_id, NO_REDEMPTION),
        shop_of(settings, request.state.keys),
        datetime.now(UTC),
    )
    async with engine.begin() as tx:
        row = await actions.release(tx, shop, known_id, owner_of(caller), body.reason, now)
    return answer(answers.step(row))
