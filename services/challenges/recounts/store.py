"""What waits to be counted anew, because something was declared of days that have trips already. Functions
never decide or commit."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.declared import DECLARED, declared_of
from services.challenges.counting.rules import EntryKey
from services.challenges.counting.trips import WAS, Activity, with_declared
from services.challenges.matching.deeds import Deed
from services.challenges.matching.windows import DAYS_AROUND
from shared.db import by_column, fetch

DECLARE = sa.text("""
    INSERT INTO declared_days (local_on, city_id)
    SELECT local_on, :city_id FROM unnest(CAST(:days AS date[])) AS row (local_on) ORDER BY local_on
    ON CONFLICT (local_on) DO UPDATE SET revision = declared_days.revision + 1
""")
DECLARE_FIRST = sa.text("""
    INSERT INTO declared_days (local_on, city_id)
    SELECT local_on, :city_id FROM unnest(CAST(:days AS date[])) AS row (local_on) ORDER BY local_on
    ON CONFLICT (local_on) DO NOTHING
""")


async def declare(tx: AsyncConnection, city_id: str, days: Collection[date]) -> None:
    """Something was declared of these local days: their trips are to follow."""
    await fetch(tx, DECLARE, {"days": sorted(days), "city_id": city_id})


async def declare_first(tx: AsyncConnection, city_id: str, days: Collection[date]) -> None:
    """These local days have something declared that is counted already, and must be again after a reset."""
    await fetch(tx, DECLARE_FIRST, {"days": sorted(days), "city_id": city_id})


class DeclaredDay(NamedTuple):
    """A local day whose trips do not follow yet what was declared of it up to this revision."""

    local_on: date
    revision: int


DAYS_TO_COUNT = sa.text("""
    SELECT local_on, declared_days.revision FROM declared_days LEFT JOIN counted_days USING (local_on)
    WHERE counted_days.revision IS DISTINCT FROM declared_days.revision ORDER BY local_on LIMIT :most
""")


async def days_to_count(tx: AsyncConnection, most: int) -> list[DeclaredDay]:
    """The first local days whose trips are to follow."""
    return [DeclaredDay(*row) for row in await fetch(tx, DAYS_TO_COUNT, {"most": most})]


MARK_COUNTED = sa.text("""
    INSERT INTO counted_days (local_on, revision)
    SELECT * FROM unnest(CAST(:local_on AS date[]), CAST(:revision AS bigint[]))
    ON CONFLICT (local_on) DO UPDATE SET revision = excluded.revision
""")


async def mark_counted(tx: AsyncConnection, days: Sequence[DeclaredDay]) -> None:
    """The trips of these days follow what was declared."""
    await fetch(tx, MARK_COUNTED, by_column(DeclaredDay._fields, days))


UNCOUNTED = sa.text(f"""
    SELECT {", ".join(f"activities.{name}" for name in Activity._fields)}
    FROM activities LEFT JOIN trips USING (trip_id)
    WHERE activities.local_on = ANY(CAST(:days AS date[]))
        AND NOT activities.is_erased AND trips.revision IS DISTINCT FROM activities.revision
    LIMIT :most
""")


async def uncounted_activities(tx: AsyncConnection, days: Collection[date], most: int) -> list[Activity]:
    """Activities of these days that are not counted, as they are after a reset."""
    rows = await fetch(tx, UNCOUNTED, {"days": sorted(days), "most": most})
    return [Activity(*row) for row in rows]


FOLLOW = sa.text(f"""
    /* of these days */ WITH following AS (
        SELECT trip.trip_id, declared.*
        FROM trips AS trip CROSS JOIN LATERAL (
            SELECT {", ".join(f"{sql} AS {name}" for name, sql in declared_of("trip").items())}
        ) AS declared
        WHERE trip.local_on = ANY(CAST(:days AS date[])) AND trip.started_at >= :since
            AND trip.started_at < :until AND trip.counts
            AND ({", ".join(f"trip.{name}" for name in DECLARED)})
                IS DISTINCT FROM ({", ".join(f"declared.{name}" for name in DECLARED)})
        LIMIT :most
    )
    UPDATE trips SET {", ".join(f"{name} = following.{name}" for name in DECLARED)}
    FROM following WHERE trips.trip_id = following.trip_id
    RETURNING {", ".join(f"new.{name}" for name in DECLARED)}, {WAS}
