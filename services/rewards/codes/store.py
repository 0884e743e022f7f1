"""Table of codes. Functions take `tx`; they never commit."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import fetch

KNOWN = sa.text("""
    SELECT lookup FROM codes WHERE reward_id = :reward_id AND lookup = ANY(CAST(:lookups AS bytea[]))
""")


async def known(tx: AsyncConnection, reward_id: UUID, lookups: Sequence[bytes]) -> set[bytes]:
    """Which of these codes, by their HMACs, the pool of a reward has had, used ones among them."""
    rows = await fetch(tx, KNOWN, {"reward_id": reward_id, "lookups": list(lookups)})
    return {row[0] for row in rows}


# The primary key is random. In its order, rows that follow each other lie on the same pages of the index.
ADD = sa.text("""
    INSERT INTO codes (reward_id, lookup, sealed, keys_id, city_id)
    SELECT :reward_id, lookup, sealed, :keys_id, :city_id
    FROM unnest(CAST(:lookups AS bytea[]), CAST(:sealed AS bytea[])) AS row (lookup, sealed) ORDER BY lookup
    ON CONFLICT DO NOTHING RETURNING 1
""")
SLICE = 10_000
"""Codes that one statement inserts: far from the 5 s that a statement may take."""
COUNT_ADDED = sa.text("""
    UPDATE rewards SET codes_unused = codes_unused + :added WHERE reward_id = :reward_id
""")


async def add(
    tx: AsyncConnection,
    city_id: str,
    reward_id: UUID,
    keys_id: str,
    lookups: Sequence[bytes],
    sealed: Sequence[bytes],
) -> int:
    """Insert those of these codes that are new, each once. Returns how many. The caller holds the lock on the
    reward's row, which counts its unused codes."""
    added = 0
    for first in range(0, len(lookups), SLICE):
        part = slice(first, first + SLICE)
        values = {"lookups": list(lookups[part]), "sealed": list(sealed[part]), "keys_id": keys_id}
        added += len(await fetch(tx, ADD, {"reward_id": reward_id, "city_id": city_id, **values}))
    await fetch(tx, COUNT_ADDED, {"reward_id": reward_id, "added": added})
    return added


# Two statements: as a part of the second the first may run once for each row, and take others each time.
UNUSED = sa.text("""
    SELECT lookup FROM codes WHERE reward_id = :reward_id AND redemption_id IS NULL
    LIMIT :quantity FOR UPDATE SKIP LOCKED
""")
TAKE = sa.text("""
    UPDATE codes SET redemption_id = row.redemption_id
    FROM unnest(CAST(:lookups AS bytea[]), CAST(:redemption_ids AS uuid[])) AS row (lookup, redemption_id)
    WHERE codes.reward_id = :reward_id AND codes.lookup = row.lookup
""")
GIVE_BACK = sa.text("""
    UPDATE codes SET redemption_id = NULL WHERE redemption_id = :redemption_id RETURNING 1
""")


async def take(tx: AsyncConnection, reward_id: UUID, redemption_ids: Sequence[UUID]) -> int:
    """Set an unused code aside for each of these redemptions (one may be there several times). Returns
    how many: fewer only if there are no more. The caller holds the lock on the reward's row."""
    of_reward = {"reward_id": reward_id}
    unused = await fetch(tx, UNUSED, of_reward | {"quantity": len(redemption_ids)})
    lookups = [row[0] for row in unused]
    ids = list(redemption_ids[: len(lookups)])
    await fetch(tx, TAKE, of_reward | {"lookups": lookups, "redemption_ids": ids})
    await fetch(tx, COUNT_ADDED, of_reward | {"added": -len(lookups)})
    return len(lookups)


async def give_back(tx: AsyncConnection, reward_id: UUID, redemption_id: UUID) -> None:
    """Make the codes of a redemption unused again."""
    given = len(await fetch(tx, GIVE_BACK, {"redemption_id": redemption_id}))
    await fetch(tx, COUNT_ADDED, {"reward_id": reward_id, "added": given})


class TakenCode(NamedTuple):
    """A code of a redemption, sealed with the keys of `keys_id`."""

    code_id: UUID
    sealed: bytes
    keys_id: str


async def of_redemption(tx: AsyncConnection, redemption_id: UUID) -> list[TakenCode]:
    """The codes of a redemption."""
    rows = await tx.execute(
        sa.text("""
            SELECT code_id, sealed, keys_id FROM codes WHERE redemption_id = :redemption_id ORDER BY code_id
        """),
        {"redemption_id": redemption_id},
    )
    return [TakenCode(*row) for row in rows]
