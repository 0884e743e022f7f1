"""The table of levels, what riders are told when it changes, and the count of all changes of rules. Functions
never decide or commit."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


class LevelsInForce(NamedTuple):
    """The newest levels."""

    version: int
    from_points: list[int]


async def read(tx: AsyncConnection) -> LevelsInForce:
    """The levels in force."""
    newest = "SELECT version, from_points FROM levels ORDER BY version DESC LIMIT 1"
    return LevelsInForce(*(await tx.execute(sa.text(newest))).one())


async def count_change(tx: AsyncConnection) -> None:
    """Count a change of what is in force: of a tariff, of levels, or of when points expire. The row of the
    count stays locked until the transaction ends: one change is made after the other, and batches that begin
    later read everything anew."""
    await tx.execute(sa.text("UPDATE rules_version SET version = version + 1"))


async def hold_accounts(tx: AsyncConnection) -> None:
    """Wait for all transactions that have locked accounts, and make later ones wait until this one ends: so
    levels change, and days of the ledger are closed, between two bookings and never within one. After 4 s
    PostgreSQL gives up, which the caller sees as 503."""
    # 4 s: longer than the usual lock timeout of 2 s, because a batch takes so long, and shorter than the
    # statement timeout of 5 s.
    await tx.execute(sa.text("SET LOCAL lock_timeout = '4s'"))
    await tx.execute(sa.text("LOCK TABLE accounts IN EXCLUSIVE MODE"))


async def add(tx: AsyncConnection, city_id: str, version: int, from_points: Sequence[int]) -> None:
    """Insert the next version of the levels, and count it as a change of what is in force."""
    await tx.execute(
        sa.text("""
            INSERT INTO levels (version, city_id, from_points)
            VALUES (:version, :city_id, CAST(:from_points AS bigint[]))
        """),
        {"version": version, "city_id": city_id, "from_points": list(from_points)},
    )
    await count_change(tx)


# In the database, because a new threshold may lift a hundred thousand riders. A level's revision is the sum
# of the revisions of all that gives the rider points, and of `level_base`: that grows here, as those do not.
SAY_NEW_LEVELS = sa.text("""
    WITH lifted AS (
        UPDATE accounts SET level_base = level_base + 1
        WHERE greatest(1, width_bucket(lifetime_points, CAST(:before AS bigint[])))
            <> greatest(1, width_bucket(lifetime_points, CAST(:after AS bigint[])))
            AND closed_at IS NULL
        RETURNING rider_id, city_id, lifetime_points, trip_revisions + level_base AS revisions
    )
    INSERT INTO outbox (id, type, key, data)
    SELECT gen_random_uuid(), 'level.reached.v1', rider_id::text, jsonb_build_object(
        'city_id', city_id, 'rider_id', rider_id, 'revision', revisions + other_revisions(rider_id),
        'level', greatest(1, width_bucket(lifetime_points, CAST(:after AS bigint[]))),
        'lifetime_points', greatest(0, lifetime_points)
    )::text FROM lifted ORDER BY rider_id
""")


async def say_new_levels(tx: AsyncConnection, before: Sequence[int], after: Sequence[int]) -> int:
    """Publish the level of each rider who is on another one by the new list. Returns how many there are. The
    caller has called `hold_accounts`."""
    said = await tx.execute(SAY_NEW_LEVELS, {"before": list(before), "after": list(after)})
    return said.rowcount
