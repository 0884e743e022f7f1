"""What results are counted from, and where they are kept. Functions never decide or commit."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.progress import parts_of
from services.challenges.matching.rules import Rule
from services.challenges.matching.sql import Values, counted
from services.challenges.results.rules import MADE_UNTIL, RODE_BEFORE, Numbers, Sample, Until
from shared.db import fetch


async def try_lock(tx: AsyncConnection, lock: int) -> bool:
    """Whether nobody else holds this advisory lock, which is held from now on until the transaction ends."""
    held: bool = (
        await tx.execute(sa.text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": lock})
    ).scalar_one()
    return held


# The results of a challenge are made anew once they are older than the last four o'clock.
TO_MAKE = sa.text("""
    SELECT challenge_id FROM challenges JOIN versions USING (challenge_id, version)
        LEFT JOIN results USING (challenge_id)
    WHERE results.made_at IS NULL OR results.made_at < :made_at
        AND results.made_at < least(closed_at, (versions.body ->> 'ends_at')::timestamptz)
            + CAST(:made_for AS interval)
    ORDER BY challenge_id LIMIT 1
""")


async def to_make(tx: AsyncConnection, made_at: datetime) -> UUID | None:
    """A challenge of which results are to be made."""
    values = {"made_at": made_at, "made_for": MADE_UNTIL}
    found: UUID | None = (await tx.execute(TO_MAKE, values)).scalar_one_or_none()
    return found


TO_MEASURE = sa.text("""
    SELECT challenge_id FROM challenges JOIN versions USING (challenge_id, version)
        LEFT JOIN uplifts USING (challenge_id)
    WHERE uplifts.challenge_id IS NULL AND (versions.body -> 'holdout_percent')::int > 0
        AND least(closed_at, (versions.body ->> 'ends_at')::timestamptz) <= :ended_by
    ORDER BY challenge_id LIMIT 1
""")


async def to_measure(tx: AsyncConnection, ended_by: datetime) -> UUID | None:
    """A challenge that ended by this instant of which it was not measured what it changed."""
    found: UUID | None = (await tx.execute(TO_MEASURE, {"ended_by": ended_by})).scalar_one_or_none()
    return found


ACTIVE = """
    SELECT period_on, count(DISTINCT rider_id) FROM (
        SELECT trip.rider_id, {period_on} AS period_on FROM trips AS trip
        WHERE counts AND ({is_counted}) AND trip.local_on <= :last_on
    ) AS trip WHERE :for_all OR EXISTS (
        SELECT FROM entries WHERE entries.challenge_id = :challenge_id AND entries.rider_id = trip.rider_id
            AND entries.period_on = trip.period_on AND NOT has_left
    ) GROUP BY period_on
"""
COMPLETED = """
    SELECT period_on, count(*) FILTER (WHERE is_given AND completed_at < :until), {levels}
    FROM entries WHERE challenge_id = :challenge_id AND NOT has_left GROUP BY period_on
"""
# Levels are PostgreSQL's arrays, which begin at 1. They ascend, so the last of so many tells of all of them.
LEVEL = "count(*) FILTER (WHERE level_given >= {place} AND levels_at[{place}] < :until)"
JOINED = """
    SELECT period_on, count(DISTINCT rider_id)
    FROM unnest(CAST(:periods_on AS date[]), CAST(:ends_at AS timestamptz[])) AS period (period_on, ended_at)
        JOIN joins ON challenge_id = :challenge_id AND since < least(ended_at, :until)
            AND (joins.until IS NULL OR joins.until >= least(ended_at, :until))
    GROUP BY period_on
