"""Statements that go to the database together: what is read, what is written, and in what transaction."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from asyncpg.transaction import Transaction
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.db import FEW_ROWS, create_engine, fetch, fetch_all, insert, together, write
from tests.conftest import MakeDatabase
from tests.laws.streams import dsn_of

CREATE = "CREATE TABLE things (id int PRIMARY KEY, at timestamptz, body jsonb, ref uuid, city_id text)"
COLUMNS = ("id", "at", "body", "ref", "city_id")
AT, REF = datetime(2026, 5, 4, tzinfo=UTC), UUID(int=7)
READ = sa.text("SELECT id, at, body, ref, city_id FROM things WHERE id >= :least ORDER BY id DESC")
RENAME = sa.text("UPDATE things SET city_id = CAST(:city_id AS text) WHERE id = :id")


def rows(count: int) -> list[tuple[object, ...]]:
    return [(number, AT, '{"a": 1}', REF, None) for number in range(count)]


@pytest.fixture
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("trips"), pool_size=2)
    async with engine.begin() as tx:
        await tx.execute(sa.text(CREATE))
    yield engine
    await engine.dispose()


async def read(engine: AsyncEngine) -> list[tuple[object, ...]]:
    async with engine.connect() as tx:
        return [tuple(row) for row in await fetch(tx, READ, {"least": 0})]


@pytest.mark.parametrize("count", [0, 1, FEW_ROWS, FEW_ROWS + 1])
async def test_few_rows_are_inserted_as_many_are(engine: AsyncEngine, count: int) -> None:
    async with engine.begin() as tx:
        await insert(tx, "things", COLUMNS, rows(count))
    assert await read(engine) == [(number, AT, {"a": 1}, REF, None) for number in reversed(range(count))]


TEXTS = [
    *("", " ", " a ", "NULL", "null", "{", "}", "{a,b}", "a,b", '"', '""', "\\", '\\"', "'"),
    *("a\nb", "a\tb", "\x1f", "ü", "💧", None),
]


@pytest.mark.parametrize("texts", [TEXTS, [], [None], [""], None])
async def test_texts_of_an_array_arrive_as_they_are(engine: AsyncEngine, texts: list[str] | None) -> None:
    read_texts = sa.text("SELECT CAST(:texts AS text[]) AS texts, cardinality(CAST(:texts AS text[])) AS n")
    async with engine.connect() as tx:
        [row] = await fetch(tx, read_texts, {"texts": texts})
    assert tuple(row) == (texts, None if texts is None else len(texts))


async def test_what_is_read_together_comes_as_it_comes_alone(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        await insert(tx, "things", COLUMNS, rows(3))
        alone = [tuple(row) for row in await fetch(tx, READ, {"least": 1})]
        one_row = sa.text("SELECT CAST(:a AS int)"), {"a": 1}
        some, none, one = await fetch_all(tx, [(READ, {"least": 1}), (READ, {"least": 9}), one_row])
    assert [tuple(row) for row in some] == alone
    assert (none, [tuple(row) for row in one]) == ([], [(1,)])


async def test_what_is_written_together_is_there_at_the_end_of_the_block(engine: AsyncEngine) -> None:
    async with engine.connect() as tx:
        await insert(tx, "things", COLUMNS, rows(1))
        async with together(tx):
            await insert(tx, "things", COLUMNS, [(5, AT, "{}", REF, "x")])
            async with together(tx):
                await write(tx, RENAME, {"id": 0, "city_id": "bcn"})
            assert [row[0] for row in await fetch(tx, READ, {"least": 0})] == [0]
        await tx.commit()
    assert [(row[0], row[4]) for row in await read(engine)] == [(5, "x"), (0, "bcn")]


async def fail_together(tx: AsyncConnection) -> None:
    async with together(tx):
        await insert(tx, "things", COLUMNS, rows(1))
        raise ZeroDivisionError


async def test_a_block_that_fails_has_written_nothing_and_leaves_the_connection_as_it_was(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as tx:
        with pytest.raises(ZeroDivisionError):
            await fail_together(tx)
        await insert(tx, "things", COLUMNS, [(8, AT, "{}", REF, "x")])
    assert [row[0] for row in await read(engine)] == [8]


async def test_what_was_written_together_is_undone_together(engine: AsyncEngine) -> None:
    async with engine.connect() as tx:
        async with together(tx):
            await insert(tx, "things", COLUMNS, rows(2))
        await tx.rollback()
    assert await read(engine) == []


async def test_who_is_cancelled_while_a_transaction_begins_leaves_none_behind(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever gets the connection next would else write into a transaction that nobody commits."""
    start = Transaction.start

    async def start_and_be_cancelled(transaction: Transaction) -> None:
        await start(transaction)
        raise asyncio.CancelledError

    async with engine.connect() as tx:
        with monkeypatch.context() as patched:
            patched.setattr(Transaction, "start", start_and_be_cancelled)
            with pytest.raises(asyncio.CancelledError):
                await fetch(tx, READ, {"least": 0})
    async with engine.begin() as tx:
        await insert(tx, "things", COLUMNS, rows(1))
    other = create_engine(dsn_of(engine), 1)
    assert len(await read(other)) == 1
    await other.dispose()
