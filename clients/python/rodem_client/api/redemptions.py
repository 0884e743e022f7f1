"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import OwnRedemption, OwnRedemptions
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class ShownVoucher(Model, frozen=True, kw_only=True):
    """A voucher, or a code of the pool, as its rider sees it. `code` is left out if the keys that it was made
    with are lost."""

    voucher_id: UUID
    code: str | None = None
    valid_until: datetime | None = None


class VoucherList(Model, frozen=True, kw_only=True):
    """The vouchers of one redemption, or the codes."""

    vouchers: list[ShownVoucher]


class ListedRedemption(Model, frozen=True, kw_only=True):
    """A redemption as its operator and partner see it: without the rider, and without codes."""

    redemption_id: UUID
    reward_id: UUID
    version: int
    name: dict[str, str]
    quantity: int
    cost_points: int
    status: Literal["reserved", "confirmed", "released", "used", "expired"]
    redeemed_at: datetime
    reserved_until: datetime | None = None
    confirmed_at: datetime | None = None
    released_at: datetime | None = None
    value_eur_cents: int | None = None
    reference: str | None = None
    vouchers_used: int


class RedemptionList(Model, frozen=True, kw_only=True):
    """Newest first."""

    redemptions: list[ListedRedemption]
    next_cursor: str | None = None


class NewRedemption(Model, frozen=True, kw_only=True):
    """What a rider wants. `cost_points_max` is what the rider agrees to pay for all units together."""

    reward_id: UUID
    quantity: int = 1
    cost_points_max: int | None = None


class RedemptionMade(Model, frozen=True, kw_only=True):
    """A redemption. `cost_points` is of all units. Vouchers come when it is confirmed."""

    redemption_id: UUID
    reward_id: UUID
    quantity: int
    cost_points: int
    status: Literal["reserved", "confirmed", "released", "used", "expired"]
    vouchers: list[ShownVoucher] | None = None
    reserved_until: datetime | None = None
    redeemed_at: datetime


class Confirmation(Model, frozen=True, kw_only=True):
    """By which a partner finds the redemption in its own books."""

    reference: str | None = None


class RedemptionStep(Model, frozen=True, kw_only=True):
    """What has become of a redemption."""

    redemption_id: UUID
    reward_id: UUID
    quantity: int
    cost_points: int
    status: Literal["reserved", "confirmed", "released", "used", "expired"]
    redeemed_at: datetime
    reference: str | None = None


class Release(Model, frozen=True, kw_only=True):
    """Why a redemption is released."""

    reason: str | None = None


async def list_my_redemptions(
    rodem: Rodem, *, limit: int | None = None, cursor: str | None = None
) -> OwnRedemptions:
    """What the rider has redeemed, newest first, without codes."""
    return decoded(
        await rodem.send("GET", "/v1/me/redemptions", query={"limit": limit, "cursor": cursor}),
        OwnRedemptions,
    )


async def read_my_redemption(rodem: Rodem, redemption_id: UUID | str) -> OwnRedemption:
    """One of them."""
    return decoded(await rodem.send("GET", f"/v1/me/redemptions/{segment(redemption_id)}"), OwnRedemption)


async def list_my_vouchers(rodem: Rodem, redemption_id: UUID | str) -> VoucherList:
    """The codes of a redemption. Each look at them is logged."""
    return decoded(
        await rodem.send("GET", f"/v1/me/redemptions/{segment(redemption_id)}/vouchers"), VoucherList
    )


async def draw_my_voucher(rodem: Rodem, redemption_id: UUID | str, voucher_id: UUID | str) -> bytes:
    """The code of a voucher as a QR code. Each look at it is logged."""
    return await rodem.send(
        "GET", f"/v1/me/redemptions/{segment(redemption_id)}/vouchers/{segment(voucher_id)}/qr.svg"
    )


async def list_redemptions(
    rodem: Rodem,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    status: Literal["reserved", "confirmed", "released", "used", "expired"] | None = None,
    reward_id: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> RedemptionList:
    """Redemptions of an operator's rewards, or of a partner's, newest first, without riders and codes. With
    `Accept: text/csv` a page is a file, and the header `Link` names the next."""
    return decoded(
        await rodem.send(
            "GET",
            "/v1/redemptions",
            query={
                "limit": limit,
                "cursor": cursor,
                "status": status,
                "reward_id": reward_id,
                "since": since,
                "until": until,
            },
        ),
        RedemptionList,
    )


async def redeem(
    rodem: Rodem, body: NewRedemption | Raw, *, idempotency_key: str | None = None
) -> RedemptionMade:
    """Exchange points for a reward: all units or none. Only what was done is remembered under the key; what
    was refused is judged anew."""
    return decoded(
        await rodem.send("POST", "/v1/redemptions", body=body, idempotency_key=idempotency_key or new_key()),
        RedemptionMade,
    )


async def confirm_redemption(
    rodem: Rodem, redemption_id: UUID | str, body: Confirmation | Raw
) -> RedemptionStep:
    """Confirm a reservation. Again: the same answer, with the first reference."""
    return decoded(
        await rodem.send("POST", f"/v1/redemptions/{segment(redemption_id)}/confirm", body=body),
        RedemptionStep,
    )


async def release_redemption(rodem: Rodem, redemption_id: UUID | str, body: Release | Raw) -> RedemptionStep:
    """Release a redemption, and give its points back. What is confirmed only the operator releases. Again:
    the same answer."""
    return decoded(
        await rodem.send("POST", f"/v1/redemptions/{segment(redemption_id)}/release", body=body),
        RedemptionStep,
    )
