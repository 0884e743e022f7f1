"""Counts all entries of a challenge anew from all stored trips, or those of one rider: set-based. Functions
never decide or commit."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting import judged, judging
from services.challenges.counting.judging import Judged
from services.challenges.counting.progress import (
    leaving_baselines,
    leaving_marks,
    parts_of,
    reached_by,
    stored_marks,
)
from services.challenges.counting.rules import EntryKey
from services.challenges.counting.store import ENTRY, Entry
from services.challenges.matching.rules import Rule
from services.challenges.matching.sql import Values
from services.challenges.matching.windows import DAYS_AROUND
from services.challenges.tree.trees import Improve
from shared.db import fetch

FORGET_MARKS = "DELETE FROM marks WHERE challenge_id = :challenge_id {of_rider}"
FORGET_BASELINES = "DELETE FROM baselines WHERE challenge_id = :challenge_id {of_rider}"
OF_ALL = "/* of all riders */"
"""Where statements of one rider name the rider: it tells both apart in lists of statements."""
EVER_JOINED = " AND rider_id IN (SELECT rider_id FROM joins WHERE challenge_id = :challenge_id)"
# Who takes part in which period: who joined before its end and did not leave before it; of a running one, who
# is in now.
TAKING_PART = """
    SELECT DISTINCT rider_id, period_on, ended_at > :now AS is_running
    FROM joins CROSS JOIN periods
    WHERE challenge_id = :challenge_id {of_rider} AND CASE
        WHEN ended_at > :now THEN until IS NULL AND (starts_at <= :now OR period_on = :first_on)
        ELSE since < ended_at AND (until IS NULL OR until >= ended_at) END
"""
COUNTED = """
    WITH periods AS (
        SELECT * FROM unnest(CAST(:periods_on AS date[]), CAST(:start_at AS timestamptz[]),
            CAST(:ended_at AS timestamptz[])) AS period (period_on, starts_at, ended_at)
    ), reached AS ({reached}), taking_part AS ({taking_part}), known AS (
        SELECT rider_id, period_on FROM entries WHERE challenge_id = :challenge_id {of_rider}
        UNION SELECT rider_id, period_on FROM {who_rode}
        UNION SELECT rider_id, period_on FROM taking_part WHERE is_running
    ), counted AS (
        SELECT known.rider_id, period_on, NOT :for_all AND taking_part.rider_id IS NULL AS has_left,
            CASE WHEN :for_all OR taking_part.rider_id IS NOT NULL THEN coalesce(progress, 0) ELSE 0 END
                AS progress
        FROM known LEFT JOIN reached USING (rider_id, period_on)
            LEFT JOIN taking_part USING (rider_id, period_on)
    )
"""
STORE = f"""
    INSERT INTO entries (challenge_id, rider_id, period_on, progress, target, version, is_paused, judged_at,
        revision, completed_at, is_given, has_left, city_id)
    SELECT :challenge_id, rider_id, period_on, progress, :target, :version, :is_paused,
        CAST(:now AS timestamptz), 1,
        CASE WHEN progress >= :target AND NOT has_left THEN CAST(:now AS timestamptz) END,
        progress >= :target AND NOT has_left AND NOT :is_paused, has_left, :city_id
    FROM counted ORDER BY rider_id, period_on
    ON CONFLICT (challenge_id, rider_id, period_on) DO UPDATE SET progress = excluded.progress,
        target = excluded.target, version = excluded.version, is_paused = excluded.is_paused,
        judged_at = excluded.judged_at, revision = entries.revision + 1, has_left = excluded.has_left,
        completed_at = CASE WHEN excluded.completed_at IS NOT NULL
            THEN coalesce(entries.completed_at, excluded.completed_at) END,
        is_given = excluded.is_given OR entries.is_given AND excluded.completed_at IS NOT NULL
    RETURNING {ENTRY}
"""
# What is judged by more than its progress. Whoever takes no part any longer has nothing.
NUMBERS = """
    SELECT counted.rider_id, counted.period_on, counted.has_left, counted.progress, {trips}, {steps},
        {baseline}, target, completed_at,
        coalesce(is_given, false), coalesce(levels_at, '{{}}'), coalesce(level_given, 0)
    FROM counted LEFT JOIN reached ON reached.rider_id = counted.rider_id
            AND reached.period_on = counted.period_on AND NOT counted.has_left
        LEFT JOIN entries ON challenge_id = :challenge_id AND entries.rider_id = counted.rider_id
            AND entries.period_on = counted.period_on
    ORDER BY counted.rider_id, counted.period_on
