"""Table of redemptions. Functions take `tx`; they never commit or decide."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.redemptions.rules import Redemption, Status
from shared.db import Statement, fetch, insert

DUE_MAX = 50
"""Most reservations that one transaction of the sweep releases, with their riders and rewards locked."""

COLUMNS = ", ".join(Redemption._fields)


async def add(tx: AsyncConnection, city_id: str, redemptions: Sequence[Redemption]) -> None:
    """Insert redemptions."""
    rows = [(*redemption, city_id) for redemption in redemptions]
    await insert(tx, "redemptions", (*Redemption._fields, "city_id"), rows)


async def find(tx: AsyncConnection, redemption_id: UUID) -> Redemption | None:
    """A redemption. Whoever changes it holds the lock on its rider's account, and reads it after that."""
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM redemptions WHERE redemption_id = :redemption_id"),
        {"redemption_id": redemption_id},
    )
    row = rows.one_or_none()
    return Redemption(*row) if row else None


DUE = sa.text(f"""
    SELECT {COLUMNS} FROM redemptions
    WHERE rider_id = :rider_id AND status = 'reserved' AND reserved_until <= :now
    ORDER BY reserved_until, redemption_id
""")


def due(rider_id: UUID, now: datetime) -> Statement:
    """What reads a rider's reservations whose time is over."""
    return DUE, {"rider_id": rider_id, "now": now}


async def due_of(tx: AsyncConnection, rider_id: UUID, now: datetime) -> list[Redemption]:
    """A rider's reservations whose time is over."""
    return [Redemption(*row) for row in await fetch(tx, *due(rider_id, now))]


async def open_of(
    tx: AsyncConnection, rider_id: UUID, now: datetime, with_vouchers: bool
) -> list[Redemption]:
    """A rider's reservations; `with_vouchers` also what was confirmed and whose vouchers can all be used."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM redemptions WHERE rider_id = :rider_id AND (
                status = 'reserved' OR :with_vouchers AND status = 'confirmed' AND kind = 'voucher' AND (
                    SELECT bool_and(usable AND (valid_until IS NULL OR valid_until > :now)) FROM vouchers
                    WHERE vouchers.redemption_id = redemptions.redemption_id
                )
            ) ORDER BY redeemed_at, redemption_id
        """),
        {"rider_id": rider_id, "now": now, "with_vouchers": with_vouchers},
    )
    return [Redemption(*row) for row in rows]


async def riders_due(tx: AsyncConnection, now: datetime) -> list[UUID]:
    """Riders of the reservations whose time ended first, at most DUE_MAX."""
    rows = await tx.execute(
        sa.text("""
            SELECT rider_id FROM redemptions WHERE status = 'reserved' AND reserved_until <= :now
            ORDER BY reserved_until LIMIT :most
        """),
        {"now": now, "most": DUE_MAX},
    )
    return sorted({row[0] for row in rows})


async def set_status(
    tx: AsyncConnection,
    redemption_ids: Collection[UUID],
    status: Status,
    at: datetime,
    note: str | None = None,
) -> list[Redemption]:
    """Store what has become of these redemptions. `note` is the reference of a confirmation, or the reason of
    a release. Returns them as they are now."""
    moment, text = {"confirmed": ("confirmed_at", "reference"), "released": ("released_at", "reason")}[status]
    rows = await tx.execute(
        sa.text(f"""
            UPDATE redemptions SET status = :status, revision = revision + 1, {moment} = :at, {text} = :note
            WHERE redemption_id = ANY(CAST(:ids AS uuid[])) RETURNING {COLUMNS}
        """),
        {"ids": list(redemption_ids), "status": status, "at": at, "note": note},
    )
    return [Redemption(*row) for row in rows]


