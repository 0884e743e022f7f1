"""A published challenge, compiled: which trips it counts, and what they bring. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from services.challenges.matching import windows
from services.challenges.matching.deeds import BIKE_SHARE, Deed
from services.challenges.matching.goals import SHIPPED, Brings, MarksOf, brings, marks_of
from services.challenges.matching.wheres import Conditions, Test, ZonesWithin, conditions_of
from services.challenges.matching.windows import PeriodOn, Window, open_window
from services.challenges.tree.joining import is_held_out
from services.challenges.tree.periods import starts_on
from services.challenges.tree.trees import (
    All,
    AtMost,
    Best,
    City,
    Distinct,
    Improve,
    Pairs,
    Steps,
    Streak,
    Sum,
    Teams,
    Tree,
    kind_of,
)
from services.challenges.tree.trees import Step as StepTree


class Known(Struct, frozen=True):
    """What a version keeps from its first publishing: zones in which others lie, each with all zones in it;
    the topmost zone of each zone; and the CO2e that a kilometre saves, by vehicle type, with the factor set
    and the counterfactual that say so."""

    zones_within: ZonesWithin
    districts: Mapping[str, str]
    saved_mg_per_km: Mapping[str, int]
    factor_set_id: str = SHIPPED.factor_set_id
    counterfactual_id: str = SHIPPED.counterfactual_id


class PeriodOfRule(NamedTuple):
    """A period of a challenge: when it ends, and its challenge_id and first local day as texts."""

    ended_at: datetime
    texts: tuple[str, str]


class Step(NamedTuple):
    """A step of a goal, compiled: its conditions and the body's, and what a trip that meets them brings."""

    goal: StepTree
    conditions: Conditions
    tests: Sequence[Test]
    brings: Brings | None
    marks: MarksOf | None

    def counts(self, deed: Deed) -> bool:
        """Whether this step counts a trip of the window."""
        return all(is_met(deed) for is_met in self.tests)


@dataclass(frozen=True)
class Rule:
    """A published challenge in its version in force. `by_operator`: only that operator's trips are counted;
    None: anybody's. Either `brings`, `marks` or `steps` says what a counted trip brings. `holdout_percent`:
    of so many percent of riders nothing is counted. `is_plain`: an entry is completed at one target, whatever
    else there is."""

    challenge_id: UUID
    version: int
    is_paused: bool
    window: Window
    period_on: PeriodOn
    by_operator: str | None
    conditions: Conditions
    tests: Sequence[Test]
    tree: Tree
    known: Known
    brings: Brings | None = None
    marks: MarksOf | None = None
    holdout_percent: int = 0
    steps: Sequence[Step] = ()
    is_plain: bool = True

    @property
    def is_settled(self) -> bool:
        """Whether its entries are decided only when their period is settled."""
        return isinstance(self.tree.goal, AtMost)

    @cached_property
    def compared_between(self) -> tuple[date, date]:
        """The Mondays from which (inclusive) to which (exclusive) riders are compared with their own weeks
        before a period: none, but of a goal of kind `improve`."""
        first_on, last_on = (starts_on("week", day) for day in (self.window.first_on, self.window.last_on))
        goal = self.tree.goal
        weeks = goal.baseline_weeks if isinstance(goal, Improve) else 0
        return first_on - timedelta(days=7 * weeks), last_on if weeks else first_on

    def compared_on(self, deed: Deed) -> date | None:
        """The Monday of the week of a trip with which riders are compared, whoever rode it; None if they are
        not."""
        week_on = starts_on("week", deed.local_on)
        first_on, before = self.compared_between
        if not first_on <= week_on < before:
            return None
        if self.by_operator is not None and self.by_operator != deed.operator_id:
            return None
        return week_on if all(is_met(deed) for is_met in self.tests) else None

    @property
    def is_for_all(self) -> bool:
        """Whether everybody takes part without joining."""
        return isinstance(self.tree.who, All)

    @cached_property
    def is_for_groups(self) -> bool:
        """Whether riders take part with their team, their workplace or their pair."""
        return isinstance(self.tree.who, Teams | Pairs)

    @cached_property
    def kind(self) -> str:
        """The kind of its goal."""
        return kind_of(self.tree.goal)

    @cached_property
    def unit(self) -> str:
        """What progress is counted in."""
        return self.tree.unit

    @cached_property
    def target(self) -> int:
        """What completes an entry."""
        target = self.tree.target
        assert target is not None
        return target

    def period(self, period_on: date) -> PeriodOfRule:
        """The period that begins on this day."""
        found = self._periods.get(period_on)
        if found is None:
            ended_at = self.window.period(period_on).ended_at
            texts = str(self.challenge_id), str(period_on)
            found = self._periods[period_on] = PeriodOfRule(ended_at, texts)
        return found

    @cached_property
    def _periods(self) -> dict[date, PeriodOfRule]:
        return {}

    def is_kept_from(self, rider_id: UUID) -> bool:
        """Whether the rider is held out, so that nothing of the rider's is counted."""
        return self.holdout_percent > 0 and is_held_out(self.challenge_id, rider_id, self.holdout_percent)

    def period_of(self, deed: Deed) -> date | None:
        """The first local day of the period in which this trip is counted, whoever rode it; None if it is
        not."""
        if self.by_operator is not None and self.by_operator != deed.operator_id:
            return None
        for is_met in self.tests:
            if not is_met(deed):
                return None
        return self.period_on(deed)

    def reason(self, deed: Deed, takes_part: bool) -> str | None:
        """Why this trip of a rider who takes part, or does not, is not counted; None if it is."""
        if self.period_on(deed) is None:
            return "outside_window"
        if not takes_part:
            return "not_taking_part"
        if self.by_operator not in (None, deed.operator_id):
            return "another_operator"
        if not self.steps:
            return self.conditions.reason(deed)
        if any(step.counts(deed) for step in self.steps):
            return None
        if deed.service != BIKE_SHARE and deed.service not in self.tree.where.services:
            return "steps"
        return self.conditions.reason(deed) or "steps"


