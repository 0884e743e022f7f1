"""The table `baselines`: what riders brought in each ISO week, with which goals of kind `improve` compare.
Functions never decide or commit."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.rules import EntryKey, Gain, Week
from services.challenges.counting.store import KEY
from services.challenges.matching.rules import Rule
from services.challenges.tree.trees import Improve
from shared.db import by_column, fetch, unnest

COLUMNS = {"challenge_id": "uuid", "rider_id": "uuid", "week_on": "date", "brought": "bigint"}
ADD = sa.text(f"""
    INSERT INTO baselines ({", ".join(COLUMNS)}, city_id)
    SELECT {", ".join(COLUMNS)}, :city_id FROM {unnest(COLUMNS)} ORDER BY challenge_id, rider_id, week_on
    ON CONFLICT (challenge_id, rider_id, week_on) DO UPDATE SET brought = baselines.brought + excluded.brought
""")
OF_WEEKS = {"challenge_id": "uuid", "rider_id": "uuid", "week_on": "date", "weeks": "int"}
COMPARED = sa.text(f"""
    SELECT challenge_id, rider_id, period_on, max(week_on) FROM {unnest(OF_WEEKS)} JOIN entries
        USING (challenge_id, rider_id)
    WHERE date_trunc('week', period_on)::date > week_on
        AND date_trunc('week', period_on)::date <= week_on + 7 * weeks AND NOT has_left
    GROUP BY challenge_id, rider_id, period_on
""")


async def add(tx: AsyncConnection, city_id: str, gains: Mapping[Week, Gain]) -> dict[EntryKey, Week]:
    """Add to what riders brought in these weeks, or take away. Returns the entries that compare with them,
    each with one of these weeks."""
    rows = [(*week, gain.progress) for week, gain in gains.items() if gain.progress]
    if not rows:
        return {}
    await fetch(tx, ADD, {**by_column(COLUMNS, rows), "city_id": city_id})
    weeks = {week: weeks_before(gain.rule) for week, gain in gains.items() if gain.progress}
    looked_at = by_column(OF_WEEKS, [(*week, number) for week, number in weeks.items()])
    compared = await fetch(tx, COMPARED, looked_at)
    return {EntryKey(*row[:3]): Week(row[0], row[1], row[3]) for row in compared}


def weeks_before(rule: Rule) -> int:
    """How many weeks before a period a challenge compares with."""
    goal = rule.tree.goal
    return goal.baseline_weeks if isinstance(goal, Improve) else 0


OF_ENTRIES = {**KEY, "weeks": "int"}
SUMS = sa.text(f"""
    SELECT row.challenge_id, row.rider_id, period_on, sum(brought)::bigint
    FROM {unnest(OF_ENTRIES)} JOIN baselines
        ON baselines.challenge_id = row.challenge_id AND baselines.rider_id = row.rider_id
        AND week_on < date_trunc('week', period_on)::date
        AND week_on >= date_trunc('week', period_on)::date - 7 * weeks
    GROUP BY row.challenge_id, row.rider_id, period_on
""")


async def sums(tx: AsyncConnection, rules: Mapping[EntryKey, Rule]) -> dict[EntryKey, int]:
    """What the riders of these entries brought in the weeks before. Those of 0 may be left out."""
    rows = [(*key, weeks_before(rule)) for key, rule in rules.items()]
    if not rows:
        return {}
    return {EntryKey(*row[:3]): row[3] for row in await fetch(tx, SUMS, by_column(OF_ENTRIES, rows))}
