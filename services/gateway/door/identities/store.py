"""The table of identities: which rider a subject of an outside issuer is."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


async def find_or_make_rider(tx: AsyncConnection, issuer: str, subject: str, city_id: str) -> UUID:
    """The rider_id of this subject of an outside issuer; a new random one at the first request."""
    identity = {"issuer": issuer, "subject": subject}
    # Insert first: of two concurrent first requests the second waits here, and then reads the other's row.
    await tx.execute(
        sa.text(
            "INSERT INTO identities (issuer, subject, city_id, rider_id)"
            " VALUES (:issuer, :subject, :city_id, :rider_id) ON CONFLICT (issuer, subject) DO NOTHING"
        ),
        {**identity, "city_id": city_id, "rider_id": uuid4()},
    )
    row = await tx.execute(
        sa.text("SELECT rider_id FROM identities WHERE issuer = :issuer AND subject = :subject"), identity
    )
    rider_id: UUID = row.scalar_one()
    return rider_id
