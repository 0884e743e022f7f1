"""The table of whom riders rode with. Functions never decide or commit."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

RODE_WITH = sa.text("""
    SELECT EXISTS (SELECT FROM rode_with WHERE rider_id = :rider_id AND operator_id = :operator_id)
""")


async def rode_with(tx: AsyncConnection, rider_id: UUID, operator_id: str) -> bool:
    """Whether this operator has reported a trip of the rider, or the rider has one with it."""
    found: bool = (
        await tx.execute(RODE_WITH, {"rider_id": rider_id, "operator_id": operator_id})
    ).scalar_one()
    return found