async def bodies_of(
    tx: AsyncConnection, redemptions: Sequence[Redemption]
) -> dict[tuple[UUID, int], dict[str, Any]]:
    """The bodies of the versions under which these redemptions were made."""
    rows = await tx.execute(
        sa.text("""
            SELECT reward_id, version, body FROM reward_versions
            WHERE (reward_id, version) IN (
                SELECT * FROM unnest(CAST(:reward_ids AS uuid[]), CAST(:versions AS int[]))
            )
        """),
        {
            "reward_ids": [each.reward_id for each in redemptions],
            "versions": [each.version for each in redemptions],
        },
    )
    return {(reward_id, version): body for reward_id, version, body in rows}


class Shown(NamedTuple):
    """A redemption in a list, with the reward's name in its version and what has become of its vouchers."""

    redemption_id: UUID
    reward_id: UUID
    version: int
    name: dict[str, str]
    quantity: int
    cost_points: int
    value_eur_cents: int | None
    status: str
    redeemed_at: datetime
    reserved_until: datetime | None
    confirmed_at: datetime | None
    released_at: datetime | None
    reference: str | None
    vouchers_used: int


SHOWN = """
    SELECT redemption_id, redemptions.reward_id, redemptions.version, reward_versions.body -> 'name' AS name,
        quantity, cost_points, value_eur_cents,
        CASE
            WHEN status = 'reserved' AND reserved_until <= :now THEN 'released'
            WHEN status <> 'confirmed' OR vouchers.made = 0 THEN status
            WHEN vouchers.used = vouchers.made THEN 'used'
            WHEN vouchers.usable THEN status
            ELSE 'expired' END AS status,
        redeemed_at, reserved_until, confirmed_at,
        CASE WHEN status = 'reserved' AND reserved_until <= :now THEN reserved_until ELSE released_at END
            AS released_at,
        reference, vouchers.used AS vouchers_used
    FROM redemptions JOIN reward_versions USING (reward_id, version)
    CROSS JOIN LATERAL (
        SELECT count(*) AS made, count(used_at) AS used,
            coalesce(bool_or(usable AND (valid_until IS NULL OR valid_until > :now)), false) AS usable
        FROM vouchers WHERE vouchers.redemption_id = redemptions.redemption_id
    ) AS vouchers
"""
Place = tuple[datetime, UUID]
# What is stored of what is shown. A reservation whose time is over is released within a minute, and is in
# neither of the two lists until then.
STORED = {
    "reserved": "reserved",
    "released": "released",
    **dict.fromkeys(("confirmed", "used", "expired"), "confirmed"),
}


async def listed(
    tx: AsyncConnection,
    owner: Mapping[str, object],
    now: datetime,
    most: int,
    after: Place | None = None,
    filters: Mapping[str, object] | None = None,
) -> list[Shown]:
    """Redemptions, newest first: of the owner that is named by one column and its value. `filters` may have
    redemption_id, reward_id, since, until and status."""
    filters = filters or {}
    [owned_by] = owner
    conditions = [f"redemptions.{owned_by} = :{owned_by}"]
    conditions += [
        f"redemptions.{name} = :{name}" for name in ("redemption_id", "reward_id") if name in filters
    ]
    conditions += ["redeemed_at >= :since"] if "since" in filters else []
    conditions += ["redeemed_at < :until"] if "until" in filters else []
    conditions += ["(redeemed_at, redemption_id) < (:after_at, :after_id)"] if after else []
    conditions += ["redemptions.status = :stored"] if "status" in filters else []
    of_status = "WHERE status = :status" if "status" in filters else ""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {", ".join(Shown._fields)} FROM (
                {SHOWN} WHERE {" AND ".join(conditions)} ORDER BY redeemed_at DESC, redemption_id DESC
            ) AS shown {of_status} ORDER BY redeemed_at DESC, redemption_id DESC LIMIT :most
        """),
        {
            **owner,
            **filters,
            **({"stored": STORED[str(filters["status"])]} if "status" in filters else {}),
            "now": now,
            "most": most,
            **({"after_at": after[0], "after_id": after[1]} if after else {}),
        },
    )
    return [Shown(*row) for row in rows]