""")


async def follow(tx: AsyncConnection, days: Collection[date], most: int) -> list[tuple[Deed, Deed]]:
    """Let so many counted trips of these days follow what was declared. Returns each as it was and as it is.
    What is not counted follows when it is told anew."""
    values = {
        "days": sorted(days),
        "since": datetime.combine(min(days) - DAYS_AROUND, time(), UTC),
        "until": datetime.combine(max(days) + DAYS_AROUND + timedelta(days=1), time(), UTC),
        "most": most,
    }
    followed = []
    for tags, start_is_bonus, end_is_bonus, *was in await fetch(tx, FOLLOW, values):
        before = Deed(*was)
        followed.append((before, with_declared(before, tags, start_is_bonus, end_is_bonus)))
    return followed


class StreakPeriod(NamedTuple):
    """A period of a challenge whose streaks are counted anew, behind this rider."""

    challenge_id: UUID
    period_on: date
    after_rider_id: UUID | None


LET_COUNT = sa.text("""
    INSERT INTO streaks_to_count (challenge_id, period_on)
    SELECT * FROM unnest(CAST(:challenge_id AS uuid[]), CAST(:period_on AS date[]))
    ON CONFLICT (challenge_id, period_on) DO UPDATE SET after_rider_id = NULL
""")


async def let_streaks_count(tx: AsyncConnection, periods: Iterable[tuple[UUID, date]]) -> None:
    """All streaks in these periods of challenges are to be counted anew."""
    await fetch(tx, LET_COUNT, by_column(("challenge_id", "period_on"), sorted(periods)))


STREAKS_TO_COUNT = sa.text("""
    SELECT challenge_id, period_on, after_rider_id FROM streaks_to_count
    ORDER BY challenge_id, period_on LIMIT 1
""")


async def streaks_to_count(tx: AsyncConnection) -> StreakPeriod | None:
    """A period whose streaks are to be counted anew."""
    rows = await fetch(tx, STREAKS_TO_COUNT, {})
    return StreakPeriod(*rows[0]) if rows else None


NEXT_ENTRIES = sa.text("""
    SELECT challenge_id, rider_id, period_on FROM entries
    WHERE challenge_id = :challenge_id AND period_on = :period_on AND NOT has_left
        AND rider_id > coalesce(:after_rider_id, CAST('00000000-0000-0000-0000-000000000000' AS uuid))
    ORDER BY rider_id LIMIT :most
""")


async def next_entries(tx: AsyncConnection, period: StreakPeriod, most: int) -> list[EntryKey]:
    """So many entries of a period, of riders who take part."""
    rows = await fetch(tx, NEXT_ENTRIES, {**period._asdict(), "most": most})
    return [EntryKey(*row) for row in rows]


MOVE_ON = sa.text("""
    UPDATE streaks_to_count SET after_rider_id = :after_rider_id
    WHERE challenge_id = :challenge_id AND period_on = :period_on
""")
END = sa.text("""
    DELETE FROM streaks_to_count WHERE challenge_id = :challenge_id AND period_on = :period_on
""")


async def move_on(tx: AsyncConnection, period: StreakPeriod, after: UUID | None) -> None:
    """Go on behind this rider; None: the period is done."""
    values: dict[str, Any] = {"challenge_id": period.challenge_id, "period_on": period.period_on}
    if after is None:
        await fetch(tx, END, values)
    else:
        await fetch(tx, MOVE_ON, {**values, "after_rider_id": after})
