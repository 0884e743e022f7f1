"""Sessions of PostgreSQL. No other module makes connections from a DSN."""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any

import asyncpg

from shared.dsn import Dsn, Host, Unusable, parse

CONNECT_S = 2.0
"""How long one host may take to answer, unless the DSN or the caller says otherwise."""
ATTRS_IN_TURN = {"prefer-standby": ("standby", "any")}
"""`target_session_attrs` -> the values with which all hosts are tried in turn. asyncpg is given one host at a
time, and so cannot prefer one of several."""
POOLING_TRIES = 5
"""How often two connections are compared before a pooler is taken to give each a session of its own."""
BEGIN = """
    SELECT pg_backend_pid(), (
        SELECT count(set_config(name, value, false)) FROM unnest($1::text[], $2::text[]) AS s (name, value)
    )
"""
"""Poolers refuse settings that come with the first message of a connection, and pass statements on."""

BROKEN_BY_POOLING = (asyncpg.InvalidSQLStatementNameError, asyncpg.DuplicatePreparedStatementError)
"""What PostgreSQL answers when a prepared statement belongs to another of its processes."""
POOLED = (
    "A pooler lends PostgreSQL's sessions for one transaction each (PgBouncer: pool_mode = transaction), and"
    " Rodem keeps locks, LISTEN and settings in its sessions: set pool_mode = session for it, or name"
    " PostgreSQL itself"
)

_proven: set[str] = set()
"""DSNs of poolers that were seen to give each connection a session of its own."""


async def connect(
    dsn: str,
    timeout_s: float = CONNECT_S,
    command_timeout_s: float | None = None,
    settings: Mapping[str, str] | None = None,
) -> asyncpg.Connection:
    """A connection with these settings of the server, to the DSN's first host that answers and suits.

    `timeout_s` holds for each host, unless the DSN has a `connect_timeout`. Raises Unusable for what only a
    person can mend, and asyncpg's errors, OSError or TimeoutError for the rest.
    """
    target = parse(dsn)
    connection = await _connect(target, timeout_s, command_timeout_s)
    try:
        backend_pid = await _begin(connection, {**target.settings, **(settings or {})})
        # A pooler makes up the process id that it tells its clients.
        if backend_pid != connection.get_server_pid() and dsn not in _proven:
            await _check_pooling(connection, backend_pid, target, timeout_s)
            _proven.add(dsn)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _connect(target: Dsn, timeout_s: float, command_timeout_s: float | None) -> asyncpg.Connection:
    """A connection to the first host that answers and suits.

    The hosts are tried one by one: asyncpg has one time limit for all, and would spend the whole of it on a
    first host whose machine is gone.
    """
    last: Exception | None = None
    for attrs in ATTRS_IN_TURN.get(target.session_attrs or "", (target.session_attrs,)):
        for host in target.hosts:
            try:
                return await _connect_to(
                    target, host, attrs, target.timeout_s or timeout_s, command_timeout_s
                )
            except asyncpg.TargetServerAttributeNotMatched:
                last = Unusable("read_only", f"No host of the DSN is {attrs} (target_session_attrs)")
            except (OSError, TimeoutError, asyncpg.CannotConnectNowError) as error:
                last = error
    assert last is not None
    raise last


async def _connect_to(
    target: Dsn, host: Host, attrs: str | None, timeout_s: float, command_timeout_s: float | None
) -> asyncpg.Connection:
    name, port = host
    where: dict[str, Any] = {"host": name, "port": port, "ssl": target.tls, "target_session_attrs": attrs}
    try:
        return await asyncpg.connect(
            target.url, timeout=timeout_s, command_timeout=command_timeout_s, **where
        )
    except asyncpg.ClientConfigurationError as error:
        raise Unusable("dsn", f"The DSN cannot be used: {error}") from error
    except asyncpg.ProtocolViolationError as error:
        if "startup parameter" not in str(error):
            raise
        raise Unusable("dsn", f"The DSN cannot be used, the pooler says: {error}") from error
    except ssl.SSLError as error:
        why = getattr(error, "verify_message", None) or error.reason or "no handshake"
        raise Unusable("tls", f"TLS with PostgreSQL at {name or 'its host'} failed: {why}") from error
    except ConnectionError as error:
        if "rejected SSL upgrade" not in str(error):
            raise
        raise Unusable(
            "tls", f"PostgreSQL at {name or 'its host'} has no TLS, which the DSN asks for (sslmode)"
        ) from error


async def _begin(connection: asyncpg.Connection, settings: Mapping[str, str]) -> int:
    """Apply the settings. Returns the id of the server's process. Raises Unusable for a setting that the
    server does not know, and for a pooler that has lent the session to another connection in between."""
    try:
        row = await connection.fetchrow(BEGIN, list(settings), list(settings.values()))
    except (asyncpg.UndefinedObjectError, asyncpg.InvalidParameterValueError) as error:
        raise Unusable("dsn", f"The DSN cannot be used: {error}") from error
    except BROKEN_BY_POOLING as error:
        raise Unusable("pooled", POOLED) from error
    assert row is not None
    backend_pid: int = row[0]
    return backend_pid


async def _check_pooling(
    connection: asyncpg.Connection, backend_pid: int, target: Dsn, timeout_s: float
) -> None:
    """Raises Unusable if the pooler lends a server's process for a transaction only.

    If so, two connections that are open at once get the same process in turn, or, where others are busy, one
    connection gets different ones. With a process for each connection neither is possible.
    """
    other = await _connect(target, timeout_s, None)
    try:
        async with asyncio.timeout(target.timeout_s or timeout_s):
            for _ in range(POOLING_TRIES):
                pids = [await each.fetchval("SELECT pg_backend_pid()") for each in (connection, other)]
                if pids[0] != backend_pid or pids[1] == backend_pid:
                    raise Unusable("pooled", POOLED)
    except BROKEN_BY_POOLING as error:
        raise Unusable("pooled", POOLED) from error
    except TimeoutError:
        # All processes are taken, and ours was idle: it is not lent to others.
        return
    finally:
        other.terminate()
