"""The table of closed days, and the ends of chains. Functions never decide or commit."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.digests.rules import Closed
from shared.sessions import connect

QUERY_S = 300
"""Time limit for reading the ends of all chains."""


# The first line is looked for until its day is closed, so among those of a day or two.
FIRST_OPEN = sa.text("""
    SELECT coalesce(
        (SELECT max(day) + 1 FROM ledger_days),
        (SELECT CAST(min(posted_at) AT TIME ZONE :timezone AS date) FROM postings)
    )
""")


async def first_open(tx: AsyncConnection, timezone: str) -> date | None:
    """The first day that is not closed: before any is, that of the first line. None for an empty ledger."""
    day: date | None = (await tx.execute(FIRST_OPEN, {"timezone": timezone})).scalar_one()
    return day


async def close(tx: AsyncConnection, city_id: str, closed: Closed) -> None:
    """Insert a closed day. Its digest is not known yet."""
    await tx.execute(
        sa.text("INSERT INTO ledger_days (day, until, city_id) VALUES (:day, :until, :city_id)"),
        {**closed._asdict(), "city_id": city_id},
    )


async def without_digest(tx: AsyncConnection) -> list[Closed]:
    """Closed days whose digest is not published yet, in order."""
    rows = await tx.execute(sa.text("SELECT day, until FROM ledger_days WHERE digest IS NULL ORDER BY day"))
    return [Closed(*row) for row in rows]


async def keep_digest(tx: AsyncConnection, day: date, digest: str) -> bool:
    """Keep the digest of a closed day. Returns whether it had none yet."""
    updated = await tx.execute(
        sa.text("UPDATE ledger_days SET digest = :digest WHERE day = :day AND digest IS NULL"),
        {"day": day, "digest": digest},
    )
    return updated.rowcount == 1


# Each chain is read backwards, along the key of postings, to the first line that was posted before.
HEADS = """
    SELECT account_id, head.seq, head.hash FROM accounts CROSS JOIN LATERAL (
        SELECT seq, hash FROM postings
        WHERE postings.account_id = accounts.account_id AND posted_at < $1 ORDER BY seq DESC LIMIT 1
    ) AS head
"""


async def heads(dsn: str, until: datetime) -> list[tuple[UUID, int, bytes]]:
    """account_id, seq and hash of each chain's last line that was posted before `until`."""
    # Its own connection: those of the pool end a statement after 5 s, and this one reads every chain.
    connection = await connect(dsn, command_timeout_s=QUERY_S)
    try:
        return [tuple(row) for row in await connection.fetch(HEADS, until)]
    finally:
        connection.terminate()
