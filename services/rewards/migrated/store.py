"""The table of balances that came from another system. Functions never decide or commit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger.rules import Account
from services.rewards.migrated.rules import Balance
from shared.db import fetch, insert

KNOWN = sa.text("""
    SELECT rider_id, migrated.points, migrated.lifetime_points
    FROM migrated JOIN accounts USING (account_id) WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
""")


async def known(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """The points and lifetime points that came with these riders before."""
    rows = await fetch(tx, KNOWN, {"rider_ids": list(rider_ids)})
    return {rider_id: (points, lifetime_points) for rider_id, points, lifetime_points in rows}


async def add(
    tx: AsyncConnection, city_id: str, balances: Sequence[Balance], accounts: Mapping[UUID, Account]
) -> None:
    """Insert these balances."""
    rows = [
        (accounts[each.rider_id].account_id, each.points, each.lifetime_points, each.note, city_id)
        for each in balances
    ]
    columns = ("account_id", "points", "lifetime_points", "note", "city_id")
    await insert(tx, "migrated", columns, rows)


class Proof(NamedTuple):
    """What the ledger holds: riders whom a file names and their points by migration lines, and the sum of all
    accounts, which is 0. `erased` are those of the riders who were erased: whatever came with them is in an
    account that nobody can name any more."""

    riders: int
    points: int
    all_accounts: int
    erased: frozenset[UUID] = frozenset()


PROOF = sa.text("""
    SELECT (SELECT count(*) FROM migrated JOIN accounts USING (account_id) WHERE rider_id = ANY(named)),
        coalesce((
            SELECT sum(moves.points) FROM moves JOIN accounts USING (account_id)
            WHERE rider_id = ANY(named) AND kind = 'migration'
        ), 0)::bigint,
        coalesce((SELECT sum(points) FROM account_sums), 0)::bigint,
        ARRAY(SELECT rider_id FROM unnest(named) AS row (rider_id) WHERE is_erased(rider_id))
    FROM (SELECT CAST(:rider_ids AS uuid[])) AS asked (named)
""")


async def proof(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> Proof:
    """Read from the ledger what has come with these riders."""
    [row] = await fetch(tx, PROOF, {"rider_ids": list(rider_ids)})
    riders, points, all_accounts, erased = row
    return Proof(riders, points, all_accounts, frozenset(erased))
