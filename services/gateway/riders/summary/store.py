"""The numbers of a rider, read from all read models in one statement."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import fetch
from shared.expiry.rules import EARNING, SPENDING, Boundary, Expiring, Moves, expiring

ENTRIES_MAX = 50
"""The most entries that a summary shows."""


class Participant(msgspec.Struct):
    """Whose progress an entry shows: the rider's, or that of a group."""

    kind: str
    id: str


class Entry(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A rider's entry in a challenge, as it is answered. `name` is by language; `state` is open, paused,
    completed or over."""

    challenge_id: UUID
    participant: Participant
    period_start: date | None = None
    name: dict[str, str]
    progress: int
    target: int
    unit: str
    level: int | None = None
    reward_points: int
    ends_at: datetime
    state: str
    completed_at: datetime | None = None


class EarnedBadge(msgspec.Struct):
    """A rider's badge, and the local day on which it was first deserved."""

    badge_id: str
    earned_on: date


_entries = msgspec.json.Decoder(list[Entry])
_badges = msgspec.json.Decoder(list[EarnedBadge])


class Summary(NamedTuple):
    """A rider's numbers. `as_of` is the time of the newest event about the rider, None before the first."""

    account_points: int
    debt_points: int
    reserved_points: int
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
    badges: Sequence[EarnedBadge] = ()
    expiring: Sequence[Expiring] = ()
    """What expires next: known only where points do."""


# Entries are read in two parts, each in the order of the index on entries.ends_at. `ended_at` is the end that
# riders read: a closing moves the challenge's end, and not that of the entries. Its distance from now orders
# what is shown: the next end comes first, and so does the latest one. Of a challenge with periods only the
# one that runs is shown. Those that have ended become many: an index without them leads past them.
ENTRY = """
    SELECT challenge_id, part, participant_kind, participant_id, period_start, level, challenges.name,
        progress, target, measure, reward_points, ended_at, completed_at,
        entries.as_of, challenges.state, ended_at <= :now OR challenges.state = 'closed' AS is_over,
        greatest(ended_at - CAST(:now AS timestamptz), CAST(:now AS timestamptz) - ended_at) AS from_now
    FROM entries JOIN challenges USING (challenge_id)
    CROSS JOIN LATERAL (SELECT least(entries.ends_at, challenges.ends_at)) AS true_end (ended_at)
    WHERE entries.rider_id = rider.rider_id AND NOT has_left
"""
IS_ONCE = "period_start IS NULL"
RUNS = "(ended_at > :now AND challenges.state <> 'closed')"
# The streak is the run of days with a trip that ends today or yesterday: `last` is its last day, and the
# newest day with `begins` is its first.
# Pending is what trips and entries have given that is not available yet. Limits (their totals are below 0)
# are never pending: a trip's takes from the trip, a day's from the day's pending trips first, a month's from
# what is then pending of its days.
SUMMARIES = sa.text(f"""
    SELECT rider.rider_id, coalesce(account_points, 0), coalesce(debt_points, 0),
        coalesce(reserved_points, 0),
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
        greatest(accounts.as_of, totals.as_of, parts.as_of, earned.as_of), parts.entries, earned.badges
    FROM unnest(CAST(:rider_ids AS uuid[])) AS rider (rider_id)
    LEFT JOIN accounts USING (rider_id)
    LEFT JOIN totals USING (rider_id)
    CROSS JOIN LATERAL (
        SELECT max(as_of) AS as_of,
            json_agg(json_build_object('challenge_id', challenge_id,
                'participant', json_build_object('kind', participant_kind, 'id', participant_id),
                'period_start', period_start, 'level', level, 'name', CAST(name AS json),
                'progress', progress, 'target', target, 'unit', measure, 'reward_points', reward_points,
                'ends_at', ended_at, 'completed_at', completed_at, 'state', CASE
                    WHEN completed_at IS NOT NULL THEN 'completed'
                    WHEN is_over THEN 'over'
                    WHEN state = 'paused' THEN 'paused'
                    ELSE 'open' END)
                ORDER BY is_over, from_now, challenge_id, part)::text AS entries
        FROM (
            ({ENTRY} AND entries.ends_at > :now AND ({IS_ONCE} OR {RUNS})
                ORDER BY is_over, from_now, challenge_id, part LIMIT {ENTRIES_MAX})
            UNION ALL
            ({ENTRY} AND entries.ends_at <= :now AND {IS_ONCE}
                ORDER BY entries.ends_at DESC, challenge_id, part LIMIT {ENTRIES_MAX})
            ORDER BY is_over, from_now, challenge_id, part LIMIT {ENTRIES_MAX}
        ) AS shown
    ) AS parts
    CROSS JOIN LATERAL (
        SELECT max(as_of) AS as_of,
            json_agg(json_build_object('badge_id', badge_id, 'earned_on', earned_on)
                ORDER BY earned_on, badge_id) FILTER (WHERE kept)::text AS badges
        FROM badges WHERE badges.rider_id = rider.rider_id
    ) AS earned
""")


async def read_summaries(
    tx: AsyncConnection, rider_ids: Collection[UUID], now: datetime, today: date
) -> dict[UUID, Summary]:
    """These riders' numbers at `now`; `today` is the city's local day. A rider without events has zeros and
    level 1. At most ENTRIES_MAX entries are shown: those that run, the next to end first, then those that
    ended last, of challenges with periods none of these.
    """
    rows = await fetch(tx, SUMMARIES, {"rider_ids": list(rider_ids), "now": now, "today": today})
    return {
        rider_id: Summary._make(
            (
                *numbers,
                _entries.decode(entries) if entries else [],
                _badges.decode(badges) if badges else [],
                (),
            )
        )
        for rider_id, *numbers, entries, badges in rows
    }


Dated = list[tuple[datetime, int]]
"""Points, each with its instant."""
BEFORE = datetime(1970, 1, 1, tzinfo=UTC)
"""An instant before all boundaries: all that was spent so far was spent before the next one."""

# What a source has given belongs to the month of its newest posting.
MOVES = sa.text("""
    SELECT rider_id, CASE
            WHEN kind = 'expiry' THEN 'expired' WHEN kind = 'refund' THEN 'refunded'
            WHEN kind = ANY(:spending) OR total_points < 0 AND kind = 'adjustment' THEN 'spent'
            ELSE 'earned'
        END AS term, CAST(date_trunc('month', CAST(local_on AS timestamp)) AS date) AS month,
        CASE kind WHEN 'refund' THEN available_at END AS at, sum(total_points)::bigint
    FROM sources
    WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) AND total_points <> 0
        AND (kind = ANY(:spending) OR kind = ANY(:earning) OR kind IN ('expiry', 'refund', 'adjustment'))
    GROUP BY rider_id, term, month, at
""")


async def add_expiring(
    tx: AsyncConnection, numbers: Mapping[UUID, Summary], next_ones: Sequence[Boundary]
) -> dict[UUID, Summary]:
    """These riders' numbers with what will expire at these boundaries, none of which has passed."""
    values = {
        "rider_ids": [rider_id for rider_id, known in numbers.items() if known.account_points],
        "earning": sorted(EARNING),
        "spending": sorted(SPENDING),
    }
    terms: dict[UUID, tuple[dict[date, int], Dated, Dated]] = {}
    expired_points: dict[UUID, int] = {}
    for rider_id, term, month, at, points in await fetch(tx, MOVES, values):
        earned, spent, refunded = terms.setdefault(rider_id, ({}, [], []))
        if term == "expired":
            expired_points[rider_id] = expired_points.get(rider_id, 0) - points
        elif term == "earned":
            earned[month] = points
        elif term == "spent":
            spent.append((BEFORE, -points))
        else:
            refunded.append((at, points))
    return {
        rider_id: known._replace(
            expiring=expiring(Moves(*terms[rider_id]), expired_points.get(rider_id, 0), next_ones)
        )
        if rider_id in terms
        else known
        for rider_id, known in numbers.items()
    }
