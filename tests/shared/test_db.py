"""What passes by itself is tried again for ever; what is wrong with the data is set aside."""

import asyncio

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.db import is_transient, sqlstate
from shared.eventlog.dead_letters import describe, is_poison

MOMENTARY = [
    asyncpg.PostgresConnectionError,  # 08
    asyncpg.DeadlockDetectedError,  # 40
    asyncpg.SerializationError,
    asyncpg.TooManyConnectionsError,  # 53
    asyncpg.DiskFullError,
    asyncpg.LockNotAvailableError,  # 55
    asyncpg.AdminShutdownError,  # 57
    asyncpg.CannotConnectNowError,
    asyncpg.QueryCanceledError,
    asyncpg.InterfaceError,
    ConnectionResetError,
    TimeoutError,
    asyncio.TimeoutError,
    PoolTimeout,
]
OF_THE_DATA = [
    asyncpg.NumericValueOutOfRangeError,  # 22
    asyncpg.CharacterNotInRepertoireError,
    asyncpg.UniqueViolationError,  # 23
    asyncpg.CheckViolationError,
    ValueError,
    ZeroDivisionError,
]


def wrapped(error: Exception) -> DBAPIError:
    """The error as SQLAlchemy hands it on."""
    return DBAPIError("SELECT 1", None, error)


@pytest.mark.parametrize("kind", MOMENTARY)
def test_what_is_of_the_moment_is_transient(kind: type[Exception]) -> None:
    assert is_transient(kind("x"))
    if issubclass(kind, asyncpg.PostgresError):
        assert is_transient(wrapped(kind("x")))


@pytest.mark.parametrize("kind", OF_THE_DATA)
def test_what_is_of_the_data_is_poison_and_not_transient(kind: type[Exception]) -> None:
    assert not is_transient(kind("x"))
    assert is_poison(kind("x"))
    if issubclass(kind, asyncpg.PostgresError):
        assert not is_transient(wrapped(kind("x")))
        assert is_poison(wrapped(kind("x")))


def test_a_mistake_in_our_sql_is_neither() -> None:
    """The event is not at fault: it waits for a new version."""
    mistake = wrapped(asyncpg.UndefinedTableError("x"))
    assert not is_transient(mistake)
    assert not is_poison(mistake)


def test_a_connection_that_broke_in_mid_query_is_transient_though_it_has_no_state() -> None:
    broken = DBAPIError("SELECT 1", None, asyncpg.InterfaceError("x"), connection_invalidated=True)
    assert sqlstate(broken) is None
    assert is_transient(broken)
    assert not is_transient(sa.exc.DataError("SELECT 1", None, ValueError("x")))


def test_a_dead_letter_says_what_went_wrong_and_not_with_which_values() -> None:
    error = wrapped(asyncpg.CheckViolationError('violates check "points", row (secret)'))
    assert describe(error) == "DBAPIError 23514"
