"""The upper yardstick: COPY of the same rows that ours (Rodem) inserts, with nothing to read or decide."""

from collections.abc import Mapping, Sequence

import asyncpg

from bench.databases import Cluster
from bench.ours import Cpu, Meter

ROWS_OF = {
    "challenges": {"trips": "trip_id", "entries": "challenge_id, rider_id, period_on", "outbox": "seq"},
    "rewards": {
        "trips": "trip_id",
        "rider_days": "rider_id, local_on",
        "postings": "posting_id",
        "accounts": "rider_id",
        "entries": "challenge_id, rider_id, part",
        "outbox": "seq",
    },
}
"""Database -> tables that ours writes -> their keys."""
GENERATED_COLUMN = ("outbox", "seq")
EVENTS_MAX = 2_000

Rows = Mapping[str, tuple[list[str], list[tuple[object, ...]]]]
"""Table -> its columns, and rows in the order of their insertion."""


async def keys(service: str, dsn: str) -> dict[str, set[tuple[object, ...]]]:
    """The keys of all rows, by table."""
    connection = await asyncpg.connect(dsn)
    try:
        return {
            table: {tuple(row) for row in await connection.fetch(f"SELECT {key} FROM {table}")}
            for table, key in ROWS_OF[service].items()
        }
    finally:
        await connection.close()


async def inserted(service: str, dsn: str, before: Mapping[str, set[tuple[object, ...]]]) -> Rows:
    """The rows whose keys are not in `before`, by table, in the order of their insertion."""
    connection = await asyncpg.connect(dsn)
    rows = {}
    try:
        for table, key in ROWS_OF[service].items():
            all_rows = await connection.fetch(f"SELECT * FROM {table} ORDER BY ctid")
            names = key.split(", ")
            new = [row for row in all_rows if tuple(row[name] for name in names) not in before[table]]
            columns = [name for name in dict(new[0]) if (table, name) != GENERATED_COLUMN]
            rows[table] = (columns, [tuple(row[name] for name in columns) for row in new])
        return rows
    finally:
        await connection.close()


async def run(cluster: Cluster, dsns: Sequence[str], events: int, rows: Sequence[Rows]) -> Cpu:
    """The CPU that it takes to COPY these rows into each database, in a transaction per EVENTS_MAX events."""
    meter = Meter(cluster)
    for dsn, database_rows in zip(dsns, rows, strict=True):
        connection = await asyncpg.connect(dsn)
        await connection.fetch("SELECT 1")
        with meter:
            await _copy(connection, database_rows, -(-events // EVENTS_MAX))
        await connection.close()
    return meter.spent


async def _copy(connection: asyncpg.Connection, rows: Rows, transactions: int) -> None:
    for number in range(transactions):
        async with connection.transaction():
            for table, (columns, all_rows) in rows.items():
                first, last = (len(all_rows) * n // transactions for n in (number, number + 1))
                await connection.copy_records_to_table(table, records=all_rows[first:last], columns=columns)
