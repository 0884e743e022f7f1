"""The tables of accounts, sources and statement lines. Rows are written in the order of their keys, because
transactions that lock rows in different orders deadlock."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.explanations.rules import Reason
from services.gateway.riders.statement.rules import Account, Line, Source, SourceKey
from shared.db import by_column, fetch, unnest
from shared.events.heard import Heard
from shared.events.rewards import LevelReached, PointsPosted

RIDER_COLUMNS = {"rider_id": "uuid", "city_id": "text"}
OPEN_ACCOUNTS = sa.text(f"""
    INSERT INTO accounts (rider_id, city_id)
    SELECT rider_id, city_id FROM {unnest(RIDER_COLUMNS)} ORDER BY rider_id
    ON CONFLICT DO NOTHING
""")
LOCK_ACCOUNTS = sa.text("""
    SELECT rider_id, account_points, debt_points, lifetime_points, lines, as_of, reserved_points,
        seq FROM accounts
    WHERE rider_id = ANY(:rider_ids) ORDER BY rider_id FOR UPDATE
""")


async def lock_accounts(tx: AsyncConnection, riders: Mapping[UUID, str]) -> dict[UUID, Account]:
    """The accounts of these riders (given with their cities), locked until the transaction ends. Missing ones
    are made first, because FOR UPDATE on a row that does not exist locks nothing."""
    await fetch(tx, OPEN_ACCOUNTS, by_column(RIDER_COLUMNS, list(riders.items())))
    rows = await fetch(tx, LOCK_ACCOUNTS, {"rider_ids": list(riders)})
    return {rider_id: Account(*rest) for rider_id, *rest in rows}


SOURCE_KEY = {"rider_id": "uuid", "source": "text"}
READ_SOURCES = sa.text(f"""
    SELECT row.rider_id, row.source, revision, total_points
    FROM {unnest(SOURCE_KEY)} CROSS JOIN LATERAL (
        SELECT revision, total_points FROM sources
        WHERE sources.rider_id = row.rider_id AND sources.source = row.source LIMIT 1
    ) AS stored
""")


async def read_sources(tx: AsyncConnection, keys: Collection[SourceKey]) -> dict[SourceKey, Source]:
    """Those of these sources that are stored."""
    rows = await fetch(tx, READ_SOURCES, by_column(SOURCE_KEY, list(keys)))
    return {(rider_id, source): Source(*state) for rider_id, source, *state in rows}


SOURCE_COLUMNS = {
    **SOURCE_KEY,
    "city_id": "text",
    "revision": "bigint",
    "kind": "text",
    "local_on": "date",
    "total_points": "int",
    "available_at": "timestamptz",
    "rule": "text",
    "version": "int",
    "params": "jsonb",
}
KEEP_SOURCES = sa.text(f"""
    INSERT INTO sources ({", ".join(SOURCE_COLUMNS)})
    SELECT {", ".join(SOURCE_COLUMNS)} FROM {unnest(SOURCE_COLUMNS)} ORDER BY rider_id, source
    ON CONFLICT (rider_id, source) DO UPDATE
        SET revision = excluded.revision, kind = excluded.kind, local_on = excluded.local_on,
            total_points = excluded.total_points, available_at = excluded.available_at,
            rule = excluded.rule, version = excluded.version, params = excluded.params
""")


async def keep_sources(tx: AsyncConnection, postings: Mapping[SourceKey, PointsPosted]) -> None:
    """Upsert sources from their newest postings. The accounts of their riders are locked, so no revision is
    compared here."""
    rows = [
        (
            *key,
            posting.city_id,
            posting.revision,
            posting.kind,
            posting.local_on,
            posting.total_points,
            posting.available_at,
            posting.rule,
            posting.version,
            json.dumps(posting.params),
        )
        for key, posting in postings.items()
    ]
    await fetch(tx, KEEP_SOURCES, by_column(SOURCE_COLUMNS, rows))


LINE_COLUMNS = {
    "rider_id": "uuid",
    "number": "int",
    "city_id": "text",
    "posting_id": "uuid",
    "source": "text",
    "kind": "text",
    "points": "int",
    "balance_after": "bigint",
    "posted_at": "timestamptz",
    "available_at": "timestamptz",
    "rule": "text",
    "version": "int",
    "params": "jsonb",
}
ADD_LINES = sa.text(f"""
    INSERT INTO lines ({", ".join(LINE_COLUMNS)})
    SELECT {", ".join(LINE_COLUMNS)} FROM {unnest(LINE_COLUMNS)}
