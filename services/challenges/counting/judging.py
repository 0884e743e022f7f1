"""Whether an entry is completed, and which levels are given: for goals of which the progress alone does not
tell it. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from services.challenges.counting.rules import EntryKey
from services.challenges.matching.rules import Rule
from services.challenges.tree.periods import settles_at
from services.challenges.tree.trees import AtMost, Improve


class Numbers(NamedTuple):
    """What is counted for an entry. `progress` is the sum, how many different ones, the best or the streak,
    and `steps` is how far each step is; `trips` are those that count; `baseline` is the rider's sum of the
    weeks before the period."""

    progress: int = 0
    trips: int = 0
    steps: tuple[int, ...] = ()
    baseline: int = 0


class Aim(NamedTuple):
    """How far an entry is, and how far it should be. `level` is how many levels it reaches."""

    progress: int
    target: int
    is_reached: bool
    level: int = 0


def aim(rule: Rule, period_on: date, numbers: Numbers) -> Aim:
    """How far these numbers bring an entry of the period that begins on this local day."""
    goal, progress = rule.tree.goal, numbers.progress
    if rule.steps:
        steps = zip(rule.steps, numbers.steps, strict=False)
        progress = sum(each >= (step.goal.target or 0) for step, each in steps)
    if rule.tree.levels:
        targets = [level.target for level in rule.tree.levels]
        above = [target for target in targets if target > progress]
        return Aim(progress, above[0] if above else targets[-1], not above, len(targets) - len(above))
    if isinstance(goal, Improve):
        target = improved(goal, numbers.baseline, rule.window.days_of(period_on))
    else:
        target = rule.target
    if isinstance(goal, AtMost):
        return Aim(progress, target, progress <= target and numbers.trips >= goal.trips_min)
    return Aim(progress, target, progress >= target)


def improved(goal: Improve, baseline: int, days: int) -> int:
    """The target of a rider who brought `baseline` in the weeks before a period of so many days.

    >>> goal = Improve("trips", percent=10, baseline_weeks=2, target_min=1, target_max=50)
    >>> [improved(goal, baseline, 7) for baseline in (0, 10, 11, 1_000)]
    [1, 6, 7, 50]
    """
    raised = baseline * days * (100 + goal.percent)
    per = 700 * goal.baseline_weeks
    return min(max((raised + per - 1) // per, goal.target_min), goal.target_max)


class Said(NamedTuple):
    """What is known and said of an entry. `completed_at` is when we first knew that it is completed,
    `levels_at` the same of each level that is reached; `is_given` and `level_given` is what was said of
    it."""

    completed_at: datetime | None = None
    is_given: bool = False
    levels_at: tuple[datetime, ...] = ()
    level_given: int = 0


def said(before: Said, aim: Aim, at: datetime, *, is_held_back: bool, is_paused: bool) -> Said:
    """What is known and said from `at` on. While something holds the entry back, nothing is completed; while
    the challenge is paused, what is new waits, and what is taken back is said."""
    is_completed = aim.is_reached and not is_held_back
    level = 0 if is_held_back else aim.level
    known: Sequence[datetime] = before.levels_at[:level]
    return Said(
        completed_at=(before.completed_at or at) if is_completed else None,
        is_given=is_completed and (before.is_given or not is_paused),
        levels_at=(*known, *[at] * (level - len(known))),
        level_given=min(level, before.level_given) if is_paused else level,
    )


class Held(NamedTuple):
    """An entry as it is stored, which nobody else changes meanwhile."""

    numbers: Numbers
    target: int
    said: Said
    is_decided: bool
    is_allowed: bool


NOTHING = Held(Numbers(), 0, Said(), is_decided=True, is_allowed=True)
"""Of an entry that is not there."""


class Judged(NamedTuple):
    """An entry as it is to be stored. Nothing is completed before `settles_at`, where there is one, and while
    something that is required is not completed (`is_allowed`)."""

    key: EntryKey
    version: int
    numbers: Numbers
    progress: int
    target: int
    said: Said
    is_paused: bool
    judged_at: datetime
    has_left: bool
    settles_at: datetime | None
    is_decided: bool
    is_allowed: bool

    def changes(self, before: Held) -> bool:
        """Whether anything is otherwise than before."""
        now = Held(self.numbers, self.target, self.said, self.is_decided, self.is_allowed)
        return now != before


def judged(
    key: EntryKey,
    rule: Rule,
    numbers: Numbers,
    before: Said,
    *,
    at: datetime,
    now: datetime,
    is_allowed: bool,
    has_left: bool = False,
) -> Judged:
    """An entry with these numbers. `at` is when what moved it happened, `now` tells whether its period is
    settled."""
    far = aim(rule, key.period_on, numbers)
    settling_at = settles_at(rule.period(key.period_on).ended_at) if rule.is_settled else None
    is_decided = settling_at is None or settling_at <= now
    return Judged(
        key,
        rule.version,
        numbers,
        far.progress,
        far.target,
        said(
            before,
            far,
            at,
            is_held_back=has_left or not is_decided or not is_allowed,
            is_paused=rule.is_paused,
        ),
        rule.is_paused,
        at,
        has_left,
        settling_at,
        is_decided,
        is_allowed,
    )
