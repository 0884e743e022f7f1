"""What the gateway keeps of points and levels. Keys are sorted before rows are written, because
transactions that lock rows in different orders deadlock."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.statement.rules import Account, Given, Line
from shared.events.heard import Heard
from shared.events.rewards import LevelReached, PointsPosted

OPEN_ACCOUNTS = sa.text("""
    INSERT INTO accounts (rider_id, city_id)
    SELECT * FROM unnest(CAST(:rider_ids AS uuid[]), CAST(:city_ids AS text[])) ORDER BY 1
    ON CONFLICT DO NOTHING
""")
LOCK_ACCOUNTS = sa.text("""
    SELECT rider_id, account_points, lifetime_points, lines, as_of FROM accounts
    WHERE rider_id = ANY(:rider_ids) ORDER BY rider_id FOR UPDATE
""")


async def lock_accounts(tx: AsyncConnection, riders: Mapping[UUID, str]) -> dict[UUID, Account]:
    """The accounts of these riders (with their cities), held until the transaction ends."""
    await tx.execute(OPEN_ACCOUNTS, {"rider_ids": list(riders), "city_ids": list(riders.values())})
    rows = await tx.execute(LOCK_ACCOUNTS, {"rider_ids": list(riders)})
    return {rider_id: Account(*rest) for rider_id, *rest in rows}


async def given_by(tx: AsyncConnection, sources: Sequence[str]) -> dict[str, Given]:
    """What is known of these sources."""
    rows = await tx.execute(
        sa.text("SELECT source, revision, total_points FROM sources WHERE source = ANY(:sources)"),
        {"sources": sources},
    )
    return {source: Given(revision, total_points) for source, revision, total_points in rows}


KEEP_SOURCES = sa.text("""
    INSERT INTO sources (source, city_id, rider_id, revision, total_points, rule, version, params)
    SELECT source, city_id, rider_id, revision, total_points, rule, version, params::jsonb
    FROM unnest(
        CAST(:sources AS text[]), CAST(:city_ids AS text[]), CAST(:rider_ids AS uuid[]),
        CAST(:revisions AS bigint[]), CAST(:totals AS int[]), CAST(:rules AS text[]),
        CAST(:versions AS int[]), CAST(:params AS text[])
    ) AS s (source, city_id, rider_id, revision, total_points, rule, version, params)
    ORDER BY source
    ON CONFLICT (source) DO UPDATE
        SET revision = excluded.revision, total_points = excluded.total_points,
            rule = excluded.rule, version = excluded.version, params = excluded.params
""")


async def keep_sources(tx: AsyncConnection, latest: Mapping[str, PointsPosted]) -> None:
    """Keep what these sources have given in all. The accounts of their riders are locked."""
    postings = latest.values()
    await tx.execute(
        KEEP_SOURCES,
        {
            "sources": list(latest),
            "city_ids": [posting.city_id for posting in postings],
            "rider_ids": [posting.rider_id for posting in postings],
            "revisions": [posting.revision for posting in postings],
            "totals": [posting.total_points for posting in postings],
            "rules": [posting.rule for posting in postings],
            "versions": [posting.version for posting in postings],
            "params": [json.dumps(posting.params) for posting in postings],
        },
    )


ADD_LINES = sa.text("""
    INSERT INTO lines (
        rider_id, number, city_id, posting_id, source, kind, points, balance_after, posted_at, available_at,
        rule, version, params
    )
    SELECT rider_id, number, city_id, posting_id, source, kind, points, balance_after, posted_at,
        available_at, rule, version, params::jsonb
    FROM unnest(
        CAST(:rider_ids AS uuid[]), CAST(:numbers AS int[]), CAST(:city_ids AS text[]),
        CAST(:posting_ids AS uuid[]), CAST(:sources AS text[]), CAST(:kinds AS text[]),
        CAST(:points AS int[]), CAST(:balances AS bigint[]), CAST(:posted AS timestamptz[]),
        CAST(:available AS timestamptz[]), CAST(:rules AS text[]), CAST(:versions AS int[]),
        CAST(:params AS text[])
    ) AS l (
        rider_id, number, city_id, posting_id, source, kind, points, balance_after, posted_at, available_at,
        rule, version, params
    )
""")


async def add_lines(tx: AsyncConnection, lines: Sequence[Line]) -> None:
    """Write these lines under the statements of their riders."""
    postings = [line.posting for line in lines]
    await tx.execute(
        ADD_LINES,
        {
            "rider_ids": [posting.rider_id for posting in postings],
            "numbers": [line.number for line in lines],
            "city_ids": [posting.city_id for posting in postings],
            "posting_ids": [posting.posting_id for posting in postings],
            "sources": [posting.source for posting in postings],
            "kinds": [posting.kind for posting in postings],
            "points": [line.points for line in lines],
            "balances": [line.balance_after for line in lines],
            "posted": [posting.posted_at for posting in postings],
            "available": [posting.available_at for posting in postings],
            "rules": [posting.rule for posting in postings],
            "versions": [posting.version for posting in postings],
            "params": [json.dumps(posting.params) for posting in postings],
        },
    )


KEEP_ACCOUNTS = sa.text("""
    UPDATE accounts
    SET account_points = a.account_points, lifetime_points = a.lifetime_points, lines = a.lines,
        as_of = a.as_of
    FROM unnest(
        CAST(:rider_ids AS uuid[]), CAST(:accounts AS bigint[]), CAST(:lifetimes AS bigint[]),
        CAST(:lines AS int[]), CAST(:times AS timestamptz[])
    ) AS a (rider_id, account_points, lifetime_points, lines, as_of)
    WHERE accounts.rider_id = a.rider_id
""")


async def keep_accounts(tx: AsyncConnection, accounts: Mapping[UUID, Account]) -> None:
    """Write these accounts, which `lock_accounts` holds."""
    await tx.execute(
        KEEP_ACCOUNTS,
        {
            "rider_ids": list(accounts),
            "accounts": [account.account_points for account in accounts.values()],
            "lifetimes": [account.lifetime_points for account in accounts.values()],
            "lines": [account.lines for account in accounts.values()],
            "times": [account.as_of for account in accounts.values()],
        },
    )


KEEP_LEVELS = sa.text("""
    INSERT INTO accounts (rider_id, city_id, level, level_revision, as_of)
    SELECT * FROM unnest(
        CAST(:rider_ids AS uuid[]), CAST(:city_ids AS text[]), CAST(:levels AS int[]),
        CAST(:revisions AS bigint[]), CAST(:times AS timestamptz[])
    )
    ORDER BY 1
    ON CONFLICT (rider_id) DO UPDATE
        SET level = excluded.level, level_revision = excluded.level_revision,
            as_of = greatest(accounts.as_of, excluded.as_of)
        WHERE accounts.level_revision < excluded.level_revision
""")


async def keep_levels(tx: AsyncConnection, levels: Mapping[UUID, Heard[LevelReached]]) -> None:
    """Keep these levels where they are newer than what is known."""
    await tx.execute(
        KEEP_LEVELS,
        {
            "rider_ids": list(levels),
            "city_ids": [heard.event.city_id for heard in levels.values()],
            "levels": [heard.event.level for heard in levels.values()],
            "revisions": [heard.event.revision for heard in levels.values()],
            "times": [heard.time for heard in levels.values()],
        },
    )
