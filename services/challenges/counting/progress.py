"""SQL of how far entries are: by the marks that are stored, or by all trips. Pure."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from services.challenges.counting.rules import prefix_of_step
from services.challenges.matching.rules import Rule
from services.challenges.matching.sql import WEEK_ON, Counted, Literals, Values, compared, counted, counted_by
from services.challenges.tree.trees import AtMost, Best, Distinct, Goal, Improve, Streak

SUMS = """
    SELECT rider_id, {period_on} AS period_on, sum({brings})::bigint AS progress, count(*) AS trips
    FROM trips AS trip WHERE counts AND {is_counted} {of_rider} GROUP BY 1, 2
"""
OF_MARKS = """
    SELECT rider_id, period_on, {progress} AS progress FROM {marks} GROUP BY rider_id, period_on
"""
STORED_MARKS = """
    (SELECT rider_id, period_on, substr(mark, {begins}) AS mark FROM marks
    WHERE challenge_id = :challenge_id AND trips > 0 AND starts_with(mark, '{prefix}') {of_rider}) AS marks
"""
ALL_MARKS = """
    (SELECT trip.rider_id, {period_on} AS period_on, left_by.mark
    FROM trips AS trip CROSS JOIN LATERAL ({marks}) AS left_by (mark)
    WHERE counts AND {is_counted} {of_rider} GROUP BY 1, 2, 3) AS marks
"""
# Days, or weeks, in their order, and how many empty ones lie before each: those of outage are not empty. What
# has as many before it as another, or up to `freezes` less, is in one streak with it.
DAYS_IN_ORDER = """
    (SELECT *, count(*) OVER (
        PARTITION BY rider_id, period_on ORDER BY empty RANGE BETWEEN {freezes} PRECEDING AND CURRENT ROW
    ) AS streak FROM (
        SELECT marks.*, (mark::date - date '2000-01-03') / {step} - row_number() OVER in_order
            - (SELECT count(*) FROM {outages} AS before WHERE before.began_on <= mark::date)
            + count(outages.began_on) OVER in_order AS empty
        FROM {marks} LEFT JOIN {outages} AS outages ON outages.began_on = mark::date
        WINDOW in_order AS (PARTITION BY rider_id, period_on ORDER BY mark)
    ) AS ordered) AS days
"""
OUTAGES = "(SELECT DISTINCT {began_on} AS began_on FROM outages)"
STEPS = """
    SELECT rider_id, period_on, count(*) FILTER (WHERE progress >= target) AS progress,
        ARRAY[{steps}] AS steps
    FROM ({of_steps}) AS steps GROUP BY rider_id, period_on
"""
STEP = """
    SELECT rider_id, period_on, progress, {place} AS place, {target}::bigint AS target
    FROM ({reached}) AS of_step
"""
ENTERED = """
    AND EXISTS (SELECT FROM entries AS entry WHERE entry.challenge_id = '{challenge_id}'
        AND entry.rider_id = trip.rider_id AND entry.period_on = {period_on} AND NOT entry.has_left)
"""
MONDAY = "CAST(date_trunc('week', reached.period_on) AS date)"
BROUGHT_BEFORE = """
    coalesce((
        SELECT sum({brings}) FROM trips AS trip WHERE counts AND trip.rider_id = reached.rider_id
            AND {is_compared} AND trip.local_on < {monday} AND trip.local_on >= {monday} - 7 * {weeks}
    ), 0)::bigint
"""
DAYS_OF_PERIODS = {
    "day": "1",
    "week": "7",
    "month": "extract(day FROM date_trunc('month', reached.period_on) + interval '1 month - 1 day')::bigint",
}
PROOF = """
    SELECT rider_id, period_on, progress, ({target})::bigint AS target, ({is_reached}) AS is_reached,
        ({level})::int AS level, {steps} AS steps
    FROM (SELECT *, ({target}) AS target FROM ({reached}) AS reached) AS reached
