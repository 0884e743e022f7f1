"""Tables of vouchers and of wrong codes. Functions take `tx`; they never commit or decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.vouchers.rules import PARTNER_WRONG_MAX, WrongCodes
from shared.codes import WRONG_CODES_COUNT_FOR
from shared.db import by_column, fetch, unnest


class Voucher(NamedTuple):
    """A row of a voucher. Its code is made of `voucher_id`, `attempt` and the key K of `keys_id`."""

    voucher_id: UUID
    redemption_id: UUID
    reward_id: UUID
    version: int
    partner_id: str
    keys_id: str
    attempt: int
    lookup: bytes
    valid_until: datetime | None
    used_at: datetime | None = None


VOUCHER_TYPES = {
    "voucher_id": "uuid",
    "redemption_id": "uuid",
    "reward_id": "uuid",
    "version": "bigint",
    "partner_id": "text",
    "keys_id": "text",
    "attempt": "bigint",
    "lookup": "bytea",
    "valid_until": "timestamptz",
    "used_at": "timestamptz",
}
COLUMNS = ", ".join(Voucher._fields)
ADD = sa.text(f"""
    INSERT INTO vouchers ({COLUMNS}, usable, city_id)
    SELECT {COLUMNS}, true, :city_id FROM {unnest(VOUCHER_TYPES)}
    ON CONFLICT (lookup) DO NOTHING RETURNING voucher_id
""")


async def add(tx: AsyncConnection, city_id: str, vouchers: Sequence[Voucher]) -> set[UUID]:
    """Insert these vouchers, except those whose code another one has. Returns the ids of the inserted."""
    values = {**by_column(VOUCHER_TYPES, vouchers), "city_id": city_id}
    return {row[0] for row in await fetch(tx, ADD, values)}


OF_REDEMPTION = sa.text(f"SELECT {COLUMNS} FROM vouchers WHERE redemption_id = :id ORDER BY voucher_id")


async def of_redemption(tx: AsyncConnection, redemption_id: UUID) -> list[Voucher]:
    """The vouchers of a redemption, in the order in which they were made."""
    return [Voucher(*row) for row in await fetch(tx, OF_REDEMPTION, {"id": redemption_id})]


async def withdraw(tx: AsyncConnection, redemption_id: UUID) -> bool:
    """Make the vouchers of a redemption unusable. False if one of them was used."""
    rows = await tx.execute(
        sa.text("""
            UPDATE vouchers SET usable = false WHERE redemption_id = :id RETURNING used_at IS NOT NULL
        """),
        {"id": redemption_id},
    )
    return not any(was_used for (was_used,) in rows)


async def use(
    tx: AsyncConnection, lookups: Sequence[bytes], partner_id: str, now: datetime
) -> Voucher | None:
    """Use the voucher of this partner that one of these HMACs finds, if it is usable; else None. One
    statement, so that of two tills that show one code only one finds it usable."""
    rows = await tx.execute(
        sa.text(f"""
            UPDATE vouchers SET usable = false, used_at = :now, undone_at = NULL
            WHERE lookup = ANY(CAST(:lookups AS bytea[])) AND partner_id = :partner_id AND usable
                AND (valid_until IS NULL OR valid_until > :now)
            RETURNING {COLUMNS}
        """),
        {"lookups": list(lookups), "partner_id": partner_id, "now": now},
    )
    row = rows.one_or_none()
    return Voucher(*row) if row else None


class Use(NamedTuple):
    """When a voucher was used, and when that was undone."""

    used_at: datetime | None
    undone_at: datetime | None


async def lock_use(tx: AsyncConnection, voucher_id: UUID, partner_id: str) -> Use | None:
    """The last use of a voucher of this partner, its row locked; None for another's voucher."""
    rows = await tx.execute(
        sa.text("""
            SELECT used_at, undone_at FROM vouchers
            WHERE voucher_id = :voucher_id AND partner_id = :partner_id FOR UPDATE
        """),
        {"voucher_id": voucher_id, "partner_id": partner_id},
    )
    row = rows.one_or_none()
    return Use(*row) if row else None


async def undo(tx: AsyncConnection, voucher_id: UUID, now: datetime) -> None:
    """Make a used voucher usable again."""
    await tx.execute(
        sa.text("""
            UPDATE vouchers SET usable = true, used_at = NULL, undone_at = :now WHERE voucher_id = :voucher_id
        """),
        {"voucher_id": voucher_id, "now": now},
    )


async def wrong_codes(tx: AsyncConnection, partner_id: str, till: bytes, since: datetime) -> WrongCodes:
    """The wrong codes after `since`. Until the transaction ends no other till of the partner is counted: each
    knows the ones before."""
    await tx.execute(
        sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"till {partner_id}"}
    )
    rows = await tx.execute(
        sa.text("""
            SELECT till = :till, at FROM wrong_codes
            WHERE partner_id = :partner_id AND at > :since ORDER BY at DESC LIMIT :most
        """),
        {"till": till, "partner_id": partner_id, "since": since, "most": PARTNER_WRONG_MAX},
    )
    found = [(is_own, at) for is_own, at in rows]
    return WrongCodes([at for is_own, at in found if is_own], [at for _, at in found])


async def add_wrong_code(
    tx: AsyncConnection, city_id: str, partner_id: str, till: bytes, now: datetime
) -> None:
    """Remember that a till has shown a code that is none, and forget those that count no more."""
    await tx.execute(
        sa.text("DELETE FROM wrong_codes WHERE partner_id = :partner_id AND at <= :before"),
        {"partner_id": partner_id, "before": now - WRONG_CODES_COUNT_FOR},
    )
    await tx.execute(
        sa.text("""
            INSERT INTO wrong_codes (partner_id, at, till, city_id) VALUES (:partner_id, :at, :till, :city_id)
        """),
        {"partner_id": partner_id, "at": now, "till": till, "city_id": city_id},
    )


class UsedVouchers(NamedTuple):
    """Vouchers of one reward that a partner has taken in, and what they are worth together."""

    reward_id: UUID
    name: dict[str, str]
    units: int
    value_eur_cents: int


async def used(
    tx: AsyncConnection, partner_id: str, operator_id: str | None, since: datetime, until: datetime
) -> list[UsedVouchers]:
    """What a partner has taken in within this time, by reward; with `operator_id` of its rewards only."""
    rows = await tx.execute(
        sa.text("""
            SELECT reward_id, (array_agg(versions.body -> 'name' ORDER BY vouchers.version DESC))[1],
                count(*), coalesce(sum((versions.body ->> 'value_eur_cents')::bigint), 0)::bigint
            FROM vouchers JOIN reward_versions AS versions USING (reward_id, version)
            JOIN rewards USING (reward_id)
            WHERE partner_id = :partner_id AND used_at >= :since AND used_at < :until
                AND (CAST(:operator_id AS text) IS NULL OR operator_id = :operator_id)
            GROUP BY reward_id ORDER BY reward_id
        """),
        {"partner_id": partner_id, "operator_id": operator_id, "since": since, "until": until},
    )
    return [UsedVouchers(*row) for row in rows]


async def name_of(tx: AsyncConnection, voucher: Voucher) -> dict[str, str]:
    """The name of a voucher's reward, in the version under which it was redeemed."""
    rows = await tx.execute(
        sa.text("""
            SELECT body -> 'name' FROM reward_versions WHERE reward_id = :reward_id AND version = :version
        """),
        {"reward_id": voucher.reward_id, "version": voucher.version},
    )
    name: dict[str, str] = rows.scalar_one()
    return name
