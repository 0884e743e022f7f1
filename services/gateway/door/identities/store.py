"""Who riders of an outside issuer are."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


async def find_or_make_rider(tx: AsyncConnection, issuer: str, subject: str, city_id: str) -> UUID:
    """The rider that a person of an outside issuer is; a random new one at first sight."""
    who = {"issuer": issuer, "subject": subject}
    # First insert, then look: of two first requests at once, the second waits here and then finds.
    await tx.execute(
        sa.text(
            "INSERT INTO identities (issuer, subject, city_id, rider_id)"
            " VALUES (:issuer, :subject, :city_id, :rider_id) ON CONFLICT (issuer, subject) DO NOTHING"
        ),
        {**who, "city_id": city_id, "rider_id": uuid4()},
    )
    row = await tx.execute(
        sa.text("SELECT rider_id FROM identities WHERE issuer = :issuer AND subject = :subject"), who
    )
    rider_id: UUID = row.scalar_one()
    return rider_id
