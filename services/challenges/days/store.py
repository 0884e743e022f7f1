"""Tables of days: their tags, and outages. Functions never decide or commit."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.days.rules import Tags
from shared.db import by_column, fetch

KNOWN = sa.text("SELECT local_on, tags FROM days WHERE local_on = ANY(CAST(:days AS date[]))")


async def tags_of(tx: AsyncConnection, days: Collection[date]) -> dict[date, Tags]:
    """The tags of those of these days that have some."""
    return {local_on: tags for local_on, tags in await fetch(tx, KNOWN, {"days": sorted(days)})}


SEPARATOR = "\x1f"
PUT = sa.text(f"""
    INSERT INTO days (local_on, tags, city_id)
    SELECT local_on, string_to_array(tags, '{SEPARATOR}'), :city_id
    FROM unnest(CAST(:local_on AS date[]), CAST(:tags AS text[])) AS row (local_on, tags) ORDER BY local_on
    ON CONFLICT (local_on) DO UPDATE SET tags = excluded.tags
""")
CLEAR = sa.text("DELETE FROM days WHERE local_on = ANY(CAST(:days AS date[]))")


async def put(tx: AsyncConnection, city_id: str, days: Mapping[date, Tags]) -> None:
    """Let these days have these tags and no others."""
    tagged = sorted((local_on, SEPARATOR.join(tags)) for local_on, tags in days.items() if tags)
    await fetch(tx, PUT, {**by_column(("local_on", "tags"), tagged), "city_id": city_id})
    await fetch(tx, CLEAR, {"days": sorted(local_on for local_on, tags in days.items() if not tags)})


async def add_outage(tx: AsyncConnection, city_id: str, local_on: date) -> bool:
    """Let a day be one of outage. Returns whether it was none before."""
    added = await tx.execute(
        sa.text(
            "INSERT INTO outages (local_on, city_id) VALUES (:local_on, :city_id) ON CONFLICT DO NOTHING"
        ),
        {"local_on": local_on, "city_id": city_id},
    )
    return added.rowcount == 1


async def remove_outage(tx: AsyncConnection, local_on: date) -> bool:
    """Let a day be no outage. Returns whether it was one before."""
    removed = await tx.execute(
        sa.text("DELETE FROM outages WHERE local_on = :local_on"), {"local_on": local_on}
    )
    return removed.rowcount == 1


class Day(NamedTuple):
    """A local day of which something is declared."""

    local_on: date
    tags: Tags
    is_outage: bool


async def listed(tx: AsyncConnection, most: int, after: date | None) -> list[Day]:
    """So many days, the latest first, behind this one."""
    before = "WHERE local_on < :after" if after else ""
    rows = await tx.execute(
        sa.text(f"""
            SELECT local_on, coalesce(tags, '{{}}'), outages.local_on IS NOT NULL
            FROM days FULL JOIN outages USING (local_on) {before} ORDER BY local_on DESC LIMIT :most
        """),
        {"most": most, **({"after": after} if after else {})},
    )
    return [Day(*row) for row in rows]
