"""PostgreSQL: engines with time-outs, which errors pass by themselves, and the outbox."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared import telemetry

# SQLSTATE classes that tell of the server or of the moment, never of the data: connection lost,
# transaction rollback (deadlock, serialization), resources, locks, operator intervention.
TRANSIENT_CLASSES = ("08", "40", "53", "55", "57")
# And these: the server may only be read, does not let us in, cannot reach its files.
TRANSIENT_STATES = ("25006", "28", "58")


def create_engine(
    dsn: str, pool_size: int, statement_timeout_s: float = 5, pool: str = "requests"
) -> AsyncEngine:
    """An engine whose every wait ends: for a connection 2 s, a lock 2 s, a statement as told.

    `pool` is its name in the metrics.
    """
    url = sa.make_url(dsn).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=2,
        connect_args={
            "timeout": 2,
            # Longer than the server's own limit: it speaks only when the server does not answer at all.
            # Giving up such a connection takes 2 s more, and the gateway waits 10 s for all of it.
            "command_timeout": statement_timeout_s + 1,
            "server_settings": {
                "statement_timeout": f"{statement_timeout_s}s",
                "lock_timeout": "2s",
                "idle_in_transaction_session_timeout": "30s",
                "timezone": "UTC",
                # Our statements take arrays or keys, so one plan is good for all values. Left to choose,
                # PostgreSQL planned the summary anew for every rider, which cost more than to run it.
                "plan_cache_mode": "force_generic_plan",
            },
        },
    )
    connections = engine.pool
    assert isinstance(connections, sa.pool.QueuePool)
    telemetry.watch_pool(pool, connections.checkedout, pool_size)
    return engine


def sqlstate(error: BaseException) -> str | None:
    """The five characters by which PostgreSQL names an error, if it came from PostgreSQL."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else None


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed later, because nothing was wrong with the data."""
    if isinstance(error, PoolTimeout | asyncio.TimeoutError | OSError | asyncpg.InterfaceError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = sqlstate(error)
    if state is not None:
        return state[:2] in TRANSIENT_CLASSES or state.startswith(TRANSIENT_STATES)
    # asyncpg reports a connection that broke in mid-query without a state.
    return isinstance(error, DBAPIError) and not isinstance(error, sa.exc.DataError | sa.exc.IntegrityError)


async def insert(
    tx: AsyncConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows that meet no others there, by COPY: it takes half of what an INSERT of arrays takes."""
    driver = await _driver(tx)
    await driver.copy_records_to_table(table, columns=columns, records=rows)


async def fetch(tx: AsyncConnection, statement: sa.TextClause, values: Mapping[str, Any]) -> list[Any]:
    """The rows that a statement returns, for batches: as the driver's records, which unpack like tuples.

    To make them SQLAlchemy's rows takes as long as all that the driver does.
    """
    sql, names = _numbered(statement, tx.dialect)
    driver = await _driver(tx)
    rows: list[Any] = await driver.fetch(sql, *[values[name] for name in names])
    return rows


@lru_cache
def _numbered(statement: sa.TextClause, dialect: sa.Dialect) -> tuple[str, Sequence[str]]:
    """A statement as the driver wants it, and the names of `$1`, `$2`, ..."""
    compiled = statement.compile(dialect=dialect)
    return compiled.string, compiled.positiontup or ()


async def _driver(tx: AsyncConnection) -> Any:
    """The driver's connection, inside the transaction."""
    driver: Any = (await tx.get_raw_connection()).driver_connection
    if not driver.is_in_transaction():
        # SQLAlchemy begins one with its first statement, and what is asked of the driver passes it by.
        await tx.exec_driver_sql("")
    return driver


def on_commit(tx: AsyncConnection, do: Callable[[], None]) -> None:
    """Call `do` when `tx` is about to commit, and never when it is rolled back: good enough for counters."""

    @sa.event.listens_for(tx.sync_connection, "commit", once=True)
    def _on_commit(_: Any) -> None:
        do()


def unnest(columns: Mapping[str, str]) -> str:
    """`unnest(CAST(:a AS int[]), ...) AS row (a, ...)` for columns and their types.

    >>> unnest({"trip_id": "uuid", "points": "int"})
    'unnest(CAST(:trip_id AS uuid[]), CAST(:points AS int[])) AS row (trip_id, points)'
    """
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in columns.items())
    return f"unnest({arrays}) AS row ({', '.join(columns)})"


def by_column(columns: Iterable[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Rows turned into one list a column, as `unnest` wants them."""
    names = list(columns)
    lists = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in names]
    return dict(zip(names, lists, strict=True))
