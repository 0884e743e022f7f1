"""Counts all entries of a challenge anew from all stored trips, or those of one rider: set-based. Functions
never decide or commit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.store import ENTRY, Entry
from services.challenges.matching.rules import Rule
from services.challenges.matching.sql import Literals, Values, counted
from services.challenges.tree.trees import Best, Distinct, Streak
from shared.db import fetch

FORGET_MARKS = "DELETE FROM marks WHERE challenge_id = :challenge_id {of_rider}"
LEAVE_MARKS = """
    INSERT INTO marks (challenge_id, rider_id, period_on, mark, trips, city_id)
    SELECT :challenge_id, rider_id, {period_on}, left_by.mark, count(*), :city_id
    FROM trips AS trip CROSS JOIN LATERAL ({marks}) AS left_by (mark)
    WHERE counts AND {is_counted} {of_rider}
    GROUP BY rider_id, {period_on}, left_by.mark
"""
SUMS = """
    SELECT rider_id, {period_on} AS period_on, sum({brings})::bigint AS progress
    FROM trips AS trip WHERE counts AND {is_counted} {of_rider} GROUP BY 1, 2
"""
OF_MARKS = """
    SELECT rider_id, period_on, {progress} AS progress FROM {marks} GROUP BY rider_id, period_on
"""
STORED_MARKS = """
    (SELECT rider_id, period_on, mark FROM marks
    WHERE challenge_id = :challenge_id AND trips > 0 {of_rider}) AS marks
"""
# Days, or weeks, in their order, and how many empty ones lie before each. What has as many before it as
# another, or up to `freezes` less, is in one streak with it.
DAYS_IN_ORDER = """
    (SELECT *, count(*) OVER (
        PARTITION BY rider_id, period_on ORDER BY empty RANGE BETWEEN {freezes} PRECEDING AND CURRENT ROW
    ) AS streak FROM (
        SELECT *, (mark::date - date '2000-01-03') / {step}
            - row_number() OVER (PARTITION BY rider_id, period_on ORDER BY mark) AS empty
        FROM {marks}
    ) AS ordered) AS days
"""
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
COUNT = """
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
    RETURNING {entry}
"""


async def count_anew(
    tx: AsyncConnection, city_id: str, rule: Rule, now: datetime, rider_id: UUID | None = None
) -> list[Entry]:
    """Count a challenge anew at `now` from all stored trips, for all riders or for one. Returns all its
    entries, also those that are as they were. An entry whose rider takes part no longer has progress 0."""
    of_rider = "AND rider_id = :rider_id" if rider_id else OF_ALL
    parameters = Values()
    counts = counted(rule, parameters)
    values = {**_values(city_id, rule, now), **parameters.by_name, "rider_id": rider_id}
    told = {**counts._asdict(), "of_rider": of_rider + ("" if rule.is_for_all else EVER_JOINED)}
    if counts.marks is not None:
        await fetch(tx, sa.text(FORGET_MARKS.format(of_rider=of_rider)), values)
        await fetch(tx, sa.text(LEAVE_MARKS.format(**told)), values)
        reached = progress_of_marks(rule, STORED_MARKS.format(of_rider=of_rider))
    else:
        reached = SUMS.format(**told)
    statement = COUNT.format(
        reached=reached,
        taking_part=TAKING_PART.format(of_rider=of_rider),
        who_rode="reached" if rule.is_for_all else "reached JOIN taking_part USING (rider_id, period_on)",
        of_rider=of_rider,
        entry=ENTRY,
    )
    return [Entry(*row) for row in await fetch(tx, sa.text(statement), values)]


def progress_of_marks(rule: Rule, marks: str) -> str:
    """SQL of the progress of entries by these marks."""
    goal = rule.tree.goal
    if isinstance(goal, Distinct):
        return OF_MARKS.format(progress="count(*)", marks=marks)
    if isinstance(goal, Best):
        return OF_MARKS.format(progress="max(mark)::bigint", marks=marks)
    assert isinstance(goal, Streak)
    step = 7 if goal.of == "weeks" else 1
    days = DAYS_IN_ORDER.format(freezes=goal.freezes, step=step, marks=marks)
    return OF_MARKS.format(progress="max(streak)", marks=days)


ALL_MARKS = """
    (SELECT trip.rider_id, {period_on} AS period_on, left_by.mark
    FROM trips AS trip CROSS JOIN LATERAL ({marks}) AS left_by (mark)
    WHERE counts AND {is_counted} {of_rider} GROUP BY 1, 2, 3) AS marks
"""
ENTERED = """
    AND EXISTS (SELECT FROM entries AS entry WHERE entry.challenge_id = '{challenge_id}'
        AND entry.rider_id = trip.rider_id AND entry.period_on = {period_on} AND NOT entry.has_left)
"""


def proof(rule: Rule) -> str:
    """SQL of how far riders are by all trips (rider_id, period_on, progress), to compare entries with. Where
    riders join, those are looked at who have an entry."""
    counts = counted(rule, Literals())
    entered = ENTERED.format(challenge_id=rule.challenge_id, period_on=counts.period_on)
    told = {**counts._asdict(), "of_rider": "" if rule.is_for_all else entered}
    if counts.marks is None:
        return SUMS.format(**told)
    return progress_of_marks(rule, ALL_MARKS.format(**told))


def _values(city_id: str, rule: Rule, now: datetime) -> Mapping[str, Any]:
    periods = rule.window.periods()
    return {
        "city_id": city_id,
        "challenge_id": rule.challenge_id,
        "first_on": rule.window.first_on,
        "periods_on": [each.period_on for each in periods],
        "start_at": [each.starts_at for each in periods],
        "ended_at": [each.ended_at for each in periods],
        "for_all": rule.is_for_all,
        "target": rule.target,
        "version": rule.version,
        "is_paused": rule.is_paused,
        "now": now,
    }
