"""What tills and partners are told about vouchers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.rewards.vouchers.store import UsedVouchers
from shared.http import csv_tables
from shared.http.documented import example

VOUCHER_ID = "019aa000-0000-7000-8000-0000000000d1"
REWARD: dict[str, Any] = {
    "reward_id": "019aa000-0000-7000-8000-0000000000f1",
    "name": {"en": "A coffee at the corner"},
}
USED = {**REWARD, "units": 12, "value_eur_cents": 2_160}


CSV_EXAMPLE = (
    "month,reward_id,name,units,value_eur_cents\r\n"
    f"2026-05,{REWARD['reward_id']},A coffee at the corner,12,2160\r\n"
)


class WhatFor(BaseModel):
    """The reward that a voucher is for."""

    reward_id: UUID
    name: dict[str, str]


class VoucherUse(BaseModel):
    """A voucher that was used now."""

    model_config = example(voucher_id=VOUCHER_ID, reward=REWARD, used_at="2026-05-10T09:30:00Z")

    voucher_id: UUID
    reward: WhatFor
    used_at: datetime


class VoucherUndone(BaseModel):
    """A voucher that can be used again."""

    model_config = example(voucher_id=VOUCHER_ID, undone_at="2026-05-10T09:31:00Z")

    voucher_id: UUID
    undone_at: datetime


class UsedOfReward(BaseModel):
    """Used vouchers of one reward, and what they are worth together."""

    model_config = example(**USED)

    reward_id: UUID
    name: dict[str, str]
    units: int
    value_eur_cents: int


class UsedList(BaseModel):
    """What a partner has taken in within a month of the city."""

    model_config = example(month="2026-05", rewards=[USED], units=12, value_eur_cents=2_160)

    month: str
    rewards: list[UsedOfReward]
    units: int
    value_eur_cents: int


def used_list(month: str, rows: Sequence[UsedVouchers]) -> UsedList:
    """The answer for these rows."""
    return UsedList(
        month=month,
        rewards=[UsedOfReward(**row._asdict()) for row in rows],
        units=sum(row.units for row in rows),
        value_eur_cents=sum(row.value_eur_cents for row in rows),
    )


def as_csv(month: str, rows: Sequence[UsedVouchers]) -> str:
    """The same as a CSV file; names are the English ones."""
    columns = ("month", "reward_id", "name", "units", "value_eur_cents")
    cells = ((month, row.reward_id, row.name["en"], row.units, row.value_eur_cents) for row in rows)
    return csv_tables.as_csv(columns, cells)
