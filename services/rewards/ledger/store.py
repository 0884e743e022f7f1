"""Tables of the ledger: postings and riders' accounts. Functions never decide or commit."""

import os
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger.rules import BEFORE_FIRST, POSTING_COLUMNS, Account, LockedAccounts, Posting
from shared.db import by_column, fast_uuid, fetch, insert, unnest
from shared.sessions import connect

QUERY_S = 300
"""Time limit for summing up the whole ledger."""

NEW_ACCOUNTS_LOCK = 0x6C6564676572
"""An advisory lock, "ledger" in ASCII: who opens accounts holds it until the account's row is there."""

# The version of all rules, and the points from which levels begin: a text, because an array would be decoded
# with each row. Who changes levels waits for all who have locked accounts, and makes later ones wait: they
# read what was committed then, as PostgreSQL takes a statement's snapshot after it has locked the table.
RULES = """
    SELECT rules_version.version || ' ' || array_to_string(from_points, ' ')
    FROM rules_version, levels ORDER BY levels.version DESC LIMIT 1
"""
# Ordered, because transactions that lock rows in different orders deadlock.
OF_RIDERS = "rider_id = ANY(CAST(:rider_ids AS uuid[]))"
LOCK = f"""
    SELECT rider_id, account_id, points, debt_points, lifetime_points, trip_revisions, level_base, seq, hash,
        ({RULES}) AS rules
    FROM accounts WHERE {OF_RIDERS} {{only_if}} ORDER BY rider_id FOR UPDATE
"""
# All or none: who has to open an account holds no row while it waits for others who open some.
ALL_ARE_OPEN = f"AND (SELECT count(*) FROM accounts WHERE {OF_RIDERS}) = :riders"
LOCK_IF_ALL_ARE_OPEN = sa.text(LOCK.format(only_if=ALL_ARE_OPEN))
LOCK_OPEN_ONES = sa.text(LOCK.format(only_if=""))
LOCK_OPENING = sa.text(f"SELECT pg_advisory_xact_lock({NEW_ACCOUNTS_LOCK}), ({RULES})")


async def lock_accounts(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> LockedAccounts:
    """The accounts of these riders, locked until the transaction ends: before any other row is. With them
    comes which rules are in force.

    FOR UPDATE locks nothing where there is no row yet. So whoever opens accounts, by `keep_accounts`, takes
    an advisory lock first: no two transactions begin one rider's chain. The locks have one order, so that
    nobody deadlocks: the advisory lock, then rows by rider.
    """
    riders = {fast_uuid(rider_id.bytes) for rider_id in rider_ids}
    values = {"rider_ids": list(riders), "riders": len(riders)}
    accounts, in_force = LockedAccounts(), ""
    rows = await fetch(tx, LOCK_IF_ALL_ARE_OPEN, values)
    if len(rows) < len(riders):
        [(_, in_force)] = await fetch(tx, LOCK_OPENING, {})
        rows = await fetch(tx, LOCK_OPEN_ONES, values)
    for row in rows:
        accounts[row[0]], in_force = Account(*row[:-1]), row[-1]
    missing = riders - accounts.keys()
    for rider_id, account_id in zip(missing, _random_ids(len(missing)), strict=True):
        accounts[rider_id] = Account(rider_id, account_id, 0, 0, 0, 0, 0, 0, BEFORE_FIRST, False)
    accounts.rules_version, *levels = map(int, in_force.split())
    accounts.levels = tuple(levels)
    return accounts


def _random_ids(count: int) -> Iterator[UUID]:
    """UUIDs of version 4. Python's own `uuid4` takes several times as long."""
    noise = bytearray(os.urandom(16 * count))
    for at in range(0, 16 * count, 16):
        noise[at + 6] = noise[at + 6] & 0x0F | 0x40
        noise[at + 8] = noise[at + 8] & 0x3F | 0x80
        yield fast_uuid(bytes(noise[at : at + 16]))


async def post(tx: AsyncConnection, postings: Sequence[Posting]) -> None:
    """Append these rows to the ledger."""
    if postings:
        await insert(tx, "postings", POSTING_COLUMNS, postings)


CHANGING = {
    "points": "bigint",
    "debt_points": "bigint",
    "lifetime_points": "bigint",
    "trip_revisions": "bigint",
    "seq": "int",
    "hash": "bytea",
}
OPENED_COLUMNS = ("rider_id", "account_id", *CHANGING, "city_id")
MOVED_COLUMNS = {"rider_id": "uuid", **CHANGING}
MOVE_ACCOUNTS = sa.text(f"""
    UPDATE accounts SET {", ".join(f"{name} = row.{name}" for name in CHANGING)}
    FROM {unnest(MOVED_COLUMNS)} WHERE accounts.rider_id = row.rider_id
""")


async def keep_accounts(tx: AsyncConnection, city_id: str, accounts: Iterable[Account]) -> None:
    """Write these accounts, which `lock_accounts` has locked, as they are now. New rows are copied, which
    takes half the time of an upsert."""
    opened, moved = [], []
    for a in accounts:
        state = (a.points, a.debt_points, a.lifetime_points, a.trip_revisions, a.seq, a.hash)
        if a.is_open:
            moved.append((a.rider_id, *state))
        else:
            opened.append((a.rider_id, a.account_id, *state, city_id))
            a.is_open = True
    if opened:
        await insert(tx, "accounts", OPENED_COLUMNS, opened)
    if moved:
        await fetch(tx, MOVE_ACCOUNTS, by_column(MOVED_COLUMNS, moved))


ENTRY_REVISIONS = sa.text("""
    SELECT rider_id, sum(revision)::bigint FROM entries
    WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) GROUP BY rider_id
""")


async def entry_revisions(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The sum of the revisions of all entries, for each of these riders who has an entry.

    The table belongs to the sub-room `entries`, which imports the ledger and so cannot be imported here.
    """
    return dict(await fetch(tx, ENTRY_REVISIONS, {"rider_ids": list(rider_ids)}))


async def is_balanced(dsn: str) -> bool:
    """Whether the ledger sums to zero, and every account to its postings."""
    # Its own connection: those of the pool end a statement after 5 s, and this one reads every posting.
    connection = await connect(dsn, command_timeout_s=QUERY_S)
    try:
        balanced: bool = await connection.fetchval("SELECT balanced FROM doctor")
    finally:
        connection.terminate()
    return balanced
