"""`python -m services.rewards.verify [--rider ID | --replay]`: walks the ledger's chains, sums and digests,
all in one snapshot; with `--replay` hears the log anew and compares what each source has given.

Prints what it proved, and ends with 1 at the first break. DATABASE_URL names the database of rewards. A
replay needs RODEM_SOURCES too, and in REPLAY_DATABASE_URL a database with the tables of rewards and no row.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
from rich.console import Console
from rich.progress import Progress

from services.rewards.digests import rules as digests
from services.rewards.digests.rules import Closed, Digests
from services.rewards.ledger import rules
from services.rewards.ledger.rules import BEFORE_FIRST, House
from services.rewards.replay import replay
from shared.events.rewards import AWARDS
from shared.sessions import connect
from shared.settings import ServiceSettings
from shared.two_keys.decisions.rules import first_wrong_seq, published_line
from shared.two_keys.decisions.store import KeptDecision, kept

PAGE = 20_000
"""Lines that are read at a time."""
MAY_BE_BELOW_ZERO: frozenset[House] = frozenset(["issued", "debts", "adjusted", "migrated"])
"""Accounts of the house that give more than they get."""

TO_RIDER = f"CASE '{rules.RIDER}' WHEN destination THEN points WHEN source THEN -points ELSE 0 END"
# PostgreSQL writes the text of each line. It is hashed here.
POSTINGS = f"""
    SELECT account_id, seq, hash, {TO_RIDER},
        CASE WHEN destination = 'debts' THEN -points WHEN source = 'debts' THEN points ELSE 0 END,
        CASE 'reserved' WHEN destination THEN points WHEN source THEN -points ELSE 0 END,
        CASE WHEN kind = ANY(ARRAY{sorted(AWARDS)}) THEN {TO_RIDER} ELSE 0 END,
        concat_ws(E'\\n', seq, posting_id, kind, source, destination, points,
            CAST(extract(epoch FROM posted_at) * 1000000 AS bigint),
            CAST(extract(epoch FROM available_at) * 1000000 AS bigint), rule, version),
        posted_at
    FROM postings WHERE CAST($1 AS uuid) IS NULL OR account_id = $1 ORDER BY account_id, seq
"""
# What came with a balance counts in lifetime points, and is in no line.
ACCOUNTS = """
    SELECT account_id, seq, hash, accounts.points, debt_points, reserved_points,
        accounts.lifetime_points - coalesce(migrated.lifetime_points, 0)
    FROM accounts LEFT JOIN migrated USING (account_id)
    WHERE CAST($1 AS uuid) IS NULL OR account_id = $1 ORDER BY account_id