""")


async def add_lines(tx: AsyncConnection, lines: Sequence[Line]) -> None:
    """Insert these lines into the statements of their riders."""
    rows = [
        (
            line.posting.rider_id,
            line.number,
            line.posting.city_id,
            line.posting.posting_id,
            line.posting.source,
            line.posting.kind,
            line.points,
            line.balance_after,
            line.posting.posted_at,
            line.available_at,
            line.posting.rule,
            line.posting.version,
            json.dumps(line.posting.params),
        )
        for line in lines
    ]
    await fetch(tx, ADD_LINES, by_column(LINE_COLUMNS, rows))


ACCOUNT_COLUMNS = {
    "rider_id": "uuid",
    "account_points": "bigint",
    "debt_points": "bigint",
    "lifetime_points": "bigint",
    "lines": "int",
    "as_of": "timestamptz",
    "reserved_points": "bigint",
    "seq": "bigint",
}
ACCOUNT_STATE = [name for name in ACCOUNT_COLUMNS if name != "rider_id"]
KEEP_ACCOUNTS = sa.text(f"""
    UPDATE accounts
    SET account_points = row.account_points, debt_points = row.debt_points,
        lifetime_points = row.lifetime_points, lines = row.lines, as_of = row.as_of,
        reserved_points = row.reserved_points, seq = row.seq
    FROM {unnest(ACCOUNT_COLUMNS)}
    WHERE accounts.rider_id = row.rider_id
""")


async def keep_accounts(tx: AsyncConnection, accounts: Mapping[UUID, Account]) -> None:
    """Update these accounts, which `lock_accounts` has locked."""
    rows = [
        (rider_id, *(getattr(account, name) for name in ACCOUNT_STATE))
        for rider_id, account in accounts.items()
    ]
    await fetch(tx, KEEP_ACCOUNTS, by_column(ACCOUNT_COLUMNS, rows))


LEVEL_COLUMNS = {
    "rider_id": "uuid",
    "city_id": "text",
    "level": "int",
    "level_revision": "bigint",
    "as_of": "timestamptz",
}
KEEP_LEVELS = sa.text(f"""
    INSERT INTO accounts ({", ".join(LEVEL_COLUMNS)})
    SELECT {", ".join(LEVEL_COLUMNS)} FROM {unnest(LEVEL_COLUMNS)} ORDER BY rider_id
    ON CONFLICT (rider_id) DO UPDATE
        SET level = excluded.level, level_revision = excluded.level_revision,
            as_of = greatest(accounts.as_of, excluded.as_of)
        WHERE accounts.level_revision < excluded.level_revision
""")


async def keep_levels(tx: AsyncConnection, levels: Mapping[UUID, Heard[LevelReached]]) -> None:
    """Upsert those of these levels that are newer than the stored revision."""
    rows = [
        (rider_id, level.city_id, level.level, level.revision, time)
        for rider_id, (_, time, level) in levels.items()
    ]
    await fetch(tx, KEEP_LEVELS, by_column(LEVEL_COLUMNS, rows))


class StatementLine(NamedTuple):
    """A line as it is shown."""

    number: int
    posting_id: UUID
    posted_at: datetime
    kind: str
    points: int
    balance_after: int
    available_at: datetime
    source: str
    reason: Reason


# What a trip or an entry gives can be spent when its source can be: a correction of the trip's end moves that
# instant, and lines are never changed.
STATEMENT = sa.text("""
    SELECT number, posting_id, posted_at, kind, points, balance_after, CASE
            WHEN points > 0 AND kind IN ('trip', 'challenge') AND total_points > 0 THEN given.available_at
            ELSE line.available_at END,
        source, rule, version, params::text
    FROM (
        SELECT * FROM lines WHERE rider_id = :rider_id AND number < :before ORDER BY number DESC LIMIT :most
    ) AS line LEFT JOIN LATERAL (
        SELECT total_points, available_at FROM sources
        WHERE sources.rider_id = line.rider_id AND sources.source = line.source LIMIT 1
    ) AS given ON true
    ORDER BY number DESC
""")


async def read_statement(tx: AsyncConnection, rider_id: UUID, before: int, most: int) -> list[StatementLine]:
    """The newest lines of a rider's statement among those with a number below `before`."""
    rows = await tx.execute(STATEMENT, {"rider_id": rider_id, "before": before, "most": most})
    return [StatementLine._make((*row[:8], _reason(*row[8:]))) for row in rows]


SOURCE_POINTS = sa.text("""
    SELECT source, total_points, rule, version, params::text FROM sources
    WHERE source = ANY(:sources) AND rider_id = :rider_id
""")


async def read_source_points(
    tx: AsyncConnection, rider_id: UUID, sources: Sequence[str]
) -> dict[str, tuple[int, Reason]]:
    """The points that these sources have given the rider in all, and the newest reason."""
    rows = await tx.execute(SOURCE_POINTS, {"sources": sources, "rider_id": rider_id})
    return {source: (points, _reason(*reason)) for source, points, *reason in rows}


def _reason(rule: str, version: int, params: str) -> Reason:
    return Reason(rule, version, msgspec.json.decode(params))
