"""Table of partners. Functions take `tx`; they never commit."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


class StoredPartner(NamedTuple):
    """A row of a partner."""

    partner_id: str
    operator_id: str
    name: str
    place: str | None
    zone_id: str | None


COLUMNS = ", ".join(StoredPartner._fields)


async def put(tx: AsyncConnection, city_id: str, partner: StoredPartner) -> bool:
    """Insert or replace a partner. False if it is another operator's, which is left as it was."""
    rows = await tx.execute(
        sa.text(f"""
            INSERT INTO partners ({COLUMNS}, city_id)
            VALUES (:partner_id, :operator_id, :name, :place, :zone_id, :city_id)
            ON CONFLICT (partner_id) DO UPDATE
                SET name = excluded.name, place = excluded.place, zone_id = excluded.zone_id
                WHERE partners.operator_id = excluded.operator_id
            RETURNING true
        """),
        {**partner._asdict(), "city_id": city_id},
    )
    return rows.one_or_none() is not None


async def operator_of(tx: AsyncConnection, partner_id: str) -> str | None:
    """The operator whose partner this is; None of a partner that nobody has written."""
    rows = await tx.execute(
        sa.text("SELECT operator_id FROM partners WHERE partner_id = :partner_id"), {"partner_id": partner_id}
    )
    operator_id: str | None = rows.scalar_one_or_none()
    return operator_id


async def listed(tx: AsyncConnection, most: int, after: str | None) -> list[StoredPartner]:
    """Partners in the order of their ids."""
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM partners WHERE partner_id > :after ORDER BY partner_id LIMIT :most"),
        {"most": most, "after": after or ""},
    )
    return [StoredPartner(*row) for row in rows]
