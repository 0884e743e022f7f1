"""Names of what challenges have only ids of. Functions never decide or commit."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

ZONES = sa.text("SELECT zone_id, name FROM zones WHERE zone_id = ANY(CAST(:zone_ids AS text[]))")
CHALLENGES = sa.text("""
    SELECT challenge_id, versions.body->'name'
    FROM challenges JOIN versions USING (challenge_id, version)
    WHERE challenge_id = ANY(CAST(:challenge_ids AS uuid[]))
""")


async def zone_names(tx: AsyncConnection, zone_ids: Collection[str]) -> dict[str, str]:
    """The names of those of these zones that are known, by zone_id."""
    rows = await tx.execute(ZONES, {"zone_ids": sorted(zone_ids)})
    return {zone_id: name for zone_id, name in rows}


async def challenge_names(
    tx: AsyncConnection, challenge_ids: Collection[UUID]
) -> dict[UUID, Mapping[str, str]]:
    """The names by language of those of these challenges that were ever published, in the version in
    force."""
    rows = await tx.execute(CHALLENGES, {"challenge_ids": sorted(challenge_ids)})
    return {challenge_id: name for challenge_id, name in rows}
