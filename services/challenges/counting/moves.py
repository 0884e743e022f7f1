"""Count what trips changed, and judge the entries that they moved, inside a transaction. Nothing is said
here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting import baselines, judged, judging, store
from services.challenges.counting.judging import Numbers
from services.challenges.counting.rules import EntryKey, Gain, Week, prefix_of, prefix_of_step
from services.challenges.counting.store import BEST, DAYS, Entry
from services.challenges.counting.streaks import longest_streak
from services.challenges.matching.rules import Rule
from services.challenges.tree.trees import Best, Distinct, Goal, Improve, Streak

Part = tuple[EntryKey, str]
"""An entry, or one of its steps by the prefix of its marks, which is empty where there are no steps."""


class Moved(NamedTuple):
    """By how much parts have more `different` marks, and from where to where the best or the streak went."""

    different: Mapping[Part, int]
    best: Mapping[Part, tuple[int, int]]

    def by(self, part: Part, goal: Goal) -> int:
        """By how much the progress of an entry changes through its marks."""
        if isinstance(goal, Distinct):
            return self.different.get(part, 0)
        before, after = self.best.get(part, (0, 0))
        return after - before


async def count(
    tx: AsyncConnection, city_id: str, gains: Mapping[EntryKey, Gain], now: datetime
) -> list[Entry]:
    """Count what entries gained. Returns those that were moved. The number of statements does not depend on
    how many there are, and goals of which the progress tells all need none of the others."""
    moved = await _moved(tx, city_id, gains)
    progress = {
        key: gain.progress + (moved.by((key, ""), gain.rule.tree.goal) if gain.rule.marks else 0)
        for key, gain in gains.items()
    }
    plain = {key: gain for key, gain in gains.items() if gain.rule.is_plain}
    entries = await store.add_progress(tx, city_id, plain, progress)
    if len(plain) < len(gains):
        others = {key: gain for key, gain in gains.items() if not gain.rule.is_plain}
        entries += await _judge_moved(tx, city_id, others, progress, moved, now)
    return entries


async def _moved(tx: AsyncConnection, city_id: str, gains: Mapping[EntryKey, Gain]) -> Moved:
    """Leave the marks of these gains."""
    marked = {key: gain for key, gain in gains.items() if gain.marks or gain.bridged}
    if not marked:
        return Moved({}, {})
    different = await store.add_marks(tx, city_id, marked)
    goals = {(key, prefix): goal for key, gain in marked.items() for prefix, goal in _marked_goals(gain)}
    best: dict[Part, tuple[int, int]] = {}
    looked_for = [part for part, goal in goals.items() if isinstance(goal, Best)]
    if looked_for:
        for part, standing in (await store.standing(tx, BEST, looked_for)).items():
            best[part] = standing.progress, standing.marks
    streaks = {part: goal for part, goal in goals.items() if isinstance(goal, Streak)}
    if streaks:
        for part, standing in (await store.standing(tx, DAYS, streaks)).items():
            goal = streaks[part]
            streak = longest_streak(standing.marks, goal.of, goal.freezes, standing.outages)
            best[part] = standing.progress, streak
    return Moved(different, best)


def _marked_goals(gain: Gain) -> Iterable[tuple[str, Goal]]:
    """The goal, or the steps, of which a gain has marks, or which are streaks between which days bridge."""
    if not gain.rule.steps:
        return [("", gain.rule.tree.goal)]
    prefixes = {prefix_of(mark) for mark in gain.marks}
    steps = ((prefix_of_step(place), step.goal) for place, step in enumerate(gain.rule.steps))
    return [
        (prefix, goal)
        for prefix, goal in steps
        if prefix in prefixes or (gain.bridged and isinstance(goal, Streak))
    ]


def _steps(key: EntryKey, gain: Gain, before: Sequence[int], moved: Moved) -> tuple[int, ...]:
    """How far each step is."""
    found = []
    for place, step in enumerate(gain.rule.steps):
        part, known = (key, prefix_of_step(place)), before[place] if before else 0
        if step.brings:
            known += gain.steps.get(place, 0)
        elif isinstance(step.goal, Distinct):
            known += moved.different.get(part, 0)
        elif part in moved.best:
            known = moved.best[part][1]
        found.append(known)
    return tuple(found)


async def _judge_moved(
    tx: AsyncConnection,
    city_id: str,
    gains: Mapping[EntryKey, Gain],
    progress: Mapping[EntryKey, int],
    moved: Moved,
    now: datetime,
) -> list[Entry]:
    def numbers(key: EntryKey, before: Numbers) -> Numbers:
        gain = gains[key]
        return before._replace(
            progress=before.progress + progress[key],
            trips=before.trips + gain.trips if gain.rule.is_settled else 0,
            steps=_steps(key, gain, before.steps, moved),
        )

    rules = {key: gain.rule for key, gain in gains.items()}
    return await judge(tx, city_id, rules, numbers, lambda key: gains[key].cause.time, now)


def as_before(_: EntryKey, numbers: Numbers) -> Numbers:
    """The numbers of an entry of which no trip counts anew."""
    return numbers


async def judge(
    tx: AsyncConnection,
    city_id: str,
    rules: Mapping[EntryKey, Rule],
    numbers_of: Callable[[EntryKey, Numbers], Numbers],
    at: Callable[[EntryKey], datetime],
    now: datetime,
) -> list[Entry]:
    """Judge these entries by what their numbers become. `at` is when what moved an entry happened. Returns
    those of which something is otherwise."""
    held = await judged.hold(tx, city_id, {key: rule.version for key, rule in rules.items()}, now)
    compared = {key: rule for key, rule in rules.items() if isinstance(rule.tree.goal, Improve)}
    brought = await baselines.sums(tx, compared)
    required = {(key.rider_id, each) for key, rule in rules.items() for each in rule.tree.requires}
    completed = await judged.completed(tx, required)
    found = []
    for key, before in held.items():
        rule = rules[key]
        numbers = numbers_of(key, before.numbers)
        entry = judging.judged(
            key,
            rule,
            numbers._replace(baseline=brought.get(key, 0)),
            before.said,
            at=at(key),
            now=now,
            is_allowed=all((key.rider_id, each) in completed for each in rule.tree.requires),
        )
        if entry.changes(before):
            found.append(entry)
    return await judged.put(tx, city_id, found)


async def compare(
    tx: AsyncConnection, city_id: str, weeks: Mapping[Week, Gain], gains: dict[EntryKey, Gain]
) -> None:
    """Store what riders brought in weeks with which they are compared, and add the entries that compare with
    them to those that gain something: it moves their targets."""
    for key, week in (await baselines.add(tx, city_id, weeks)).items():
        gain = weeks[week]
        gains.setdefault(key, Gain(gain.rule, gain.cause))
