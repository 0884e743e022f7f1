"""The table of badges, and what they ask of trips. Functions never decide or commit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.badges.rules import Badge, Ridden, given_by
from shared.db import by_column, fetch, unnest
from shared.events.challenges import EntryJudged, EntryKey

json_of = msgspec.json.encode

OF_RIDERS = "rider_id = ANY(CAST(:rider_ids AS uuid[]))"
DAYS = sa.text(f"""
    SELECT rider_id, array_agg(local_on ORDER BY local_on) FROM rider_days
    WHERE {OF_RIDERS} AND trips > 0 GROUP BY rider_id
""")
VISITS = sa.text(f"""
    SELECT rider_id, station_id, min(local_on) FROM trips
    CROSS JOIN LATERAL (VALUES (start_station_id), (end_station_id)) AS at (station_id)
    WHERE {OF_RIDERS} AND counts AND station_id IS NOT NULL GROUP BY rider_id, station_id
""")
CLIMBS = sa.text(f"""
    SELECT rider_id, local_on, sum(upper.elevation_m - lower.elevation_m)::int FROM trips
    JOIN stations AS lower ON lower.station_id = start_station_id
    JOIN stations AS upper ON upper.station_id = end_station_id
    WHERE {OF_RIDERS} AND counts AND upper.elevation_m > lower.elevation_m
    GROUP BY rider_id, local_on ORDER BY rider_id, local_on
""")


async def read_ridden(tx: AsyncConnection, rider_ids: Sequence[UUID]) -> dict[UUID, Ridden]:
    """What badges ask of these riders' trips; of those who have a trip that counts. Three statements."""
    values = {"rider_ids": list(rider_ids)}
    first_at: defaultdict[UUID, dict[str, date]] = defaultdict(dict)
    climbs: defaultdict[UUID, list[tuple[date, int]]] = defaultdict(list)
    for rider_id, station_id, day in await fetch(tx, VISITS, values):
        first_at[rider_id][station_id] = day
    for rider_id, day, metres in await fetch(tx, CLIMBS, values):
        climbs[rider_id].append((day, metres))
    return {
        rider_id: Ridden(days, first_at[rider_id], climbs[rider_id])
        for rider_id, days in await fetch(tx, DAYS, values)
    }


GIVEN_COLUMNS = {
    "rider_id": "uuid",
    "challenge_id": "uuid",
    "part": "text",
    "revision": "bigint",
    "badges": "text",
}
# The revision of each entry is kept, of those that give no badge too: else one that was taken back would come
# again with an event that is late.
REMEMBER_GIVEN = sa.text(f"""
    INSERT INTO entry_badges ({", ".join(GIVEN_COLUMNS)}, city_id)
    SELECT {", ".join(GIVEN_COLUMNS)}, :city_id FROM {unnest(GIVEN_COLUMNS)}
    ORDER BY rider_id, challenge_id, part
    ON CONFLICT (rider_id, challenge_id, part) DO UPDATE
        SET revision = excluded.revision, badges = excluded.badges
        WHERE entry_badges.revision < excluded.revision
    RETURNING new.rider_id, new.badges <> coalesce(old.badges, '{{}}')
""")


async def remember_given(
    tx: AsyncConnection, city_id: str, entries: Mapping[EntryKey, EntryJudged]
) -> list[UUID]:
    """Upsert those of these entries that are newer than the stored revision. Returns the riders whom they
    give other badges than before."""
    rows = [(*key, event.revision, json_of(given_by(event)).decode()) for key, event in entries.items()]
    found = await fetch(tx, REMEMBER_GIVEN, {**by_column(GIVEN_COLUMNS, rows), "city_id": city_id})
    return sorted({rider_id for rider_id, has_changed in found if has_changed})


READ_GIVEN = sa.text(f"""
    SELECT rider_id, key, min(CAST(value AS date)) FROM entry_badges, jsonb_each_text(CAST(badges AS jsonb))
    WHERE {OF_RIDERS} AND badges <> '{{}}' GROUP BY rider_id, key
""")


async def read_given(tx: AsyncConnection, rider_ids: Sequence[UUID]) -> dict[UUID, dict[str, date]]:
    """The badges that entries give these riders, each with the first day."""
    given: defaultdict[UUID, dict[str, date]] = defaultdict(dict)
    for rider_id, badge_id, day in await fetch(tx, READ_GIVEN, {"rider_ids": list(rider_ids)}):
        given[rider_id][badge_id] = day
    return given


READ = sa.text(f"SELECT rider_id, badge_id, earned_on, kept, revision FROM badges WHERE {OF_RIDERS}")


async def read(tx: AsyncConnection, rider_ids: Sequence[UUID]) -> dict[UUID, dict[str, Badge]]:
    """These riders' badges as they were said last, by badge_id."""
    badges: dict[UUID, dict[str, Badge]] = {rider_id: {} for rider_id in rider_ids}
    for rider_id, badge_id, *badge in await fetch(tx, READ, {"rider_ids": list(rider_ids)}):
        badges[rider_id][badge_id] = Badge(*badge)
    return badges


COLUMNS = {"rider_id": "uuid", "badge_id": "text", "earned_on": "date", "kept": "bool", "revision": "bigint"}
KEEP = sa.text(f"""
    INSERT INTO badges ({", ".join(COLUMNS)}, city_id)
    SELECT {", ".join(COLUMNS)}, :city_id FROM {unnest(COLUMNS)} ORDER BY rider_id, badge_id
    ON CONFLICT (rider_id, badge_id) DO UPDATE
        SET earned_on = excluded.earned_on, kept = excluded.kept, revision = excluded.revision
""")


async def keep(tx: AsyncConnection, city_id: str, badges: Mapping[tuple[UUID, str], Badge]) -> None:
    """Upsert these badges, by rider_id and badge_id."""
    rows = [(*key, *badge) for key, badge in badges.items()]
    await fetch(tx, KEEP, {**by_column(COLUMNS, rows), "city_id": city_id})
