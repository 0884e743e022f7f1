"""`python -m services.rewards.verify [--rider ID]`: walks the ledger's chains and sums, in one snapshot.

Prints what it proved, and ends with 1 at the first break. DATABASE_URL names the database of rewards.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

import asyncpg
from rich.console import Console
from rich.progress import Progress

from services.rewards.ledger import rules
from services.rewards.ledger.rules import BEFORE_FIRST, House
from shared.sessions import connect

PAGE = 20_000
"""Lines that are read at a time."""
MAY_BE_BELOW_ZERO: frozenset[House] = frozenset(["issued", "debts", "adjusted", "migrated"])
"""Accounts of the house that give more than they get."""

# PostgreSQL writes the text of each line. It is hashed here.
POSTINGS = f"""
    SELECT account_id, seq, hash,
        CASE '{rules.RIDER}' WHEN destination THEN points WHEN source THEN -points ELSE 0 END,
        CASE WHEN destination = 'debts' THEN -points WHEN source = 'debts' THEN points ELSE 0 END,
        concat_ws(E'\\n', seq, posting_id, kind, source, destination, points,
            CAST(extract(epoch FROM posted_at) * 1000000 AS bigint),
            CAST(extract(epoch FROM available_at) * 1000000 AS bigint), rule, version)
    FROM postings WHERE CAST($1 AS uuid) IS NULL OR account_id = $1 ORDER BY account_id, seq
"""
ACCOUNTS = """
    SELECT account_id, seq, hash, points, debt_points FROM accounts
    WHERE CAST($1 AS uuid) IS NULL OR account_id = $1 ORDER BY account_id
"""
SUMS = "SELECT name, points::bigint FROM account_sums ORDER BY name"


class Broken(Exception):
    """The ledger is not what it was when it was written. The message says where."""


class End(NamedTuple):
    """Where a chain ends, and what the rider has and owes then."""

    account_id: UUID
    seq: int
    hash: bytes
    points: int
    debt_points: int


Row = tuple[UUID, int, bytes, int, int, str]
"""account_id, seq, hash, points to the rider, points that the house lends, and the text that is chained."""


def walk(rows: Iterable[Row | asyncpg.Record], before: End | None) -> Iterator[End]:
    """The ends of the chains in these rows, which are in order; the last chain may go on. `before` is where
    the rows before these ended. Raises Broken."""
    account_id, seq, chained, points, debt_points = before or End(UUID(int=0), 0, BEFORE_FIRST, 0, 0)
    is_first = before is None
    for row_account_id, row_seq, hash_, gained, lent, text in rows:
        if row_account_id != account_id:
            if not is_first:
                yield End(account_id, seq, chained, points, debt_points)
            account_id, seq, chained, points, debt_points = row_account_id, 0, BEFORE_FIRST, 0, 0
        is_first = False
        seq += 1
        if row_seq != seq:
            raise Broken(f"Account {account_id}: line {seq} is not there.")
        chained = rules.chain(chained, text)
        if chained != hash_:
            raise Broken(f"Account {account_id}: line {seq} is not the one that was chained.")
        points += gained
        debt_points += lent
        if points < 0 or debt_points < 0:
            raise Broken(f"Account {account_id}: line {seq} takes more than there is.")
    if not is_first:
        yield End(account_id, seq, chained, points, debt_points)


def compare(ends: Iterable[End], accounts: Iterator[End]) -> int:
    """Check that these chains end as their accounts say, both in order. Returns how many. Raises Broken."""
    count = 0
    for end in ends:
        account = _next_with_lines(accounts)
        if account != end:
            first = end if account is None or end.account_id < account.account_id else account
            raise Broken(f"Account {first.account_id}: its row does not say what its lines do.")
        count += 1
    return count


def _next_with_lines(accounts: Iterator[End]) -> End | None:
    """The next account that has lines. One without must be empty."""
    for account in accounts:
        if account.seq:
            return account
        if account[1:] != (0, BEFORE_FIRST, 0, 0):
            raise Broken(f"Account {account.account_id}: its row does not say what its lines do.")
    return None


@asynccontextmanager
async def snapshot(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection on which everything is read as of one moment."""
    connection = await connect(dsn, 10, None, {"work_mem": "64MB"})
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield connection
    finally:
        connection.terminate()


async def verify(dsn: str, rider_id: UUID | None, progress: Progress) -> str:
    """What was proved, in a sentence. Raises Broken."""
    async with snapshot(dsn) as connection:
        account_id = None
        if rider_id is not None:
            query = "SELECT account_id FROM accounts WHERE rider_id = $1"
            account_id = await connection.fetchval(query, rider_id)
            if account_id is None:
                raise Broken(f"There is no account of the rider {rider_id}.")
        accounts = iter([End(*row) for row in await connection.fetch(ACCOUNTS, account_id)])
        lines, chains = await _walk_all(connection, account_id, accounts, progress)
        if account_id is not None:
            return f"{lines} lines of the rider's chain hold."
        house = await _check_house(connection)
    return f"{lines} lines in {chains} chains hold, and all accounts sum to zero: {house}."


async def _walk_all(
    connection: asyncpg.Connection, account_id: UUID | None, accounts: Iterator[End], progress: Progress
) -> tuple[int, int]:
    """How many lines and chains there are. Raises Broken."""
    total = None if account_id else await connection.fetchval("SELECT sum(seq) FROM accounts")
    bar = progress.add_task("Walking the chains", total=total and int(total))
    cursor = await connection.cursor(POSTINGS, account_id)
    lines = chains = 0
    end: End | None = None
    while rows := await cursor.fetch(PAGE):
        *ends, end = walk(rows, end)
        chains += compare(ends, accounts)
        lines += len(rows)
        progress.update(bar, completed=lines)
    chains += compare([] if end is None else [end], accounts)
    left = _next_with_lines(accounts)
    if left is not None:
        raise Broken(f"Account {left.account_id}: its lines are not there.")
    return lines, chains


async def _check_house(connection: asyncpg.Connection) -> str:
    """What the accounts of the house hold. Raises Broken."""
    sums = {name: points for name, points in await connection.fetch(SUMS)}
    for name, points in sums.items():
        if points < 0 and name not in MAY_BE_BELOW_ZERO:
            raise Broken(f"The account {name} is below zero: {points}.")
    if sum(sums.values()):
        raise Broken(f"All accounts sum to {sum(sums.values())}, not to zero.")
    return ", ".join(f"{name} {points}" for name, points in sums.items()) or "nothing was given"


def main() -> None:
    parser = argparse.ArgumentParser(prog="rodem ledger verify", description=__doc__)
    parser.add_argument("--rider", type=UUID, metavar="ID", help="only this rider's chain")
    args = parser.parse_args()
    console = Console(stderr=True)
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            print(asyncio.run(verify(os.environ["DATABASE_URL"], args.rider, progress)))
    except Broken as broken:
        sys.exit(str(broken))


if __name__ == "__main__":
    main()
