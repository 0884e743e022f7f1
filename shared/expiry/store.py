"""The table of first starts: since when points expire after how many months. Functions never commit."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import Statement, fetch
from shared.expiry.rules import Start, Terms

NEW_START_LOCK = 0x657870697279
"""An advisory lock, "expiry" in ASCII: of two processes that start at once, the second finds a row."""

READ = sa.text("SELECT since, months, timezone FROM expiry_starts ORDER BY since")


STARTS: Statement = READ, {}
"""What reads the starts: none where points have never expired."""


async def read_terms(tx: AsyncConnection) -> Terms:
    """What was in force, in order, in the time zone of the last start."""
    rows = await fetch(tx, READ, {})
    zone = ZoneInfo(rows[-1]["timezone"] if rows else "UTC")
    return Terms(tuple(Start(since, months) for since, months, _ in rows), zone)


async def keep_start(tx: AsyncConnection, city_id: str, months: int | None, timezone: str) -> bool:
    """Keep that a process has started with this setting, if the last has not been the same. Returns whether
    it is new."""
    await tx.execute(sa.text(f"SELECT pg_advisory_xact_lock({NEW_START_LOCK})"))
    starts = (await read_terms(tx)).starts
    if (starts[-1].months if starts else None) == months:
        return False
    await tx.execute(
        sa.text("""
            INSERT INTO expiry_starts (since, months, timezone, city_id)
            VALUES (clock_timestamp(), :months, :timezone, :city_id)
        """),
        {"months": months, "timezone": timezone, "city_id": city_id},
    )
    return True
