"""How PostgreSQL would run a statement: what of its tables a plan reads."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

GENERIC_BY_INDEX = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_sort": "off",
}
"""Settings with which a plan reads a table whole, or sorts, only if no index can serve."""
PRETEND = """
    SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', relname::text,
        'relpages', 1, 'reltuples', 1000000::real)
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
PLACEHOLDER = re.compile(r"\$\d+")
READ = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b")
OF_ONE = frozenset({"rider_id", "trip_id", "station_id", "redemption_id", "vehicle_id"})
"""Columns of which one value has few rows, however large the city is."""
OF_DAYS = frozenset({"local_on", "start_date", "used_at"})
"""Columns of which requests bound the range."""
INDEXES = """
    SELECT indexrelid::regclass::text, indisunique,
        array(SELECT pg_get_indexdef(indexrelid, n, true) FROM generate_series(1, indnkeyatts) AS n)
    FROM pg_index
"""
BY_ADDRESS = ("Bitmap Heap Scan", "Tid Scan")
"""Scans that read rows whose addresses another node has found."""
ORDERED = frozenset({"Nested Loop", "Subquery Scan", "LockRows", "Result"})
"""Nodes that hand on the rows of their outer child in order and one by one."""


@dataclass(frozen=True)
class Index:
    """The key columns of an index, in order."""

    columns: Sequence[str]
    is_unique: bool


@dataclass(frozen=True)
class Scan:
    """How a plan reads a table. `only_wanted`: a LIMIT stops the scan, or each row that it finds is deleted.
    `drops_rows`: it also reads rows that the statement does not want."""

    table: str
    index: str | None
    condition: str
    drops_rows: bool
    only_wanted: bool


async def expect_much(connection: asyncpg.Connection) -> None:
    """Let this connection get generic plans for tables of a million rows, in which an index serves if it can.
    For the few rows of a test PostgreSQL would take any index."""
    await connection.execute(PRETEND)
    for name, value in GENERIC_BY_INDEX.items():
        await connection.execute(f"SET {name} = {value}")


async def scans(connection: asyncpg.Connection, sql: str) -> list[Scan]:
    """How the plan of a statement, with placeholders `$1`, `$2`, ..., reads each table; BEGIN reads none."""
    if not READ.match(sql):
        return []
    # EXPLAIN (GENERIC_PLAN) would do, but the driver sends no placeholders without their values.
    await connection.execute(f"PREPARE statement AS {sql}")
    values = ", ".join("NULL" for _ in set(PLACEHOLDER.findall(sql)))
    execute = f"EXECUTE statement ({values})" if values else "EXECUTE statement"
    [explained] = json.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {execute}"))
    await connection.execute("DEALLOCATE statement")
    return list(_scans(explained["Plan"], only_wanted=False))


def _scans(node: Mapping[str, Any], only_wanted: bool, table: str = "") -> Iterator[Scan]:
    kind, table = node["Node Type"], node.get("Relation Name", table)
    if kind.endswith("Scan") and table and kind not in BY_ADDRESS:
        yield Scan(table, node.get("Index Name"), node.get("Index Cond", ""), "Filter" in node, only_wanted)
    for child in node.get("Plans", ()):
        is_outer = child["Parent Relationship"] in ("Outer", "Subquery")
        wants = kind == "Limit" or node.get("Operation") == "Delete" or (only_wanted and kind in ORDERED)
        yield from _scans(child, wants and is_outer, table if kind.startswith("Bitmap") else "")


async def indexes(connection: asyncpg.Connection) -> dict[str, Index]:
    """Every index of the database, by name."""
    return {name: Index(columns, unique) for name, unique, columns in await connection.fetch(INDEXES)}


def is_bounded(scan: Scan, indexes: Mapping[str, Index]) -> bool:
    """Whether the scan reads about as much in a large city as in a small one: a row by its key, the rows of
    one rider, of some days, or the first ones in an order, none of which is dropped.

    >>> index = {"trips_idx": Index(["operator_id", "rider_id", "local_on"], is_unique=False)}
    >>> of_rider = Scan("trips", "trips_idx", "((operator_id = $1) AND (rider_id = $2))", True, False)
    >>> of_operator = Scan("trips", "trips_idx", "(operator_id = $1)", True, True)
    >>> is_bounded(of_rider, index), is_bounded(of_operator, index)
    (True, False)
    """
    if scan.index is None:
        return False
    return (scan.only_wanted and not scan.drops_rows) or _is_narrow(scan.condition, indexes[scan.index])


def _is_narrow(condition: str, index: Index) -> bool:
    """Whether the condition bounds what is read of the index. A column counts only if those before it in the
    index are compared for equality: PostgreSQL would skip from value to value of them."""
    for column in index.columns:
        if not re.search(rf"\({column} = ", condition):
            ends = [re.search(rf"\({column} {sign}=? ", condition) for sign in "<>"]
            return column in OF_DAYS and all(ends)
        if column in OF_ONE:
            return True
    return index.is_unique
