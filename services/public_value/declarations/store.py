"""The table declarations. Functions take `tx`; they never decide or commit."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

DECLARATIONS_LOCK = 0x6465636C617265  # an advisory lock, "declare" in ASCII: one declaration at a time


class Figure(NamedTuple):
    """A figure that was declared. `declared_by` is `city`, or `operator:` and the operator_id."""

    number: int
    indicator_id: str
    declared_by: str
    period: str
    value: float
    source: str
    note: str | None
    declared_at: datetime


COLUMNS = ", ".join(Figure._fields)


async def hold(tx: AsyncConnection) -> None:
    """Wait for everybody else who declares, and make them wait until this transaction ends."""
    await tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": DECLARATIONS_LOCK})


async def last_of(tx: AsyncConnection, indicator_id: str, declared_by: str, period: str) -> Figure | None:
    """The last figure that somebody has declared of an indicator and month."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM declarations
            WHERE indicator_id = :indicator_id AND declared_by = :declared_by AND period = :period
            ORDER BY number DESC LIMIT 1
        """),
        {"indicator_id": indicator_id, "declared_by": declared_by, "period": period},
    )
    row = rows.one_or_none()
    return Figure(*row) if row else None


async def read(tx: AsyncConnection, indicator_id: str, after: int, most: int) -> list[Figure]:
    """At most `most` figures of an indicator behind a number, in the order in which they were declared."""
    rows = await tx.execute(
        sa.text(f"""
            SELECT {COLUMNS} FROM declarations WHERE indicator_id = :indicator_id AND number > :after
            ORDER BY number LIMIT :most
        """),
        {"indicator_id": indicator_id, "after": after, "most": most},
    )
    return [Figure(*row) for row in rows]


async def add(
    tx: AsyncConnection,
    city_id: str,
    indicator_id: str,
    declared_by: str,
    period: str,
    value: float,
    source: str,
    note: str | None,
) -> Figure:
    """Add a figure."""
    added = await tx.execute(
        sa.text(f"""
            INSERT INTO declarations (city_id, indicator_id, declared_by, period, value, source, note)
            VALUES (:city_id, :indicator_id, :declared_by, :period, :value, :source, :note)
            RETURNING {COLUMNS}
        """),
        {
            "city_id": city_id,
            "indicator_id": indicator_id,
            "declared_by": declared_by,
            "period": period,
            "value": value,
            "source": source,
            "note": note,
        },
    )
    return Figure(*added.one())