"""


async def numbers(tx: AsyncConnection, rule: Rule, until: Until) -> Mapping[date, Numbers]:
    """How many riders were in each period of a challenge, by its first day."""
    values, periods = Values(), rule.window.periods()
    counts = [part.counts for part in parts_of(rule, values)]
    given: dict[str, Any] = {
        **values.by_name,
        "challenge_id": rule.challenge_id,
        "for_all": rule.is_for_all,
        "last_on": until.last_on,
        "until": until.ended_at,
        "periods_on": [each.period_on for each in periods],
        "ends_at": [each.ended_at for each in periods],
    }
    is_counted = " OR ".join(f"({each.is_counted})" for each in counts)
    active = ACTIVE.format(period_on=counts[0].period_on, is_counted=is_counted)
    levels = ", ".join(LEVEL.format(place=place) for place in range(1, len(rule.tree.levels) + 1))
    completed = COMPLETED.format(levels=levels or "0")
    found: dict[date, Numbers] = {}
    for period_on, riders in await fetch(tx, sa.text(JOINED), given):
        found[period_on] = Numbers(joined=riders)
    for period_on, riders in await fetch(tx, sa.text(active), given):
        found[period_on] = found.get(period_on, Numbers())._replace(active=riders)
    for period_on, riders, *of_levels in await fetch(tx, sa.text(completed), given):
        before = found.get(period_on, Numbers())
        found[period_on] = before._replace(completed=riders, levels=of_levels)
    return found


SAMPLES = """
    WITH compared AS (
        SELECT DISTINCT rider_id FROM trips
        WHERE counts AND service = 'bike_share' AND NOT is_erased
            AND started_at >= :rode_from AND started_at < :rode_until
            AND (CAST(:by_operator AS text) IS NULL OR operator_id = :by_operator)
    ), brought AS (
        SELECT trip.rider_id, sum({brings}) AS brought FROM trips AS trip
        WHERE counts AND {is_counted} GROUP BY trip.rider_id
    )
    SELECT is_held_out(:challenge_id, rider_id, :percent), count(*), avg(coalesce(brought, 0))::float8,
        coalesce(stddev_samp(coalesce(brought, 0)), 0)::float8
    FROM compared LEFT JOIN brought USING (rider_id) GROUP BY 1
"""


async def samples(
    tx: AsyncConnection, rule: Rule, percent: int, starts_at: datetime
) -> tuple[Sample, Sample]:
    """What riders brought, by whether a challenge was offered to them: who was treated, and who held out.
    Compared are those who rode before it began."""
    values = Values()
    counts = counted(rule, values)
    given = {
        **values.by_name,
        "challenge_id": rule.challenge_id,
        "percent": percent,
        "rode_from": starts_at - RODE_BEFORE,
        "rode_until": starts_at,
        "by_operator": rule.by_operator,
    }
    rows = await fetch(tx, sa.text(SAMPLES.format(**counts._asdict())), given)
    found = {is_held_out: Sample(*sample) for is_held_out, *sample in rows}
    nobody = Sample(0, 0, 0)
    return found.get(False, nobody), found.get(True, nobody)


PUT = sa.text("""
    INSERT INTO results (challenge_id, city_id, made_at, content)
    VALUES (:challenge_id, :city_id, :made_at, CAST(:content AS jsonb))
    ON CONFLICT (challenge_id) DO UPDATE SET made_at = excluded.made_at, content = excluded.content
""")
PUT_UPLIFT = sa.text("""
    INSERT INTO uplifts (challenge_id, city_id, measured_at, content)
    VALUES (:challenge_id, :city_id, :measured_at, CAST(:content AS jsonb))
""")


async def put(tx: AsyncConnection, city_id: str, challenge_id: UUID, made_at: datetime, content: str) -> None:
    """Store the results of a challenge. `content` is JSON."""
    values = {"challenge_id": challenge_id, "city_id": city_id, "made_at": made_at, "content": content}
    await fetch(tx, PUT, values)


async def put_uplift(
    tx: AsyncConnection, city_id: str, challenge_id: UUID, measured_at: datetime, content: str | None
) -> None:
    """Store what a challenge has changed, once. `content` is JSON."""
    values = {
        "challenge_id": challenge_id,
        "city_id": city_id,
        "measured_at": measured_at,
        "content": content,
    }
    await fetch(tx, PUT_UPLIFT, values)


READ = sa.text("""
    SELECT results.content, uplifts.content FROM (SELECT CAST(:challenge_id AS uuid)) AS one (challenge_id)
        LEFT JOIN results USING (challenge_id) LEFT JOIN uplifts USING (challenge_id)
""")


async def read(
    tx: AsyncConnection, challenge_id: UUID
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The results of a challenge, and what it has changed, as far as they were made."""
    [(results, uplift)] = await fetch(tx, READ, {"challenge_id": challenge_id})
    return results, uplift
