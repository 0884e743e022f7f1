"""What HTTP reads of the read models, and who riders of an outside issuer are."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


class Entry(msgspec.Struct):
    """A rider's part in a challenge. `name` is by language."""

    challenge_id: UUID
    name: dict[str, str]
    progress: int
    target: int
    unit: str
    completed_at: datetime | None


_entries = msgspec.json.Decoder(list[Entry])


class Summary(NamedTuple):
    """A rider's numbers. `as_of` is None when nothing was ever heard of the rider."""

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


class Reason(NamedTuple):
    """A rule with the values it was applied to. Words are made from it when somebody reads."""

    rule: str
    version: int
    params: dict[str, int | str]


class StatementLine(NamedTuple):
    """A line as it is shown."""

    number: int
    posting_id: UUID
    posted_at: datetime
    kind: str
    points: int
    balance_after: int
    available_at: datetime
    source: str
    reason: Reason


# The streak is the run of days that ends today or yesterday: from its last day back to where it begins.
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
            json_agg(json_build_object('challenge_id', challenge_id, 'name', CAST(name AS json),
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
    """These riders' numbers at `now`; `today` is the city's day. Zeros and level 1 for one not heard of.

    Challenges are shown until 30 days after their end.
    """
    rows = await tx.execute(SUMMARIES, {"rider_ids": list(rider_ids), "now": now, "today": today})
    return {
        rider_id: Summary._make((*numbers, _entries.decode(entries) if entries else []))
        for rider_id, *numbers, entries in rows
    }


STATEMENT = sa.text("""
    SELECT number, posting_id, posted_at, kind, points, balance_after, available_at, source,
        rule, version, params::text
    FROM lines WHERE rider_id = :rider_id AND number < :before
    ORDER BY number DESC LIMIT :most
""")


async def read_statement(tx: AsyncConnection, rider_id: UUID, before: int, most: int) -> list[StatementLine]:
    """The newest lines of a rider's statement among those with a number below `before`."""
    rows = await tx.execute(STATEMENT, {"rider_id": rider_id, "before": before, "most": most})
    return [StatementLine._make((*row[:8], _reason(*row[8:]))) for row in rows]


GIVEN = sa.text("""
    SELECT source, total_points, rule, version, params::text FROM sources
    WHERE source = ANY(:sources) AND rider_id = :rider_id
""")


async def read_given(
    tx: AsyncConnection, rider_id: UUID, sources: Sequence[str]
) -> dict[str, tuple[int, Reason]]:
    """What these sources have given the rider in all, and the newest reason."""
    rows = await tx.execute(GIVEN, {"sources": sources, "rider_id": rider_id})
    return {source: (points, _reason(*reason)) for source, points, *reason in rows}


def _reason(rule: str, version: int, params: str) -> Reason:
    return Reason(rule, version, msgspec.json.decode(params))


async def find_or_make_rider(tx: AsyncConnection, issuer: str, subject: str, city_id: str) -> UUID:
    """The rider that a person of an outside issuer is; a random new one at first sight."""
    who = {"issuer": issuer, "subject": subject}
    # First insert, then look: of two first requests at once, the second waits here and then finds.
    await tx.execute(
        sa.text(
            "INSERT INTO identities (issuer, subject, city_id, rider_id)"
            " VALUES (:issuer, :subject, :city_id, :rider_id) ON CONFLICT (issuer, subject) DO NOTHING"
        ),
        {**who, "city_id": city_id, "rider_id": uuid4()},
    )
    found = await tx.execute(
        sa.text("SELECT rider_id FROM identities WHERE issuer = :issuer AND subject = :subject"), who
    )
    rider_id: UUID = found.scalar_one()
    return rider_id