"""
CLOSED_DAYS = "SELECT day, until FROM ledger_days WHERE digest IS NOT NULL ORDER BY day"
DECISIONS = "SELECT * FROM decisions ORDER BY seq"
SUMS = "SELECT name, points::bigint FROM account_sums ORDER BY name"


class Broken(Exception):
    """The ledger is not what it was when it was written. The message says where."""


class End(NamedTuple):
    """Where a chain ends, and what the rider has then, owes, has reserved, and was given of what counts for
    levels."""

    account_id: UUID
    seq: int
    hash: bytes
    points: int
    debt_points: int
    reserved_points: int
    lifetime_points: int


NOWHERE = End(UUID(int=0), 0, BEFORE_FIRST, 0, 0, 0, 0)
"""Before the first line of a chain."""
Row = tuple[UUID, int, bytes, int, int, int, int, str, datetime]
"""account_id, seq, hash, points to the rider, points that the house lends, points that are reserved, those of
them that count for levels, the text that is chained, and when the line was posted."""


def walk(rows: Iterable[Row | asyncpg.Record], before: End | None) -> Iterator[End]:
    """The ends of the chains in these rows, which are in order; the last chain may go on. `before` is where
    the rows before these ended. Raises Broken."""
    # In variables, because this runs for every line that was ever written.
    account_id, seq, chained, points, debt, reserved, lifetime = before or NOWHERE
    for row_account_id, row_seq, hash_, gained, lent, held, counted, text, _ in rows:
        if row_account_id != account_id:
            if seq:
                yield End(account_id, seq, chained, points, debt, reserved, lifetime)
            account_id, seq, chained, points, debt, reserved, lifetime = NOWHERE
            account_id = row_account_id
        seq += 1
        if row_seq != seq:
            raise Broken(f"Account {account_id}: line {seq} is not there.")
        chained = rules.chain(chained, text)
        if chained != hash_:
            raise Broken(f"Account {account_id}: line {seq} is not the one that was chained.")
        points += gained
        debt += lent
        reserved += held
        lifetime += counted
        if points < 0 or debt < 0 or reserved < 0:
            raise Broken(f"Account {account_id}: line {seq} takes more than there is.")
    if seq:
        yield End(account_id, seq, chained, points, debt, reserved, lifetime)


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
        if account[1:] != NOWHERE[1:]:
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
        days = [] if account_id else [Closed(*row) for row in await connection.fetch(CLOSED_DAYS)]
        of_days = Digests([closed.until for closed in days])
        lines, chains = await _walk_all(connection, account_id, accounts, of_days, progress)
        if account_id is not None:
            return f"{lines} lines of the rider's chain hold."
        house = await _check_house(connection)
        decisions = [
            kept({**row, "subject": json.loads(row["subject"])}) for row in await connection.fetch(DECISIONS)
        ]
    check_decisions(decisions)
    published = [
        each.decision.step.subject.id for each in decisions if each.decision.step.kind == digests.KIND
    ]
    check_digests([closed.day for closed in days], digests.hexadecimal(of_days), published)
    proved = f"{lines} lines in {chains} chains hold, and all accounts sum to zero: {house}."
    said = f"The digests of {len(days)} days are those that were published: compare that log with a copy."
    return f"{proved} {said}" if days else proved


def check_decisions(decisions: Iterable[KeptDecision]) -> None:
    """Check the chain of decisions, in which the digests were published. Raises Broken."""
    wrong_seq = first_wrong_seq(published_line(*each) for each in decisions)
    if wrong_seq is not None:
        raise Broken(f"Line {wrong_seq} of the decisions is not the one that was chained.")


def check_digests(days: Iterable[date], found: Iterable[str], published: Iterable[str]) -> None:
    """Check the digests of the closed days against those in the chain of decisions. Raises Broken."""
    expected: dict[str, str] = {}
    for text in published:
        day_published = text.partition(" ")[0]
        # A chain that was computed anew must not be covered by a second digest behind the first.
        if expected.setdefault(day_published, text) != text:
            raise Broken(f"Two digests were published of one day: {expected[day_published]} and {text}.")
    computed = {str(day): digests.subject_id(day, digest) for day, digest in zip(days, found, strict=True)}
    for day in sorted(expected.keys() | computed.keys()):
        if expected.get(day) != computed.get(day):
            raise Broken(
                f"The chains up to {day} are not those whose digest was published:"
                f" {computed.get(day, 'none')} and {expected.get(day, 'none')}."
            )


async def _walk_all(
    connection: asyncpg.Connection,
    account_id: UUID | None,
    accounts: Iterator[End],
    of_days: Digests,
    progress: Progress,
) -> tuple[int, int]:
    """How many lines and chains there are. The lines are added to the digests. Raises Broken."""
    total = None if account_id else await connection.fetchval("SELECT sum(seq) FROM accounts")
    bar = progress.add_task("Walking the chains", total=total and int(total))
    cursor = await connection.cursor(POSTINGS, account_id)
    lines = chains = 0
    end: End | None = None
    while rows := await cursor.fetch(PAGE):
        *ends, end = walk(rows, end)
        chains += compare(ends, accounts)
        lines += len(rows)
        if of_days.ends:
            digests.add_lines(of_days, ((row[0], row[-1], row[1], row[2]) for row in rows))
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


async def compare_replayed(dsn: str, progress: Progress) -> str:
    """What was compared, in a sentence. Raises Broken, whose message has a line for each difference."""
    settings = ServiceSettings.model_validate({"DATABASE_URL": dsn})
    async with snapshot(dsn) as connection:
        own_dsn = os.environ["REPLAY_DATABASE_URL"]
        found, said = await replay(connection, own_dsn, settings.sources, progress)
    if found:
        lines = [
            f"{rider_id} {source}: the ledger has {booked_points}, the log gives {heard_points}"
            for rider_id, source, booked_points, heard_points in found
        ]
        raise Broken("\n".join([*lines, f"{said}: {len(found)} differ. Nothing was booked."]))
    return f"{said}: all are alike."


def main() -> None:
    parser = argparse.ArgumentParser(prog="rodem ledger verify", description=__doc__)
    parser.add_argument("--rider", type=UUID, metavar="ID", help="only this rider's chain")
    parser.add_argument("--replay", action="store_true", help="hear the log anew, and compare sources")
    args = parser.parse_args()
    if args.replay and not {"RODEM_SOURCES", "REPLAY_DATABASE_URL"} <= os.environ.keys():
        parser.error("a replay needs RODEM_SOURCES and REPLAY_DATABASE_URL")
    console, dsn = Console(stderr=True), os.environ["DATABASE_URL"]
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            work = compare_replayed(dsn, progress) if args.replay else verify(dsn, args.rider, progress)
            print(asyncio.run(work))
    except Broken as broken:
        sys.exit(str(broken))


if __name__ == "__main__":
    main()