def compiled(
    challenge_id: UUID,
    version: int,
    tree: Tree,
    known: Known,
    *,
    is_paused: bool,
    closed_at: datetime | None,
    zone: tzinfo,
    by_operator: str | None,
) -> Rule:
    """The rule of a version of a challenge, which may be paused, or was closed. `zone` is the city's time
    zone."""
    window = open_window(tree.window(zone), closed_at)
    goal, rates = tree.goal, known.saved_mg_per_km
    conditions = conditions_of([tree.where], known.zones_within)
    by_marks = goal if isinstance(goal, Distinct | Streak | Best) else None
    steps = [_step(step, tree, known) for step in goal.steps] if isinstance(goal, Steps) else []
    is_simple = by_marks is not None or isinstance(goal, Sum)
    return Rule(
        challenge_id=challenge_id,
        version=version,
        is_paused=is_paused,
        window=window,
        period_on=windows.compiled(window),
        by_operator=by_operator,
        conditions=conditions,
        tests=[lambda deed: any(step.counts(deed) for step in steps)] if steps else conditions.tests,
        tree=tree,
        known=known,
        brings=brings(goal.measure, rates) if isinstance(goal, Sum | AtMost | Improve) else None,
        marks=marks_of(by_marks, conditions.of_end, known.districts, rates) if by_marks else None,
        # In a goal of the city everybody's trips count: only the reward is held back.
        holdout_percent=0 if isinstance(tree.who, City) else tree.holdout_percent,
        steps=steps,
        is_plain=is_simple and not tree.levels and not tree.requires,
    )


def _step(goal: StepTree, tree: Tree, known: Known) -> Step:
    conditions, rates = conditions_of([tree.where, goal.where], known.zones_within), known.saved_mg_per_km
    return Step(
        goal,
        conditions,
        conditions.tests,
        brings(goal.measure, rates) if isinstance(goal, Sum) else None,
        None if isinstance(goal, Sum) else marks_of(goal, conditions.of_end, known.districts, rates),
    )


class Match(NamedTuple):
    """A trip that a rule counts, and the first local day of the period in which it does."""

    rule: Rule
    period_on: date


def slow_matches(rules: Sequence[Rule], deed: Deed) -> list[Match]:
    """The rules that count this trip, each asked: what an index must find faster."""
    found = ((rule, rule.period_of(deed)) for rule in rules)
    return [Match(rule, period_on) for rule, period_on in found if period_on is not None]
