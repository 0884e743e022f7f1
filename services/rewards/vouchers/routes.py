"""HTTP routes of vouchers: tills use them and undo a use, partners read what they have taken in."""

from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.rewards.keys.rules import keyed
from services.rewards.partners.routes import NO_PARTNER, PartnerId
from services.rewards.vouchers import actions, answers, store
from services.rewards.vouchers.answers import UsedList, VoucherUndone, VoucherUse, WhatFor
from services.rewards.vouchers.bodies import ShownCode
from services.rewards.vouchers.rules import NO_VOUCHER, UndoTooLate, VoucherInvalid, month_of
from shared.http import bodies, etags, idempotency
from shared.http.auth import Caller, Partner, partner_id_of, signed_in
from shared.http.documented import IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.idempotency import json_answer
from shared.http.media_types import prefers
from shared.http.owned import owned, path_id
from shared.http.problems import may_raise
from shared.http.quotas import rate_limited
from shared.http.web import Engine, Settings
from shared.limits import KIB

router = APIRouter()

OptionalKey = {**IDEMPOTENCY_KEY, "required": False}
PartnerOrOperator = Annotated[Caller, Depends(signed_in("partner", "operator"))]
Month = Annotated[str | None, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-05"])]
CSV = "text/csv"


@router.post(
    "/v1/vouchers:redeem",
    operation_id="use_voucher",
    response_model=VoucherUse,
    responses=may_raise(VoucherInvalid),
    openapi_extra=bodies.request_body(ShownCode, limit=KIB) | takes(OptionalKey),
)
async def use(request: Request, caller: Partner, settings: Settings, engine: Engine) -> Response:
    """Use a voucher of this partner. Whatever is no usable one gets the same answer, and counts as a wrong
    code: after 5 of one till within 10 minutes it has to wait, and after 50 of all tills of the partner."""
    raw = await bodies.read(request, KIB)
    key = idempotency.key_of(request) if "idempotency-key" in request.headers else None
    typed = bodies.validate(ShownCode, bodies.parse_object(raw)).code
    keys, now = request.state.keys, datetime.now(UTC)
    till = actions.till_of(partner_id_of(caller), caller.id)
    hashes = keyed(keys, idempotency.request_hash(request, raw))
    async with engine.connect() as tx:
        if key is not None:
            await idempotency.hold(tx, caller.id, key, *hashes)
        if (wait_s := await actions.wait_s(tx, till, now)) is not None:
            text = "Too many wrong codes. Try again in {retry_after_s} s."
            raise rate_limited(request, wait_s, text)
        voucher = await actions.use(tx, settings.city_id, keys, till, typed, now)
        if voucher is None:
            await tx.commit()  # that this code was wrong
            raise VoucherInvalid("This is no voucher that can be used here.")
        what_for = WhatFor(reward_id=voucher.reward_id, name=await store.name_of(tx, voucher))
        body = as_json(VoucherUse(voucher_id=voucher.voucher_id, reward=what_for, used_at=now))
        response = json_answer(200, body)
        if key is not None:
            response = await idempotency.keep_answer(tx, caller.id, key, hashes[0], 200, body)
        await tx.commit()
    return response


@router.post(
    "/v1/vouchers/{voucher_id}/undo",
    operation_id="undo_voucher",
    response_model=VoucherUndone,
    responses=may_raise(UndoTooLate),
)
async def undo(voucher_id: str, request: Request, caller: Partner, engine: Engine) -> Response:
    """Undo a use within 15 minutes: the voucher can be used again. Again: the same answer."""
    bodies.validate(bodies.Nothing, bodies.parse_object(await bodies.read_optional(request)))
    known_id = path_id(voucher_id, NO_VOUCHER)
    async with engine.begin() as tx:
        undone_at = await actions.undo(tx, known_id, partner_id_of(caller), datetime.now(UTC))
    return answer(VoucherUndone(voucher_id=known_id, undone_at=undone_at))


@router.get(
    "/v1/partners/{partner_id}/used",
    operation_id="list_used_vouchers",
    response_model=UsedList,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}, "example": answers.CSV_EXAMPLE}}}},
)
async def list_used(
    partner_id: PartnerId,
    request: Request,
    caller: PartnerOrOperator,
    settings: Settings,
    engine: Engine,
    month: Month = None,
) -> Response:
    """The vouchers that a partner has taken in within a month of the city (by itself the current one), by
    reward: so, what it is owed. For the partner, and for operators of their own rewards. With
    `Accept: text/csv` as a file."""
    operator_id = caller.operator_id if caller.is_("operator") else None
    owned(partner_id if operator_id or partner_id == caller.partner_id else None, NO_PARTNER)
    zone = ZoneInfo(settings.timezone)
    month = month or datetime.now(zone).strftime("%Y-%m")
    since, until = month_of(date.fromisoformat(f"{month}-01"), zone)
    async with engine.connect() as tx:
        rows = await store.used(tx, partner_id, operator_id, since, until)
    vary = {"Vary": "Accept"}
    if prefers(request, CSV):
        return etags.answer(request, answers.as_csv(month, rows).encode(), etags.PRIVATE, vary, CSV)
    return etags.answer(request, as_json(answers.used_list(month, rows)), etags.PRIVATE, vary)
