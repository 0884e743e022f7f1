"""The numbers of a rider, read from all read models in one statement."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

ENTRIES_MAX = 50
"""The most entries that a summary shows."""


class Entry(msgspec.Struct, omit_defaults=True):
    """A rider's entry in a challenge, as it is answered. `name` is by language; `state` is open, paused,
    completed or over."""

    challenge_id: UUID
    name: dict[str, str]
    progress: int
    target: int
    unit: str
    reward_points: int
    ends_at: datetime
    state: str
    completed_at: datetime | None = None


_entries = msgspec.json.Decoder(list[Entry])


class Summary(NamedTuple):
    """A rider's numbers. `as_of` is the time of the newest event about the rider, None before the first."""

    account_points: int
    debt_points: int
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


# Entries are read in two parts, each in the order of the index on entries.ends_at. `ended_at` is the end that
# riders read: a closing moves the challenge's end, and not that of the entries. Its distance from now orders
# what is shown: the next end comes first, and so does the latest one.
ENTRY = """
    SELECT challenge_id, challenges.name, progress, target, measure, reward_points, ended_at, completed_at,
        entries.as_of, challenges.state, ended_at <= :now OR challenges.state = 'closed' AS is_over,
        greatest(ended_at - CAST(:now AS timestamptz), CAST(:now AS timestamptz) - ended_at) AS from_now
    FROM entries JOIN challenges USING (challenge_id)
    CROSS JOIN LATERAL (SELECT least(entries.ends_at, challenges.ends_at)) AS true_end (ended_at)
    WHERE entries.rider_id = rider.rider_id AND NOT has_left
"""
# The streak is the run of days with a trip that ends today or yesterday: `last` is its last day, and the
# newest day with `begins` is its first.
# Pending is what trips and entries have given that is not available yet. Limits (their totals are below 0)
# are never pending: a trip's takes from the trip, a day's from the day's pending trips first, a month's from
# what is then pending of its days.
SUMMARIES = sa.text(f"""
    SELECT rider.rider_id, coalesce(account_points, 0), coalesce(debt_points, 0),
        least(coalesce(account_points, 0), (
            SELECT coalesce(sum(greatest(0, of_month.points + coalesce(limits.total_points, 0))), 0)::bigint
            FROM (
                SELECT to_char(of_day.local_on, 'YYYY-MM') AS month,
                    sum(greatest(0, of_day.points + coalesce(limits.total_points, 0))) AS points
                FROM (
                    SELECT CASE pending.kind WHEN 'trip' THEN pending.local_on END AS local_on,
                        sum(pending.total_points + coalesce(limits.total_points, 0)) AS points
                    FROM sources AS pending LEFT JOIN sources AS limits
                        ON limits.rider_id = pending.rider_id AND pending.kind = 'trip'
                        AND limits.source = 'trip_cap:' || substr(pending.source, length('trip:') + 1)
                    WHERE pending.rider_id = rider.rider_id AND pending.available_at > :now
                        AND pending.kind IN ('trip', 'challenge')
                    GROUP BY 1
                ) AS of_day LEFT JOIN sources AS limits
                    ON limits.rider_id = rider.rider_id AND limits.source = 'cap:' || of_day.local_on
                GROUP BY 1
            ) AS of_month LEFT JOIN sources AS limits
                ON limits.rider_id = rider.rider_id AND limits.source = 'month_cap:' || of_month.month
        )),
        greatest(0, coalesce(lifetime_points, 0)), coalesce(level, 1),
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
            json_agg(json_build_object('challenge_id', challenge_id, 'name', CAST(name AS json),
                'progress', progress, 'target', target, 'unit', measure, 'reward_points', reward_points,
                'ends_at', ended_at, 'completed_at', completed_at, 'state', CASE
                    WHEN completed_at IS NOT NULL THEN 'completed'
                    WHEN is_over THEN 'over'
                    WHEN state = 'paused' THEN 'paused'
                    ELSE 'open' END)
                ORDER BY is_over, from_now, challenge_id)::text AS entries
        FROM (
            ({ENTRY} AND entries.ends_at > :now
                ORDER BY is_over, from_now, challenge_id LIMIT {ENTRIES_MAX})
            UNION ALL
            ({ENTRY} AND entries.ends_at <= :now
                ORDER BY entries.ends_at DESC, challenge_id LIMIT {ENTRIES_MAX})
            ORDER BY is_over, from_now, challenge_id LIMIT {ENTRIES_MAX}
        ) AS shown
    ) AS parts
""")


async def read_summaries(
    tx: AsyncConnection, rider_ids: Collection[UUID], now: datetime, today: date
) -> dict[UUID, Summary]:
    """These riders' numbers at `now`; `today` is the city's local day. A rider without events has zeros and
    level 1. At most ENTRIES_MAX entries are shown: those that run, the next to end first, then those that
    ended last.
    """
    rows = await tx.execute(SUMMARIES, {"rider_ids": list(rider_ids), "now": now, "today": today})
    return {
        rider_id: Summary._make((*numbers, _entries.decode(entries) if entries else []))
        for rider_id, *numbers, entries in rows
    }
