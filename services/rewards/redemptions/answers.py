"""Response models and the event of a redemption."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.rewards.redemptions.rules import Redemption, ShownStatus
from services.rewards.redemptions.store import Shown
from shared.events.rewards import RewardRedeemed
from shared.http import csv_tables
from shared.http.cursors import Place
from shared.http.documented import example

REDEMPTION_ID = "019aa000-0000-7000-8000-0000000000e1"
VOUCHER_ID = "019aa000-0000-7000-8000-0000000000d1"
MADE: dict[str, Any] = {
    "redemption_id": REDEMPTION_ID,
    "reward_id": "019aa000-0000-7000-8000-0000000000f1",
    "quantity": 1,
    "cost_points": 250,
    "status": "confirmed",
    "redeemed_at": "2026-05-04T10:00:00Z",
}
VOUCHER = {"voucher_id": VOUCHER_ID, "code": "W06M-R2VV-YH2K-3", "valid_until": "2026-06-03T22:00:00Z"}
LISTED = {**MADE, "version": 1, "name": {"en": "A coffee at the corner"}}
FOR_ALL = {**LISTED, "value_eur_cents": 180, "confirmed_at": MADE["redeemed_at"], "vouchers_used": 1}


class ShownVoucher(BaseModel):
    """A voucher, or a code of the pool, as its rider sees it. `code` is left out if the keys that it was made
    with are lost."""

    model_config = example(**VOUCHER)

    voucher_id: UUID
    code: str | None = None
    valid_until: datetime | None = None


class RedemptionMade(BaseModel):
    """A redemption. `cost_points` is of all units. Vouchers come when it is confirmed."""

    model_config = example(**MADE, vouchers=[VOUCHER])

    redemption_id: UUID
    reward_id: UUID
    quantity: int
    cost_points: int
    status: ShownStatus
    vouchers: list[ShownVoucher] | None = None
    reserved_until: datetime | None = None
    redeemed_at: datetime


class RedemptionStep(BaseModel):
    """What has become of a redemption."""

    model_config = example(**MADE, reference="order 2026-118")

    redemption_id: UUID
    reward_id: UUID
    quantity: int
    cost_points: int
    status: ShownStatus
    redeemed_at: datetime
    reference: str | None = None


class OwnRedemption(BaseModel):
    """A redemption of the rider, without codes. `name` is the reward's in the version that was redeemed."""

    model_config = example(**LISTED)

    redemption_id: UUID
    reward_id: UUID
    version: int
    name: dict[str, str]
    quantity: int
    cost_points: int
    status: ShownStatus
    redeemed_at: datetime
    reserved_until: datetime | None = None
    confirmed_at: datetime | None = None
    released_at: datetime | None = None


class OwnRedemptions(BaseModel):
    """Newest first."""

    model_config = example(redemptions=[LISTED])

    redemptions: list[OwnRedemption]
    next_cursor: str | None = None


class ListedRedemption(OwnRedemption):
    """A redemption as its operator and partner see it: without the rider, and without codes."""

    model_config = example(**FOR_ALL)

    value_eur_cents: int | None = None
    reference: str | None = None
    vouchers_used: int


class RedemptionList(BaseModel):
    """Newest first."""

    model_config = example(redemptions=[FOR_ALL])

    redemptions: list[ListedRedemption]
    next_cursor: str | None = None


class VoucherList(BaseModel):
    """The vouchers of one redemption, or the codes."""

    model_config = example(vouchers=[VOUCHER])

    vouchers: list[ShownVoucher]


CSV_COLUMNS = tuple(ListedRedemption.model_fields)
CSV_EXAMPLE = ",".join(CSV_COLUMNS) + "\r\n" + ",".join(str(FOR_ALL.get(each, "")) for each in CSV_COLUMNS)


def as_csv(rows: Iterable[Shown]) -> str:
    """Redemptions as a CSV file; the name is the English one."""
    contents = ({**listed(row).model_dump(mode="json"), "name": row.name["en"]} for row in rows)
    return csv_tables.as_csv(CSV_COLUMNS, ([content[name] for name in CSV_COLUMNS] for content in contents))


def made(redemption: Redemption, vouchers: Sequence[ShownVoucher]) -> RedemptionMade:
    """The answer that is stored under the key: without codes."""
    bare = [each.model_copy(update={"code": None}) for each in vouchers]
    return RedemptionMade(
        redemption_id=redemption.redemption_id,
        reward_id=redemption.reward_id,
        quantity=redemption.quantity,
        cost_points=redemption.cost_points,
        status=redemption.status,
        vouchers=bare or None,
        reserved_until=redemption.reserved_until,
        redeemed_at=redemption.redeemed_at,
    )


def step(redemption: Redemption) -> RedemptionStep:
    """The answer to a confirmation or a release, which stays the same however often it is asked for."""
    return RedemptionStep(
        redemption_id=redemption.redemption_id,
        reward_id=redemption.reward_id,
        quantity=redemption.quantity,
        cost_points=redemption.cost_points,
        status=redemption.status,
        redeemed_at=redemption.redeemed_at,
        reference=redemption.reference,
    )


def own(row: Shown) -> OwnRedemption:
    """A redemption as its rider sees it."""
    return OwnRedemption.model_validate(row._asdict())


def listed(row: Shown) -> ListedRedemption:
    """A redemption as its operator and partner see it."""
    return ListedRedemption.model_validate(row._asdict())


def place(row: Shown) -> Place:
    """The sort key of a redemption in lists: when it was made, and its id."""
    return row.redeemed_at.isoformat(), str(row.redemption_id)


def event_of(city_id: str, redemption: Redemption, body: Mapping[str, Any]) -> RewardRedeemed:
    """The event of a redemption. `body` is the reward's in the version that was redeemed. A prize bears the
    campaign of its draw, where that names one."""
    campaign_id = redemption.draw_campaign_id or body.get("campaign_id")
    return RewardRedeemed(
        city_id=city_id,
        rider_id=redemption.rider_id,
        revision=redemption.revision,
        redemption_id=redemption.redemption_id,
        reward_id=redemption.reward_id,
        version=redemption.version,
        quantity=redemption.quantity,
        cost_points=redemption.cost_points,
        value_eur_cents=redemption.value_eur_cents,
        value_tags=body.get("value_tags"),
        campaign_id=campaign_id and UUID(str(campaign_id)),
        status=redemption.status,
        local_on=redemption.local_on,
    )
