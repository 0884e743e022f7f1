"""After a failover the pool holds no connection to the server that may only be read, or has stopped."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from rodem.local import postgres
from rodem.local.asking import ask
from rodem.local.postgres import Server
from shared import migrate
from shared.db import create_engine, fetch, insert, is_transient
from shared.eventlog.relay import relay
from shared.sessions import connect
from tests.side_by_side import PASSWORD, start_postgres
from tests.waiting import eventually

ADD = sa.text("INSERT INTO notes (note) VALUES ('x') RETURNING note")
SAY = "INSERT INTO outbox (id, type, key, data) VALUES (uuidv7(), 'trip.judged.v1', 'k', '{}')"
END_ALL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
ADDED = "SELECT count(*) FROM notes"


class Pair(NamedTuple):
    """Two servers; a DSN that names both takes the one that may be written."""

    first: Server
    second: Server
    dsn: str


@pytest.fixture(scope="module")
async def pair(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    folder = tmp_path_factory.mktemp("pair")
    servers = [await start_postgres(folder / name) for name in ("first", "second")]
    for server in servers:
        await run(server, "CREATE TABLE notes (note text)")
    hosts = ",".join(f"127.0.0.1:{server.port}" for server in servers)
    first, second = servers
    yield Pair(
        first, second, f"postgresql://postgres:{PASSWORD}@{hosts}/postgres?target_session_attrs=read-write"
    )
    for server in servers:
        await postgres.stop(server)


async def run(server: Server, *statements: str) -> None:
    admin = await connect(server.dsn)
    try:
        for statement in statements:
            await admin.execute(statement)
    finally:
        await admin.close()


async def may_only_be_read(server: Server) -> None:
    await run(server, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")


async def may_be_written(server: Server) -> None:
    await run(server, "ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")


async def by_sqlalchemy(tx: AsyncConnection) -> None:
    await tx.execute(ADD)


async def by_fetch(tx: AsyncConnection) -> None:
    await fetch(tx, ADD, {})


async def by_copy(tx: AsyncConnection) -> None:
    await insert(tx, "notes", ["note"], [["x"]])


Write = Callable[[AsyncConnection], Awaitable[None]]


async def try_to_write(engine: AsyncEngine, write: Write) -> bool:
    try:
        async with engine.begin() as tx:
            await write(tx)
    except (DBAPIError, asyncpg.PostgresError) as error:
        if not is_transient(error):
            raise
        return False
    return True


async def has_pooled(engine: AsyncEngine, connections: int) -> None:
    """Fill the pool with so many connections."""
    opened = [await engine.connect() for _ in range(connections)]
    for connection in opened:
        await connection.close()


@pytest.mark.parametrize(
    ("write", "failures"),
    [(by_sqlalchemy, 1), (by_fetch, 3), (by_copy, 3)],
    ids=["sqlalchemy", "fetch", "copy"],
)
async def test_what_may_only_be_read_is_left_for_what_may_be_written(
    pair: Pair, write: Write, failures: int
) -> None:
    """Three connections wait in the pool, and each statement that fails drops at least its own."""
    engine = create_engine(pair.dsn, 3)
    await has_pooled(engine, 3)
    await may_only_be_read(pair.first)
    try:
        before = await counted(pair.second)
        outcomes = [await try_to_write(engine, write) for _ in range(failures + 3)]
        assert outcomes[failures:] == [True] * 3
        assert not outcomes[0]
        assert await counted(pair.second) == before + outcomes.count(True)
    finally:
        await may_be_written(pair.first)
        await engine.dispose()


async def test_the_relay_goes_on_at_the_server_that_has_taken_over(pair: Pair) -> None:
    for server in (pair.first, pair.second):
        await asyncio.to_thread(migrate.upgrade, "trips", server.dsn)
    wake = asyncio.Event()
    relaying = asyncio.create_task(relay(pair.dsn, wake, 0.05))
    try:
        await run(pair.first, SAY)
        await eventually(lambda: published(pair.first), 1)
        await may_only_be_read(pair.first)
        await run(pair.second, SAY)
        await eventually(lambda: published(pair.second), 1)
    finally:
        relaying.cancel()
        await asyncio.wait({relaying})
        await may_be_written(pair.first)


async def published(server: Server) -> int:
    return len(await ask(server.dsn, "SELECT FROM published"))


async def counted(server: Server) -> int:
    admin = await connect(server.dsn)
    try:
        count: int = await admin.fetchval(ADDED)
    finally:
        await admin.close()
    return count


async def test_one_answer_that_the_server_stops_empties_the_pool(pair: Pair) -> None:
    """57P01 is said to every session at once; only the first is asked."""
    engine = create_engine(pair.dsn, 3)
    await has_pooled(engine, 3)
    try:
        async with engine.connect() as tx:
            with pytest.raises(DBAPIError):
                await tx.execute(sa.text("DO $$ BEGIN RAISE 'stops' USING ERRCODE = '57P01'; END $$"))
            assert tx.invalidated
        await run(pair.first, END_ALL)
        assert [await try_to_write(engine, by_sqlalchemy) for _ in range(3)] == [True] * 3
    finally:
        await engine.dispose()


async def test_an_error_of_the_data_drops_nothing(pair: Pair) -> None:
    engine = create_engine(pair.dsn, 1)
    try:
        async with engine.connect() as tx:
            before = (await tx.execute(sa.text("SELECT pg_backend_pid()"))).scalar_one()
        with pytest.raises(DBAPIError):
            async with engine.connect() as tx:
                await tx.execute(sa.text("SELECT 1/0"))
        async with engine.connect() as tx:
            assert (await tx.execute(sa.text("SELECT pg_backend_pid()"))).scalar_one() == before
    finally:
        await engine.dispose()
