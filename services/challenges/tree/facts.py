"""The facts of a challenge that conditions of guards can refer to. Pure."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from services.challenges.tree.trees import (
    AtMost,
    Best,
    Goal,
    Improve,
    Steps,
    Sum,
    Tree,
    Where,
    kind_of,
)
from shared.http.value_tags import VALUES
from shared.two_keys.rules import Fact, Facts, FactType

FACT_TYPES: Mapping[str, FactType] = {
    "goal_kind": "text",
    "measure": "list",
    "who": "text",
    "reward_points": "number",
    "periods": "number",
    "start_zone_ids": "list",
    "end_zone_ids": "list",
    "local_hours": "list",
    "weekdays": "list",
    "holdout_percent": "number",
    "campaign_id": "text",
    **{f"value_share:{tag}": "number" for tag in sorted(VALUES)},
}
"""All facts. Those that a challenge does not have are left out of its facts."""

FARTHEST_WEST = timedelta(hours=14)
"""More than any time zone is behind UTC, and less than a day with any that is ahead."""


def facts(tree: Tree) -> Facts:
    """The facts of a challenge. Of a goal of steps the measures and conditions of all steps are told, so that
    nothing is hidden in a step. `local_hours` are single hours (0 to 23), `weekdays` of the ISO week,
    `reward_points` all that an entry can give."""
    found: dict[str, Fact] = {
        "goal_kind": kind_of(tree.goal),
        "who": kind_of(tree.who),
        "reward_points": tree.reward_points,
        "periods": periods(tree),
        "holdout_percent": tree.holdout_percent,
        **{f"value_share:{tag}": share for tag, share in tree.value_tags.items()},
    }
    if tree.campaign_id is not None:
        found["campaign_id"] = str(tree.campaign_id)
    conditions = list(_conditions(tree))
    hours = {hour for each in conditions for hours in each.local_hours for hour in hours.all}
    lists = {
        "measure": sorted(set(_measures(tree.goal))),
        "start_zone_ids": sorted({zone_id for each in conditions for zone_id in each.start_zone_ids}),
        "end_zone_ids": sorted({zone_id for each in conditions for zone_id in each.end_zone_ids}),
        "local_hours": [str(hour) for hour in sorted(hours)],
        "weekdays": [str(day) for day in sorted({day for each in conditions for day in each.weekdays})],
    }
    return found | {name: texts for name, texts in lists.items() if texts}


def _conditions(tree: Tree) -> Iterator[Where]:
    yield tree.where
    if isinstance(tree.goal, Steps):
        yield from (step.where for step in tree.goal.steps)


def _measures(goal: Goal) -> Iterator[str]:
    if isinstance(goal, Steps):
        for step in goal.steps:
            yield from _measures(step)
    elif isinstance(goal, Sum | Best | AtMost | Improve):
        yield goal.measure


def periods(tree: Tree) -> int:
    """How many entries a rider can have, one for each period. Days and weeks are told from the length of the
    window, in which clocks move by an hour or two, so the city's time zone is not asked for."""
    if tree.period == "once":
        return 1
    if tree.period == "month":
        # The first instant of a month, wherever, is the first or second of that month in UTC 14 hours later.
        first, end = tree.starts_at + FARTHEST_WEST, tree.ends_at + FARTHEST_WEST
        return (end.year - first.year) * 12 + end.month - first.month
    length = timedelta(days=7 if tree.period == "week" else 1)
    return round((tree.ends_at - tree.starts_at) / length)
