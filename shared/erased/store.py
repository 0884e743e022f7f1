"""Who was erased, in the table `erased_riders`, which says it of nobody whose id one does not know already.
Functions never commit."""

from collections.abc import Collection, Iterable
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import fetch

ERASED = sa.text("SELECT rider_hash FROM erased_riders WHERE rider_hash = ANY(CAST(:hashes AS bytea[]))")


async def erased(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these riders who were erased."""
    by_hash = {sha256(rider_id.bytes).digest(): rider_id for rider_id in rider_ids}
    return frozenset(by_hash[hash_] for (hash_,) in await fetch(tx, ERASED, {"hashes": list(by_hash)}))


KEEP_HASHES = sa.text("""
    INSERT INTO erased_riders (rider_hash, city_id)
    SELECT rider_hash, :city_id FROM unnest(CAST(:hashes AS bytea[])) AS row (rider_hash)
    ORDER BY rider_hash ON CONFLICT DO NOTHING
""")


async def keep_hashes(tx: AsyncConnection, city_id: str, rider_ids: Collection[UUID]) -> None:
    """Remember the hashes of these riders' ids: what is heard of them later is passed over."""
    hashes = [sha256(rider_id.bytes).digest() for rider_id in rider_ids]
    await fetch(tx, KEEP_HASHES, {"hashes": hashes, "city_id": city_id})


async def forget_answers(tx: AsyncConnection, rider_ids: Collection[UUID]) -> None:
    """Forget what these riders were answered under their idempotency keys."""
    await tx.execute(
        sa.text("DELETE FROM idempotency WHERE caller = ANY(:callers)"),
        {"callers": [f"rider {rider_id}" for rider_id in rider_ids]},
    )
