"""What must be counted anew when something is declared later. Pure."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from services.challenges.matching.rules import Rule
from services.challenges.matching.windows import DAYS_AROUND, Window
from services.challenges.tree.periods import starts_on
from services.challenges.tree.trees import Steps, Streak


def streaks_around(rules: Iterable[Rule], local_on: date) -> list[tuple[UUID, date]]:
    """The periods of these challenges, by challenge_id and first local day, in which an outage on this day
    may bridge something."""
    periods = [
        (rule.challenge_id, _period_around(rule.window, local_on)) for rule in rules if _has_streak(rule)
    ]
    return [(challenge_id, period_on) for challenge_id, period_on in periods if period_on]


def _has_streak(rule: Rule) -> bool:
    """Whether a challenge counts a streak, by itself or as a step."""
    goal = rule.tree.goal
    return any(isinstance(each, Streak) for each in (goal.steps if isinstance(goal, Steps) else (goal,)))


def _period_around(window: Window, local_on: date) -> date | None:
    if window.published.kind == "once":
        return (
            window.first_on
            if window.first_on - DAYS_AROUND <= local_on <= window.end_on + DAYS_AROUND
            else None
        )
    if not window.first_on <= local_on < window.end_on:
        return None
    return starts_on(window.published.kind, local_on)
