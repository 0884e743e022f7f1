"""The numbers of a rider, read from all read models in one statement."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


class Entry(msgspec.Struct):
    """A rider's entry in a challenge. `name` is by language."""

    challenge_id: UUID
    name: dict[str, str]
    progress: int
    target: int
    unit: str
    completed_at: datetime | None


_entries = msgspec.json.Decoder(list[Entry])


class Summary(NamedTuple):
    """A rider's numbers. `as_of` is the time of the newest event about the rider, None before the first."""

    account_points: int
    pending_points: int
    lifetime_points: int
    level: int
    streak_days: int
    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int
    as_of: datetime | None
    entries: list[Entry]


# The streak is the run of days with a trip that ends today or yesterday: `last` is its last day, and the
# newest day with `begins` is its first.
SUMMARIES = sa.text("""
    SELECT rider.rider_id, coalesce(account_points, 0),
        (SELECT coalesce(sum(points), 0) FROM lines
            WHERE lines.rider_id = rider.rider_id AND available_at > :now),
        coalesce(lifetime_points, 0), coalesce(level, 1),
        coalesce((
            SELECT last.local_on + 1 - (
                SELECT max(local_on) FROM rider_days
                WHERE rider_days.rider_id = rider.rider_id AND begins AND local_on <= last.local_on
            )
            FROM (
                SELECT max(local_on) AS local_on FROM rider_days
                WHERE rider_days.rider_id = rider.rider_id AND local_on <= CAST(:today AS date)
            ) AS last
            WHERE last.local_on >= CAST(:today AS date) - 1
        ), 0),
        coalesce(trips, 0), coalesce(distance_m, 0), coalesce(duration_s, 0), coalesce(energy_kcal, 0),
        greatest(accounts.as_of, totals.as_of, parts.as_of), parts.entries
    FROM unnest(CAST(:rider_ids AS uuid[])) AS rider (rider_id)
    LEFT JOIN accounts USING (rider_id)
    LEFT JOIN totals USING (rider_id)
    CROSS JOIN LATERAL (
        SELECT max(as_of) AS as_of,
            json_agg(json_build_object('challenge_id', challenge_id, 'name', CAST(challenges.name AS json),
                'progress', progress, 'target', target, 'unit', measure, 'completed_at', completed_at)
                ORDER BY ends_at, challenge_id)::text AS entries
        FROM entries JOIN challenges USING (challenge_id)
        WHERE entries.rider_id = rider.rider_id AND NOT has_left
            AND ends_at > CAST(:now AS timestamptz) - interval '30 days'
    ) AS parts
""")


async def read_summaries(
    tx: AsyncConnection, rider_ids: Collection[UUID], now: datetime, today: date
) -> dict[UUID, Summary]:
    """These riders' numbers at `now`; `today` is the city's local day. A rider without events has zeros and
    level 1. Challenges are shown until 30 days after their end.
    """
    rows = await tx.execute(SUMMARIES, {"rider_ids": list(rider_ids), "now": now, "today": today})
    return {
        rider_id: Summary._make((*numbers, _entries.decode(entries) if entries else []))
        for rider_id, *numbers, entries in rows
    }
