"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, new_key, segment


class VoucherUndone(Model, frozen=True, kw_only=True):
    """A voucher that can be used again."""

    voucher_id: UUID
    undone_at: datetime


class ShownCode(Model, frozen=True, kw_only=True):
    """A code as it was typed or scanned: capitals, spaces and dashes do not matter."""

    code: str


class WhatFor(Model, frozen=True, kw_only=True):
    """The reward that a voucher is for."""

    reward_id: UUID
    name: dict[str, str]


class VoucherUse(Model, frozen=True, kw_only=True):
    """A voucher that was used now."""

    voucher_id: UUID
    reward: WhatFor
    used_at: datetime


async def undo_voucher(rodem: Rodem, voucher_id: UUID | str) -> VoucherUndone:
    """Undo a use within 15 minutes: the voucher can be used again. Again: the same answer."""
    return decoded(await rodem.send("POST", f"/v1/vouchers/{segment(voucher_id)}/undo"), VoucherUndone)


async def use_voucher(
    rodem: Rodem, body: ShownCode | Raw, *, idempotency_key: str | None = None
) -> VoucherUse:
    """Use a voucher of this partner. Whatever is no usable one gets the same answer, and counts as a wrong
    code: after 5 of one till within 10 minutes it has to wait, and after 50 of all tills of the partner."""
    return decoded(
        await rodem.send(
            "POST", "/v1/vouchers:redeem", body=body, idempotency_key=idempotency_key or new_key()
        ),
        VoucherUse,
    )
