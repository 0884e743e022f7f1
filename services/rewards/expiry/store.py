"""What decides what expires of accounts, and what has expired. Functions never decide or commit."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.expiry.rules import Figures, Mark
from shared.db import by_column, fetch, unnest
from shared.expiry.rules import EARNING, SPENDING

RIDERS_MAX = 500
"""Most riders whose accounts are settled in one transaction."""

MARKS = sa.text("""
    SELECT account_id, points, settled_until FROM expiries
    WHERE account_id = ANY(CAST(:account_ids AS uuid[]))
""")


async def read_marks(tx: AsyncConnection, account_ids: Collection[UUID]) -> dict[UUID, Mark]:
    """What has expired of these accounts, where that was worked out before."""
    rows = await fetch(tx, MARKS, {"account_ids": list(account_ids)})
    return {account_id: Mark(points, settled_until) for account_id, points, settled_until in rows}


MARK_COLUMNS = {"account_id": "uuid", "points": "bigint", "settled_until": "timestamptz"}
KEEP_MARKS = sa.text(f"""
    INSERT INTO expiries ({", ".join(MARK_COLUMNS)}, city_id)
    SELECT {", ".join(MARK_COLUMNS)}, :city_id FROM {unnest(MARK_COLUMNS)} ORDER BY account_id
    ON CONFLICT (account_id) DO UPDATE SET points = excluded.points, settled_until = excluded.settled_until
""")


async def keep_marks(tx: AsyncConnection, city_id: str, marks: Mapping[UUID, Mark]) -> None:
    """Upsert what has expired of these accounts."""
    rows = [(account_id, *mark) for account_id, mark in marks.items()]
    await fetch(tx, KEEP_MARKS, {**by_column(MARK_COLUMNS, rows), "city_id": city_id})


# A source belongs to the month of its last line that gave something.
FIGURES = sa.text("""
    WITH lines AS (
        SELECT account_id, given_by, kind, seq, local_on, posted_at, CASE 'rider'
            WHEN destination THEN points WHEN source THEN -points ELSE 0 END AS points
        FROM postings WHERE account_id = ANY(CAST(:account_ids AS uuid[]))
    ), earned AS (
        SELECT account_id, given_by, sum(points) AS points, CAST(date_trunc('month', CAST(
            (array_agg(local_on ORDER BY points > 0 DESC, seq DESC))[1] AS timestamp
        )) AS date) AS month
        FROM lines WHERE kind = ANY(:earning) OR kind = 'adjustment' AND points > 0
        GROUP BY account_id, given_by
    )
    SELECT account_id, month, CASE WHEN given_by = ANY(:sources) THEN given_by END AS apart, NULL AS at,
        sum(points)::bigint AS points
    FROM earned GROUP BY account_id, month, apart
    UNION ALL
    SELECT account_id, NULL, NULL, posted_at, points FROM lines
    WHERE points <> 0
        AND (kind = ANY(:spending) OR kind = 'refund' OR kind = 'adjustment' AND points < 0)
""")


async def read_figures(
    tx: AsyncConnection, account_ids: Collection[UUID], sources: Collection[str] = ()
) -> dict[UUID, Figures]:
    """What decides what expires of each of these accounts. These sources are told apart from all others."""
    values = {
        "account_ids": list(account_ids),
        "earning": sorted(EARNING),
        "spending": sorted(SPENDING),
        "sources": list(sources),
    }
    found = {account_id: Figures() for account_id in account_ids}
    for account_id, month, source, at, points in await fetch(tx, FIGURES, values):
        figures = found[account_id]
        if month is None:
            (figures.refunded if points > 0 else figures.spent).append((at, abs(points)))
        elif source is None:
            figures.earned[month] = points
        else:
            figures.sources[source] = (month, points)
    return found


async def riders_with_points(tx: AsyncConnection, after: UUID) -> list[UUID]:
    """The next riders in the order of ids who have points, at most RIDERS_MAX."""
    rows = await tx.execute(
        sa.text("""
            SELECT rider_id FROM accounts WHERE rider_id > :after AND points > 0
            ORDER BY rider_id LIMIT :most
        """),
        {"after": after, "most": RIDERS_MAX},
    )
    return [row[0] for row in rows]


async def is_swept(tx: AsyncConnection, boundary: date) -> bool:
    """Whether all accounts were settled at this boundary."""
    rows = await tx.execute(
        sa.text("SELECT EXISTS (SELECT FROM expiry_sweeps WHERE boundary = :boundary)"),
        {"boundary": boundary},
    )
    found: bool = rows.scalar_one()
    return found


async def keep_swept(tx: AsyncConnection, city_id: str, boundary: date) -> None:
    """Remember that all accounts were settled at this boundary."""
    await tx.execute(
        sa.text("""
            INSERT INTO expiry_sweeps (boundary, city_id) VALUES (:boundary, :city_id) ON CONFLICT DO NOTHING
        """),
        {"boundary": boundary, "city_id": city_id},
    )