"""
BASELINE = """
    coalesce((SELECT sum(brought)::bigint FROM baselines WHERE baselines.challenge_id = :challenge_id
        AND baselines.rider_id = counted.rider_id AND week_on < date_trunc('week', counted.period_on)::date
        AND week_on >= date_trunc('week', counted.period_on)::date - 7 * {weeks}), 0)
"""


async def count_anew(
    tx: AsyncConnection, city_id: str, rule: Rule, now: datetime, rider_id: UUID | None = None
) -> list[Entry]:
    """Count a challenge anew at `now` from all stored trips, for all riders or for one. Returns all its
    entries, also those that are as they were. An entry whose rider takes part no longer has progress 0."""
    of_rider = "AND rider_id = :rider_id" if rider_id else OF_ALL
    of_trips = of_rider + ("" if rule.is_for_all else EVER_JOINED)
    parameters = Values()
    parts = parts_of(rule, parameters)
    leaving = [leaving_marks(part, of_trips) for part in parts if part.counts.marks is not None]
    if leaving:
        leaving.insert(0, FORGET_MARKS.format(of_rider=of_rider))
    if isinstance(rule.tree.goal, Improve):
        leaving += [
            FORGET_BASELINES.format(of_rider=of_rider),
            leaving_baselines(rule, parameters, of_trips),
        ]
    values = {**_values(city_id, rule, now), **parameters.by_name, "rider_id": rider_id}
    for statement in leaving:
        await fetch(tx, sa.text(statement), values)
    counted = COUNTED.format(
        reached=reached_by(rule, parts, stored_marks(of_rider), of_trips),
        taking_part=TAKING_PART.format(of_rider=of_rider),
        who_rode="reached" if rule.is_for_all else "reached JOIN taking_part USING (rider_id, period_on)",
        of_rider=of_rider,
    )
    if rule.is_plain:
        return [Entry(*row) for row in await fetch(tx, sa.text(counted + STORE), values)]
    rows = await fetch(tx, sa.text(counted + _numbers(rule)), values)
    return await judged.put(tx, city_id, await _judged(tx, rule, rows, now))


def _numbers(rule: Rule) -> str:
    """SQL of the numbers by which the entries of this challenge are judged."""
    goal = rule.tree.goal
    none = ",".join("0" for _ in rule.steps)
    return NUMBERS.format(
        trips="coalesce(reached.trips, 0)" if rule.is_settled else "0",
        steps="coalesce(reached.steps, " * bool(rule.steps)
        + f"CAST('{{{none}}}' AS bigint[])"
        + ")" * bool(rule.steps),
        baseline=BASELINE.format(weeks=goal.baseline_weeks) if isinstance(goal, Improve) else "0",
    )


async def _judged(
    tx: AsyncConnection, rule: Rule, rows: Sequence[Sequence[Any]], now: datetime
) -> list[Judged]:
    """The entries of these rows of NUMBERS."""
    required = rule.tree.requires
    pairs = {(row[0], each) for row in rows for each in required}
    completed = await judged.completed(tx, pairs)
    found = []
    for rider_id, period_on, has_left, *row in rows:
        held = judged.held_of([*row, True, True])
        found.append(
            judging.judged(
                EntryKey(rule.challenge_id, rider_id, period_on),
                rule,
                held.numbers,
                held.said,
                at=now,
                now=now,
                is_allowed=all((rider_id, each) in completed for each in required),
                has_left=has_left,
            )
        )
    return found


def _values(city_id: str, rule: Rule, now: datetime) -> Mapping[str, Any]:
    periods = rule.window.periods()
    first_on, before = rule.compared_between
    return {
        "city_id": city_id,
        "challenge_id": rule.challenge_id,
        "first_on": rule.window.first_on,
        "periods_on": [each.period_on for each in periods],
        "start_at": [each.starts_at for each in periods],
        "ended_at": [each.ended_at for each in periods],
        "for_all": rule.is_for_all,
        "target": rule.tree.target,
        "version": rule.version,
        "is_paused": rule.is_paused,
        "now": now,
        "compared_from": first_on,
        "compared_before": before,
        "compared_since": datetime.combine(first_on - DAYS_AROUND, time(), UTC),
    }
