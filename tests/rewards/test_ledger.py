"""The ledger itself: what riders owe, chains, and what the database refuses."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.rewards.ledger import rules, store
from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.ledger.rules import BEFORE_FIRST, Account, Kind, Line
from shared.db import create_engine
from tests.conftest import MakeDatabase, serving
from tests.waiting import eventually

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
NAMES = UUID("0190aaaa-0000-7000-8000-00000000000b")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(40)]


def account(**changes: Any) -> Account:
    fields: dict[str, Any] = {
        "rider_id": RIDERS[0],
        "account_id": uuid4(),
        "points": 0,
        "debt_points": 0,
        "lifetime_points": 0,
        "trip_revisions": 1,
        "level_base": 0,
        "seq": 0,
        "hash": BEFORE_FIRST,
    }
    return Account(**(fields | changes))


def line(holder: Account, points: int, kind: Kind = "challenge", **changes: Any) -> Line:
    fields: dict[str, Any] = {
        "posting_id": uuid4(),
        "account": holder,
        "kind": kind,
        "source": f"entry:{uuid4()}",
        "revision": 1,
        "points": points,
        "total_points": points,
        "posted_at": NOON,
        "available_at": NOON,
        "local_on": NOON.date(),
        "rule": "challenge",
        "version": 1,
        "params": {},
    }
    return Line(**(fields | changes))


def booked(holder: Account, *points: int) -> list[tuple[str, int]]:
    """Kind and points of what is published when these lines of awards are booked together."""
    events = rules.post("city", [line(holder, each) for each in points], [holder]).events
    return [(event.kind, event.points) for event in events]


def test_what_is_taken_back_beyond_what_is_there_is_owed() -> None:
    holder = account(points=30)
    assert booked(holder, -100) == [("debt", 70), ("challenge", -100)]
    assert (holder.points, holder.debt_points, holder.lifetime_points) == (0, 70, -100)


def test_gains_come_first_and_there_is_one_line_in_all_of_a_loan() -> None:
    holder = account()
    assert booked(holder, -50, 20, -10, 5) == [
        ("challenge", 20),
        ("challenge", 5),
        ("debt", 35),
        ("challenge", -50),
        ("challenge", -10),
    ]


def test_a_gain_pays_a_debt_once_whatever_else_is_taken() -> None:
    holder = account(debt_points=40)
    assert booked(holder, 60, -5, 10) == [
        ("challenge", 60),
        ("challenge", 10),
        ("challenge", -5),
        ("repayment", -40),
    ]
    assert (holder.points, holder.debt_points) == (25, 0)


def test_losses_take_a_gain_before_a_debt_does() -> None:
    holder = account(debt_points=40)
    assert booked(holder, 60, -70) == [("challenge", 60), ("debt", 10), ("challenge", -70)]
    assert (holder.points, holder.debt_points) == (0, 50)


def test_no_line_takes_an_account_below_zero_and_each_is_in_the_chain() -> None:
    holder = account()
    lines = [line(holder, each) for each in (100, -30, 50, -300, 7)]
    post = rules.post("city", lines, [holder])
    points, chained = 0, BEFORE_FIRST
    for seq, row in enumerate(post.postings, 1):
        fields: dict[str, Any] = dict(zip(rules.POSTING_COLUMNS, row, strict=True))
        points += fields["points"] if fields["destination"] == "rider" else -fields["points"]
        assert points >= 0
        assert fields["seq"] == seq
        text = rules.text_of(
            seq,
            fields["posting_id"],
            fields["kind"],
            fields["source"],
            fields["destination"],
            fields["points"],
            rules.microseconds(fields["posted_at"]),
            rules.microseconds(fields["available_at"]),
            fields["rule"],
            fields["version"],
        )
        chained = rules.chain(chained, text)
        assert fields["hash"] == chained
    assert (holder.points, holder.seq, holder.hash) == (points, len(post.postings), chained)


def test_nothing_is_booked_of_a_line_of_zero_points_which_is_told() -> None:
    holder = account()
    post = rules.post("city", [line(holder, 0)], [holder])
    [event] = post.events
    assert (post.postings, holder.seq, event.seq, event.account_points) == ([], 0, None, 0)


@pytest.fixture
async def dsn(make_database: MakeDatabase) -> str:
    return await make_database("rewards")


@pytest.fixture
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(dsn, 6)
    yield engine
    await engine.dispose()


async def give(engine: AsyncEngine, rider_ids: list[UUID]) -> None:
    """Give each of these riders a point, in one transaction."""
    async with engine.begin() as tx:
        accounts = await lock_accounts(tx, rider_ids)
        await book(tx, "city", [line(accounts[rider_id], 1) for rider_id in rider_ids], accounts.levels)


async def test_two_who_open_accounts_at_once_do_not_fork_a_chain(engine: AsyncEngine) -> None:
    orders = [RIDERS, list(reversed(RIDERS)), RIDERS[::2] + RIDERS[1::2], RIDERS[10:30]]
    await asyncio.gather(*(give(engine, order) for order in orders))
    async with engine.connect() as tx:
        rows = await tx.execute(
            sa.text("SELECT points, seq, count(*) FROM accounts GROUP BY 1, 2 ORDER BY 1")
        )
        assert [tuple(row) for row in rows] == [(3, 3, 20), (4, 4, 20)]
        assert (await tx.execute(sa.text("SELECT balanced FROM doctor"))).scalar_one()


WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = ("
WAITING += "SELECT oid FROM pg_database WHERE datname = current_database())"


async def test_who_opens_an_account_waits_for_others_without_holding_one(
    dsn: str, engine: AsyncEngine
) -> None:
    """The first gives to a rider whose account comes into being while it waits to open it. The second has
    found that account, opens another, and waits behind the first, which then needs the account."""
    opening, other = await asyncpg.connect(dsn), await asyncpg.connect(dsn)

    async def waiting() -> int:
        count: int = await other.fetchval(WAITING)
        return count

    await opening.execute(f"SELECT pg_advisory_lock({store.NEW_ACCOUNTS_LOCK})")
    first = asyncio.create_task(give(engine, RIDERS[:1]))
    await eventually(waiting, 1)
    await other.execute("INSERT INTO accounts (rider_id, city_id) VALUES ($1, 'city')", RIDERS[0])
    second = asyncio.create_task(give(engine, RIDERS[:2]))
    await eventually(waiting, 2)
    await opening.close()
    await asyncio.gather(first, second)
    assert await other.fetchval("SELECT array_agg(points ORDER BY points) FROM accounts") == [1, 2]
    await other.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE postings SET points = points + 1",
        "DELETE FROM postings",
        "TRUNCATE postings",
        "ALTER TABLE postings OWNER TO CURRENT_USER",
        "ALTER TABLE postings ADD COLUMN other int",
    ],
)
async def test_the_role_that_serves_only_adds_to_the_ledger(
    dsn: str, engine: AsyncEngine, statement: str
) -> None:
    await give(engine, RIDERS[:1])
    connection = await asyncpg.connect(serving(dsn, "rewards"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError) as refusal:
            await connection.execute(statement)
        assert refusal.value.sqlstate == "42501"
        assert await connection.fetchval("SELECT count(*) FROM postings") == 1
    finally:
        await connection.close()


async def test_the_role_that_serves_can_book(dsn: str) -> None:
    served = create_engine(serving(dsn, "rewards"), 2)
    await give(served, RIDERS[:2])
    async with served.connect() as tx:
        rows = await tx.execute(
            sa.text("SELECT count(*) FROM postings JOIN accounts USING (account_id, hash)")
        )
        assert rows.scalar_one() == 2
    await served.dispose()


async def test_postings_name_no_rider(engine: AsyncEngine) -> None:
    """Where a rider is erased, one row is cut, and no posting changes."""
    await give(engine, RIDERS[:1])
    async with engine.connect() as tx:
        text = (await tx.execute(sa.text("SELECT postings::text FROM postings"))).scalar_one()
        assert str(RIDERS[0]) not in text


def test_a_hash_is_of_the_hash_before_and_of_the_text() -> None:
    assert rules.chain(BEFORE_FIRST, "a") == sha256(bytes(32) + b"a").digest()
    assert rules.chain(b"b" * 32, "é") == sha256(b"b" * 32 + "é".encode()).digest()


def test_microseconds_are_exact() -> None:
    for at in (NOON, NOON + timedelta(microseconds=1), datetime(2199, 12, 31, 23, 59, 59, 999_999, UTC)):
        assert timedelta(microseconds=rules.microseconds(at)) == at - rules.EPOCH
