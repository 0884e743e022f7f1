"""The table expectations. Functions take `tx`; they never decide or commit."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.expectations.rules import Actor, Declared

EXPECTATIONS_LOCK = 0x657870656374  # an advisory lock, "expect" in ASCII: one declaration at a time
COLUMNS = "number, actor, organisation, valid_from, mandate_ref, expected_values, declared_at"


async def hold(tx: AsyncConnection) -> None:
    """Wait for everybody else who declares, and make them wait until this transaction ends."""
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": EXPECTATIONS_LOCK})


async def read(tx: AsyncConnection) -> list[Declared]:
    """All declarations, in the order in which they were made."""
    rows = await tx.execute(sa.text(f"SELECT {COLUMNS} FROM expectations ORDER BY number"))
    return [Declared(*row) for row in rows]


async def add(
    tx: AsyncConnection,
    city_id: str,
    actor: Actor,
    organisation: str,
    valid_from: date,
    mandate_ref: str,
    values: Sequence[Mapping[str, Any]],
) -> Declared:
    """Add a declaration."""
    added = await tx.execute(
        sa.text(f"""
            INSERT INTO expectations (city_id, actor, organisation, valid_from, mandate_ref, expected_values)
            VALUES (:city_id, :actor, :organisation, :valid_from, :mandate_ref, CAST(:values AS jsonb))
            RETURNING {COLUMNS}
        """),
        {
            "city_id": city_id,
            "actor": actor,
            "organisation": organisation,
            "valid_from": valid_from,
            "mandate_ref": mandate_ref,
            "values": json.dumps(values),
        },
    )
    return Declared(*added.one())
