"""The table factor_sets. Functions take `tx`; they never decide or commit."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.factor_sets.rules import State

FACTORS_LOCK = 0x666163746F7273  # an advisory lock, "factors" in ASCII: one change of factor sets at a time


class StoredSet(NamedTuple):
    """A factor set that was written. `number` counts them from 1 on; `body` is as the city sent it, without
    the reason."""

    number: int
    factor_set_id: str
    state: State
    body: dict[str, Any]
    published_at: datetime | None


COLUMNS = ", ".join(StoredSet._fields)


async def hold(tx: AsyncConnection) -> None:
    """Wait for everybody else who changes factor sets, and make them wait until this transaction ends."""
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": FACTORS_LOCK})


async def find(tx: AsyncConnection, factor_set_id: str) -> StoredSet | None:
    """A set that was written."""
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM factor_sets WHERE factor_set_id = :id"), {"id": factor_set_id}
    )
    row = rows.one_or_none()
    return StoredSet(*row) if row else None


async def read(tx: AsyncConnection) -> list[StoredSet]:
    """All sets that were written, in the order in which they were first written."""
    rows = await tx.execute(sa.text(f"SELECT {COLUMNS} FROM factor_sets ORDER BY number"))
    return [StoredSet(*row) for row in rows]


async def write(tx: AsyncConnection, city_id: str, factor_set_id: str, body: Mapping[str, Any]) -> StoredSet:
    """Write a set, as a draft. Until it is published it may be written anew."""
    written = await tx.execute(
        sa.text(f"""
            INSERT INTO factor_sets (factor_set_id, city_id, state, body)
            VALUES (:id, :city_id, 'draft', CAST(:body AS jsonb))
            ON CONFLICT (factor_set_id) DO UPDATE
                SET state = 'draft', body = excluded.body, written_at = now()
                WHERE factor_sets.state <> 'published'
            RETURNING {COLUMNS}
        """),
        {"id": factor_set_id, "city_id": city_id, "body": json.dumps(body)},
    )
    return StoredSet(*written.one())


async def mark(tx: AsyncConnection, factor_set_id: str, state: State) -> None:
    """Set a state that changes nothing in force."""
    await tx.execute(
        sa.text("UPDATE factor_sets SET state = :state WHERE factor_set_id = :id"),
        {"id": factor_set_id, "state": state},
    )


async def publish(tx: AsyncConnection, factor_set_id: str, now: datetime) -> None:
    """Let a set hold, from its first day on."""
    await tx.execute(
        sa.text("""
            UPDATE factor_sets SET state = 'published', published_at = :now WHERE factor_set_id = :id
        """),
        {"id": factor_set_id, "now": now},
    )
