"""PostgreSQL: engines with timeouts, transient errors, and fast statements for batches."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from asyncpg.pgproto import pgproto
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared import telemetry
from shared.dsn import Unusable, parse
from shared.sessions import CONNECT_S, connect

# SQLSTATE classes of errors that the data did not cause: connection lost (08), transaction rollback by
# deadlock or serialization (40), resources (53), locks (55), operator intervention (57).
TRANSIENT_CLASSES = ("08", "40", "53", "55", "57")
# More prefixes of such errors: read-only server (25006), authentication (28), no such database (3D), system
# error (58).
TRANSIENT_STATES = ("25006", "28", "3D", "58")
# Errors after which a server takes nothing more on this connection: it may only be read since a failover
# (25006), it stops or has crashed (57P01, 57P02, 57P03), or the session was ended (25P03, 57P05).
LOST_STATES = ("25006", "25P03", "57P01", "57P02", "57P03", "57P05")
STATEMENTS_MAX = 1_000
"""More than a service has different statements."""
FEW_ROWS = 3
"""So many rows are inserted by INSERT, more by COPY."""


def create_engine(
    dsn: str,
    pool_size: int,
    statement_timeout_s: float = 5,
    pool: str = "requests",
    plans: Literal["generic", "custom"] = "generic",
) -> AsyncEngine:
    """An engine with timeouts: 2 s for a connection, 2 s for a lock, `statement_timeout_s` for a statement.

    `pool` is the pool's label in the metrics. With `plans="custom"` PostgreSQL plans each statement each time
    that it runs, which suits batches: the plan fits the batch and today's tables, and takes little beside
    the batch. A generic plan is made once, which suits single reads: their parameters are keys, and planning
    the gateway's summary anew for every rider took longer than running it.
    """
    session_settings = {
        "statement_timeout": f"{statement_timeout_s}s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "30s",
        "timezone": "UTC",
        "plan_cache_mode": f"force_{plans}_plan",
    }

    async def session() -> asyncpg.Connection:
        # The command's time is longer than the server's statement_timeout, so it ends only if the server does
        # not answer at all. Closing such a connection takes 2 s more; the sum is below the 10 s that the
        # gateway waits.
        return await connect(dsn, CONNECT_S, statement_timeout_s + 1, session_settings)

    engine = create_async_engine(
        url_of(dsn), async_creator=session, pool_size=pool_size, max_overflow=0, pool_timeout=2
    )
    sa.event.listen(engine.sync_engine, "handle_error", _lose_connection)
    connections = engine.pool
    assert isinstance(connections, sa.pool.QueuePool)
    telemetry.watch_pool(pool, connections.checkedout, pool_size)
    return engine


def url_of(dsn: str) -> sa.URL:
    """The role, first host and database of a DSN, by which SQLAlchemy names an engine. It connects by
    `shared.sessions`."""
    try:
        target = parse(dsn)
    except Unusable:  # is said when a connection is made
        return sa.URL.create("postgresql+asyncpg")
    host, port = target.hosts[0]
    return sa.URL.create("postgresql+asyncpg", target.user, target.password, host, port, target.database)


def _lose_connection(context: sa.engine.ExceptionContext) -> None:
    """After an error of LOST_STATES, drop the connection and all others of the pool: new ones are made to the
    server that has taken over."""
    if sqlstate(context.original_exception) in LOST_STATES:
        context.is_disconnect = True


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE of an error (five characters); None if the error is not PostgreSQL's."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else None


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed later, because the data did not cause the error."""
    if isinstance(error, PoolTimeout | asyncio.TimeoutError | OSError | asyncpg.InterfaceError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = sqlstate(error)
    if state is not None:
        return state[:2] in TRANSIENT_CLASSES or state.startswith(TRANSIENT_STATES)
    # asyncpg reports a connection that broke during a query without SQLSTATE.
    return isinstance(error, DBAPIError) and not isinstance(error, sa.exc.DataError | sa.exc.IntegrityError)


Statement = tuple[sa.TextClause, Mapping[str, Any]]
"""A statement, and the values of its parameters."""


async def insert(
    tx: AsyncConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows, which must be new. Many are copied (COPY), which takes half the time of an INSERT of
    arrays; few are inserted, which takes half the time of a COPY."""
    async with _driver(tx) as driver:
        if len(rows) > FEW_ROWS:
            await driver.copy_records_to_table(table, columns=columns, records=rows)
            return
    if rows:
        statement, names = _insert_of(table, tuple(columns), len(rows))
        values = (value for row in rows for value in row)
        await write(tx, statement, dict(zip(names, values, strict=True)))


@lru_cache(STATEMENTS_MAX)
def _insert_of(table: str, columns: tuple[str, ...], rows: int) -> tuple[sa.TextClause, Sequence[str]]:
    """The statement that inserts so many rows, and its parameters: one row after the other.

    >>> print(_insert_of("postings", ("seq", "points"), 2)[0])
    INSERT INTO postings (seq, points) VALUES (:seq_0, :points_0), (:seq_1, :points_1)
    """
    names = [[f"{column}_{row}" for column in columns] for row in range(rows)]
    values = ", ".join(f"(:{', :'.join(of_row)})" for of_row in names)
    statement = sa.text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}")
    return statement, [name for of_row in names for name in of_row]


async def fetch_all(tx: AsyncConnection, statements: Sequence[Statement]) -> list[list[Any]]:
    """The rows of each of these reads, in one round trip, and of one moment."""
    statement = _as_columns(tuple(statement for statement, _ in statements))
    values = [values.items() for _, values in statements]
    [row] = await fetch(tx, statement, _numbered_values(values))
    return [rows or [] for rows in row]


@lru_cache(STATEMENTS_MAX)
def _as_columns(statements: tuple[sa.TextClause, ...]) -> sa.TextClause:
    """One statement that reads all these: an array of rows for each.

    >>> print(_as_columns((sa.text("SELECT 1"), sa.text("SELECT :a"))))
    SELECT (SELECT array_agg(t) FROM (SELECT 1) AS t), (SELECT array_agg(t) FROM (SELECT :s1_a) AS t)
    """
    parts = (f"(SELECT array_agg(t) FROM ({text}) AS t)" for text in _renamed(statements))
    return sa.text(f"SELECT {', '.join(parts)}")


def _renamed(statements: Iterable[sa.TextClause]) -> Iterator[str]:
    """The texts of statements. Names of parameters get the number of their statement."""
    for number, statement in enumerate(statements):
        yield PARAMETER.sub(rf":s{number}_\1", statement.text)


def _numbered_values(values: Iterable[Iterable[tuple[str, Any]]]) -> dict[str, Any]:
    """The values of the parameters of `_renamed`."""
    return {f"s{number}_{name}": value for number, of in enumerate(values) for name, value in of}


TOGETHER = "together"
"""The key, in what is noted of a connection, of the statements that wait for the end of a block."""


@asynccontextmanager
async def together(tx: AsyncConnection) -> AsyncIterator[None]:
    """What `write`, and `insert` with few rows, are given in this block is run at its end, in one round trip.

    These statements run in any order, and none sees what another has written. So no two change one row, and
    all in the block that reads must do without them. A block inside a block ends with the outer one.
    """
    notes: dict[str, Any] = (await tx.get_raw_connection()).info
    if TOGETHER in notes:
        yield
        return
    waiting: list[Statement] = []
    notes[TOGETHER] = waiting
    try:
        yield
    finally:
        del notes[TOGETHER]
    if waiting:
        statement = _joined(tuple(statement for statement, _ in waiting))
        await fetch(tx, statement, _numbered_values(values.items() for _, values in waiting))


@lru_cache(STATEMENTS_MAX)
def _joined(statements: tuple[sa.TextClause, ...]) -> sa.TextClause:
    """One statement that runs all these.

    >>> print(_joined((sa.text("DELETE FROM a WHERE b = :b"), sa.text("UPDATE c SET d = e::int + :d"))))
    WITH s0 AS (DELETE FROM a WHERE b = :s0_b), s1 AS (UPDATE c SET d = e::int + :s1_d) SELECT
    """
    parts = (f"s{number} AS ({text})" for number, text in enumerate(_renamed(statements)))
    return sa.text(f"WITH {', '.join(parts)} SELECT")


PARAMETER = re.compile(r"(?<![:\w]):(\w+)(?!:)")
"""A parameter in the text of a statement, and no `::` of a cast."""


async def write(tx: AsyncConnection, statement: sa.TextClause, values: Mapping[str, Any]) -> None:
    """Run a statement that returns nothing, at the end of the block `together` if there is one around."""
    waiting: list[Statement] | None = (await tx.get_raw_connection()).info.get(TOGETHER)
    if waiting is None:
        await fetch(tx, statement, values)
    else:
        waiting.append((statement, values))


async def fetch(tx: AsyncConnection, statement: sa.TextClause, values: Mapping[str, Any]) -> list[Any]:
    """The rows of a statement as asyncpg records, which unpack like tuples. For batches: converting them to
    SQLAlchemy rows would double the time."""
    sql, names = _numbered(statement, tx.dialect)
    async with _driver(tx) as driver:
        parameters = [as_literal(values[name]) if is_text else values[name] for name, is_text in names]
        rows: list[Any] = await driver.fetch(sql, *parameters)
    return rows


ARRAY_OF_TEXTS = re.compile(r"CAST\(:(\w+) AS text\[\]\)")


@lru_cache(STATEMENTS_MAX)
def _numbered(statement: sa.TextClause, dialect: sa.Dialect) -> tuple[str, Sequence[tuple[str, bool]]]:
    """The statement with asyncpg's placeholders `$1`, `$2`, ..., and the parameters' names in that order,
    each with whether it is an array of texts, which is sent as one text: `as_literal`."""
    texts = {name for name in ARRAY_OF_TEXTS.findall(statement.text)}
    text = ARRAY_OF_TEXTS.sub(r"CAST(CAST(:\1 AS text) AS text[])", statement.text)
    compiled = sa.text(text).compile(dialect=dialect)
    return compiled.string, [(name, name in texts) for name in compiled.positiontup or ()]


def as_literal(values: Iterable[str | None] | None) -> str | None:
    """An array of texts as PostgreSQL reads it: asyncpg looks at each element of an array through Python's
    abstract base classes, which takes five times as long.

    >>> as_literal(["Sants", None, 'the "Arc"', ""])
    '{"Sants",NULL,"the \\\\"Arc\\\\"",""}'
    """
    if values is None:
        return None
    return "{" + ",".join(["NULL" if value is None else _quoted(value) for value in values]) + "}"


def _quoted(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'


@asynccontextmanager
async def _driver(tx: AsyncConnection) -> AsyncIterator[Any]:
    """The asyncpg connection of a transaction, with the transaction begun. SQLAlchemy does not see the errors
    of what runs on it, so a lost connection is dropped here."""
    if not tx.in_transaction():
        await tx.begin()
    assert tx.sync_connection is not None
    connection: Any = tx.sync_connection.connection.dbapi_connection
    driver = connection.driver_connection
    if not driver.is_in_transaction():
        # SQLAlchemy begins the transaction with its first statement, and does not see the driver's
        # statements. This is what it does then.
        try:
            await connection._start_transaction()
        except connection.dbapi.Error:
            await tx.exec_driver_sql("")  # fails too, and so SQLAlchemy learns that the connection is lost
        except BaseException as cancelled:
            # Has it begun or not? SQLAlchemy would not end what it does not know of.
            await tx.invalidate(cancelled)
            raise
    try:
        yield driver
    except asyncpg.PostgresError as error:
        if sqlstate(error) in LOST_STATES:
            await tx.invalidate(error)
        raise


def on_commit(tx: AsyncConnection, do: Callable[[], None]) -> None:
    """Call `do` just before `tx` commits, and not if it rolls back. A failed commit calls `do` too, which is
    acceptable for metrics."""

    @sa.event.listens_for(tx.sync_connection, "commit", once=True)
    def _on_commit(_: Any) -> None:
        do()


def fast_uuid(octets: bytes) -> UUID:
    """The UUID of these 16 bytes, of the class that asyncpg returns. It equals Python's own, and is written
    to the database, hashed and formatted in a fraction of the time."""
    uuid: UUID = pgproto.UUID(octets)
    return uuid


def unnest(columns: Mapping[str, str]) -> str:
    """SQL that turns one array parameter for each column into rows. `columns` is column -> SQL type.

    >>> unnest({"trip_id": "uuid", "points": "int"})
    'unnest(CAST(:trip_id AS uuid[]), CAST(:points AS int[])) AS row (trip_id, points)'
    """
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in columns.items())
    return f"unnest({arrays}) AS row ({', '.join(columns)})"


SAME_FROM = 100
"""Rows from which it pays to look for columns with one value: each set of them is a statement of its own."""


def same(values: Mapping[str, Sequence[Any]]) -> frozenset[str]:
    """The columns of many rows, as `by_column` gives them, that have the same value in each. Passed once,
    they cost nothing for each row; of few rows there are none.

    >>> sorted(same({"trip_id": [*range(100)], "live": [False] * 100})), same({"live": [False]})
    (['live'], frozenset())
    """
    return frozenset(
        name
        for name, column in values.items()
        if len(column) >= SAME_FROM and column.count(column[0]) == len(column)
    )


def by_column(columns: Iterable[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Transpose rows into one list for each column: the parameters of `unnest`."""
    names = list(columns)
    lists = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in names]
    return dict(zip(names, lists, strict=True))
