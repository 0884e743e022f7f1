"""Tables of the ledger: postings and riders' accounts. Functions never decide or commit."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger.rules import (
    BEFORE_FIRST,
    EPOCH,
    POSTING_COLUMNS,
    Account,
    LockedAccounts,
    Posting,
)
from shared.db import by_column, fast_uuid, fetch, insert, unnest, write
from shared.erased.store import erased
from shared.sessions import connect

QUERY_S = 300
"""Time limit for summing up the whole ledger."""

NEW_ACCOUNTS_LOCK = 0x6C6564676572
"""An advisory lock, "ledger" in ASCII: who opens accounts holds it until the account's row is there."""

# The version of all rules, the end of the last closed day (microseconds from 1970), and the points from which
# levels begin: a text, because an array would be decoded with each row. Who changes levels or closes a day
# waits for all who have locked accounts, and makes later ones wait: they read what was committed then, as
# PostgreSQL takes a statement's snapshot after it has locked the table.
RULES = """
    SELECT rules_version.version || ' ' || coalesce((
        SELECT CAST(extract(epoch FROM until) * 1000000 AS bigint) FROM ledger_days ORDER BY day DESC LIMIT 1
    ), 0) || ' ' || array_to_string(from_points, ' ')
    FROM rules_version, levels ORDER BY levels.version DESC LIMIT 1
"""
ACCOUNT = """
    rider_id, account_id, points, debt_points, lifetime_points, trip_revisions, level_base, seq, hash,
    reserved_points, on_leaderboards
"""
"""The columns of an `Account`, in the order of its fields."""
# Ordered, because transactions that lock rows in different orders deadlock.
OF_RIDERS = "rider_id = ANY(CAST(:rider_ids AS uuid[]))"
LOCK = f"""
    SELECT {ACCOUNT}, ({RULES}) AS rules
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
    if missing:
        # Only who has no account can be, and nobody is while the locks are held.
        accounts.erased = await erased(tx, missing)
    for rider_id, account_id in zip(missing, _random_ids(len(missing)), strict=True):
        accounts[rider_id] = Account(rider_id, account_id, 0, 0, 0, 0, 0, 0, BEFORE_FIRST, is_open=False)
    accounts.rules_version, closed_until_us, *levels = map(int, in_force.split())
    accounts.levels = tuple(levels)
    closed_until = EPOCH + timedelta(microseconds=closed_until_us)
    for account in accounts.values():
        account.closed_until = closed_until
    return accounts


HOLD_FREE_ONES = sa.text(f"""
    SELECT rider_id FROM accounts WHERE {OF_RIDERS} ORDER BY rider_id FOR UPDATE SKIP LOCKED
""")
WITH_ACCOUNTS = sa.text(f"SELECT rider_id FROM accounts WHERE {OF_RIDERS}")
HOLD_OPENING_IF_FREE = sa.text(f"SELECT pg_try_advisory_xact_lock({NEW_ACCOUNTS_LOCK})")


async def hold_free_ones(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these riders of whom no other transaction holds the account, or is about to open it: they are
    held until this one ends. It waits for nobody, so whoever holds other rows already may call it."""
    riders = set(rider_ids)
    held = {rider_id for (rider_id,) in await fetch(tx, HOLD_FREE_ONES, {"rider_ids": list(riders)})}
    without = await _without_accounts(tx, riders - held)
    if without:
        [(is_free,)] = await fetch(tx, HOLD_OPENING_IF_FREE, {})
        # Somebody may have opened one of them a moment ago.
        held |= await _without_accounts(tx, without) if is_free else set()
    return held


async def _without_accounts(tx: AsyncConnection, riders: set[UUID]) -> set[UUID]:
    if not riders:
        return riders
    return riders - {rider_id for (rider_id,) in await fetch(tx, WITH_ACCOUNTS, {"rider_ids": list(riders)})}


def _random_ids(count: int) -> Iterator[UUID]:
    """UUIDs of version 4. Python's own `uuid4` takes several times as long."""
    noise = bytearray(os.urandom(16 * count))
    for at in range(0, 16 * count, 16):
        noise[at + 6] = noise[at + 6] & 0x0F | 0x40
        noise[at + 8] = noise[at + 8] & 0x3F | 0x80
        yield fast_uuid(bytes(noise[at : at + 16]))


READ_ACCOUNT = sa.text(f"SELECT {ACCOUNT} FROM accounts WHERE rider_id = :rider_id")


async def read_account(tx: AsyncConnection, rider_id: UUID) -> Account:
    """The account of a rider, for reading only."""
    rows = await fetch(tx, READ_ACCOUNT, {"rider_id": rider_id})
    return Account(*rows[0]) if rows else Account(rider_id, UUID(int=0), 0, 0, 0, 0, 0, 0, BEFORE_FIRST)


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
    "reserved_points": "bigint",
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
        state = [getattr(a, name) for name in CHANGING]
        if a.is_open:
            moved.append((a.rider_id, *state))
        else:
            opened.append((a.rider_id, a.account_id, *state, city_id))
            a.is_open = True
    if opened:
        await insert(tx, "accounts", OPENED_COLUMNS, opened)
    if moved:
        await write(tx, MOVE_ACCOUNTS, by_column(MOVED_COLUMNS, moved))


async def show_on_leaderboards(tx: AsyncConnection, city_id: str, account: Account, on: bool) -> None:
    """Keep whether leaderboards show the rider of this account, which `lock_accounts` has locked. Its first
    trip, which may come later, finds it so."""
    if not account.is_open:
        await keep_accounts(tx, city_id, [account])
    account.on_leaderboards = on
    await tx.execute(
        sa.text("UPDATE accounts SET on_leaderboards = :on WHERE rider_id = :rider_id"),
        {"on": on, "rider_id": account.rider_id},
    )


async def raise_level_bases(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> None:
    """Add 1 to what is added to the revisions of these riders' levels."""
    await tx.execute(
        sa.text(f"UPDATE accounts SET level_base = level_base + 1 WHERE {OF_RIDERS}"),
        {"rider_ids": list(rider_ids)},
    )


OTHER_REVISIONS = sa.text("""
    SELECT rider_id, other_revisions(rider_id) FROM unnest(CAST(:rider_ids AS uuid[])) AS row (rider_id)
""")


async def other_revisions(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> dict[UUID, int]:
    """For each of these riders, the sum of the revisions of all that gives points beside trips.

    The tables belong to sub-rooms (`entries`, `activities`), which import the ledger and so cannot be
    imported here.
    """
    return dict(await fetch(tx, OTHER_REVISIONS, {"rider_ids": list(rider_ids)}))


async def is_balanced(dsn: str) -> bool:
    """Whether the ledger sums to zero, and every account to its postings."""
    # Its own connection: those of the pool end a statement after 5 s, and this one reads every posting.
    connection = await connect(dsn, command_timeout_s=QUERY_S)
    try:
        balanced: bool = await connection.fetchval("SELECT balanced FROM doctor")
    finally:
        connection.terminate()
    return balanced
