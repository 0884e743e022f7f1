"""Challenges that another one may require. Functions take `tx`; they never commit."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

HOLDOUTS = sa.text("""
    SELECT challenge_id, coalesce((versions.body->>'holdout_percent')::int, 0)
    FROM challenges JOIN versions USING (challenge_id, version)
    WHERE challenge_id = ANY(CAST(:challenge_ids AS uuid[]))
""")


async def holdouts(tx: AsyncConnection, challenge_ids: Collection[UUID]) -> dict[UUID, int]:
    """The `holdout_percent` of each of these challenges that was ever published, in the version in force."""
    rows = await tx.execute(HOLDOUTS, {"challenge_ids": sorted(challenge_ids)})
    return {challenge_id: percent for challenge_id, percent in rows}
