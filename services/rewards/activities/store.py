"""Tables of activities, and of what they give by local day. Functions never decide or commit."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.activities.rules import ActivityChange, BonusChange, BonusDay, BonusKey
from services.rewards.tariffs.rules import Bonus
from shared.db import by_column, fetch, unnest
from shared.events.heard import Heard
from shared.events.several import ActivityReported

ACTIVITY_COLUMNS = {
    "rider_id": "uuid",
    "local_on": "date",
    "service": "text",
    "activity_id": "uuid",
    "revision": "bigint",
    "counts": "bool",
}
# Ordered, because consumers that lock rows in different orders deadlock.
REMEMBER = sa.text(f"""
    INSERT INTO activities ({", ".join(ACTIVITY_COLUMNS)}, city_id)
    SELECT {", ".join(ACTIVITY_COLUMNS)}, :city_id FROM {unnest(ACTIVITY_COLUMNS)}
    ORDER BY rider_id, local_on, service, activity_id
    ON CONFLICT (rider_id, local_on, service, activity_id) DO UPDATE
        SET revision = excluded.revision, counts = excluded.counts
        WHERE activities.revision < excluded.revision
    RETURNING new.activity_id, coalesce(old.revision, 0)
""")


async def remember(
    tx: AsyncConnection, city_id: str, activities: Mapping[UUID, Heard[ActivityReported]]
) -> list[ActivityChange]:
    """Upsert those of these activities that are newer than the stored revision."""
    rows = [
        (event.rider_id, event.local_on, event.service, activity_id, event.revision, event.counts)
        for activity_id, (_, _, event) in activities.items()
    ]
    changed = await fetch(tx, REMEMBER, {**by_column(ACTIVITY_COLUMNS, rows), "city_id": city_id})
    return [ActivityChange(activities[activity_id], revision) for activity_id, revision in changed]


DAY_COLUMNS = {
    "rider_id": "uuid",
    "local_on": "date",
    "service": "text",
    "points": "bigint",
    "day_max": "bigint",
    "revision": "bigint",
}
# A day is added up from its activities of one service, which lie behind each other in the index.
ADD_UP_DAYS = sa.text(f"""
    INSERT INTO bonus_days (rider_id, local_on, service, activities, points, day_max, revision, city_id)
    SELECT row.rider_id, row.local_on, row.service, counted.activities, row.points, row.day_max,
        row.revision, :city_id
    FROM {unnest(DAY_COLUMNS)} CROSS JOIN LATERAL (
        SELECT count(*)::int AS activities FROM activities
        WHERE activities.rider_id = row.rider_id AND activities.local_on = row.local_on
            AND activities.service = row.service AND counts
    ) AS counted ORDER BY rider_id, local_on, service
    ON CONFLICT (rider_id, local_on, service) DO UPDATE
        SET activities = excluded.activities, points = excluded.points, day_max = excluded.day_max,
            revision = bonus_days.revision + excluded.revision
    RETURNING new.rider_id, new.local_on, new.service,
        coalesce(old.activities, 0), coalesce(old.points, 0), coalesce(old.day_max, 0),
        coalesce(old.revision, 0), new.activities, new.points, new.day_max, new.revision
""")


async def add_up_days(
    tx: AsyncConnection,
    city_id: str,
    bonuses: Mapping[BonusKey, Bonus],
    revisions_gained: Mapping[BonusKey, int],
) -> dict[BonusKey, BonusChange]:
    """Add up the counted activities of these riders, days and services, each with its bonus."""
    rows = [(*key, bonus.points, bonus.day_max, revisions_gained[key]) for key, bonus in bonuses.items()]
    added = await fetch(tx, ADD_UP_DAYS, {**by_column(DAY_COLUMNS, rows), "city_id": city_id})
    return {(row[0], row[1], row[2]): BonusChange(_day(*row[3:7]), _day(*row[7:11])) for row in added}


def _day(activities: int, points: int, day_max: int, revision: int) -> BonusDay:
    return BonusDay(activities, Bonus(points, day_max), revision)