"""


class Part(NamedTuple):
    """What is counted for itself: the goal, or one of its steps, whose marks begin with `prefix`."""

    prefix: str
    goal: Goal
    counts: Counted


def parts_of(rule: Rule, values: Values) -> list[Part]:
    """The goal of a challenge, or its steps, with what each counts."""
    if not rule.steps:
        return [Part("", rule.tree.goal, counted(rule, values))]
    return [
        Part(prefix_of_step(place), step.goal, counted_by(step, rule, values))
        for place, step in enumerate(rule.steps)
    ]


def reached_by(rule: Rule, parts: Sequence[Part], marks_of: Callable[[Part], str], of_rider: str) -> str:
    """SQL of rider_id, period_on and progress, with the trips of sums, and how far each step is."""
    of_parts = [
        progress_of_marks(part.goal, marks_of(part))
        if part.counts.marks is not None
        else SUMS.format(**part.counts._asdict(), of_rider=of_rider)
        for part in parts
    ]
    if not rule.steps:
        return of_parts[0]
    places = range(len(parts))
    return STEPS.format(
        steps=", ".join(f"coalesce(max(progress) FILTER (WHERE place = {place}), 0)" for place in places),
        of_steps=" UNION ALL ".join(
            STEP.format(place=place, target=rule.steps[place].goal.target, reached=of_parts[place])
            for place in places
        ),
    )


def stored_marks(of_rider: str) -> Callable[[Part], str]:
    """The marks that are stored of a part."""
    return lambda part: STORED_MARKS.format(
        begins=len(part.prefix) + 1, prefix=part.prefix, of_rider=of_rider
    )


def progress_of_marks(goal: Goal, marks: str) -> str:
    """SQL of how far those are who have left these marks (rider_id, period_on, mark)."""
    if isinstance(goal, Distinct):
        return OF_MARKS.format(progress="count(*)", marks=marks)
    if isinstance(goal, Best):
        return OF_MARKS.format(progress="max(mark)::bigint", marks=marks)
    assert isinstance(goal, Streak)
    of_weeks = goal.of == "weeks"
    began_on = "date_trunc('week', local_on)::date" if of_weeks else "local_on"
    days = DAYS_IN_ORDER.format(
        freezes=goal.freezes,
        step=7 if of_weeks else 1,
        marks=marks,
        outages=OUTAGES.format(began_on=began_on),
    )
    return OF_MARKS.format(progress="max(streak)", marks=days)


def proof(rule: Rule, of_riders: str = "") -> str:
    """SQL of how far riders are by all trips, and what follows for what they are given (rider_id, period_on,
    progress, target, is_reached, level, steps), to compare entries with. Where riders join, those are looked
    at who have an entry; where all take part, those that `of_riders` lets in."""
    literals = Literals()
    parts = parts_of(rule, literals)
    entered = ENTERED.format(challenge_id=rule.challenge_id, period_on=parts[0].counts.period_on)
    of_rider = of_riders if rule.is_for_all else entered

    def all_marks(part: Part) -> str:
        return ALL_MARKS.format(**part.counts._asdict(), of_rider=of_rider)

    goal, levels = rule.tree.goal, rule.tree.levels
    is_reached = "progress >= target"
    if isinstance(goal, AtMost):
        is_reached = f"progress <= target AND trips >= {goal.trips_min}"
    return PROOF.format(
        reached=reached_by(rule, parts, all_marks, of_rider),
        target=_target(rule, literals),
        is_reached=is_reached,
        level=" + ".join(f"(progress >= {level.target})::int" for level in levels) or "0",
        steps="steps" if rule.steps else "CAST('{}' AS bigint[])",
    )


def _target(rule: Rule, values: Values) -> str:
    goal, levels = rule.tree.goal, rule.tree.levels
    if levels:
        above = " ".join(f"WHEN progress < {level.target} THEN {level.target}" for level in levels)
        return f"CASE {above} ELSE {levels[-1].target} END"
    if not isinstance(goal, Improve):
        return str(rule.target)
    compares = compared(rule, values)
    before = BROUGHT_BEFORE.format(**compares._asdict(), monday=MONDAY, weeks=goal.baseline_weeks)
    days = DAYS_OF_PERIODS.get(rule.tree.period, str(rule.window.days_of(rule.window.first_on)))
    per = 700 * goal.baseline_weeks
    raised = f"({before} * {days} * {100 + goal.percent} + {per - 1}) / {per}"
    return f"least(greatest({raised}, {goal.target_min}), {goal.target_max})"


LEAVE_MARKS = """
    INSERT INTO marks (challenge_id, rider_id, period_on, mark, trips, city_id)
    SELECT :challenge_id, rider_id, {period_on}, '{prefix}' || left_by.mark, count(*), :city_id
    FROM trips AS trip CROSS JOIN LATERAL ({marks}) AS left_by (mark)
    WHERE counts AND {is_counted} {of_rider}
    GROUP BY rider_id, {period_on}, left_by.mark
"""
LEAVE_BASELINES = f"""
    INSERT INTO baselines (challenge_id, rider_id, week_on, brought, city_id)
    SELECT :challenge_id, rider_id, {WEEK_ON}, sum({{brings}}), :city_id FROM trips AS trip
    WHERE counts AND {{is_compared}} AND trip.local_on >= :compared_from AND trip.local_on < :compared_before
        AND trip.started_at >= :compared_since {{of_rider}}
    GROUP BY rider_id, {WEEK_ON}
"""


def leaving_marks(part: Part, of_rider: str) -> str:
    """The statement that stores the marks of a part."""
    return LEAVE_MARKS.format(**part.counts._asdict(), prefix=part.prefix, of_rider=of_rider)


def leaving_baselines(rule: Rule, values: Values, of_rider: str) -> str:
    """The statement that stores what riders brought in the weeks with which the challenge compares."""
    return LEAVE_BASELINES.format(**compared(rule, values)._asdict(), of_rider=of_rider)
