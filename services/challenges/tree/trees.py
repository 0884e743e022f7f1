"""A challenge as the engine reads it: plain values with all defaults filled in, made from the stored body.
Pure.

The names are the body's. A condition that is left out is an empty tuple, or None for a range.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from services.challenges.tree.periods import Window
from services.challenges.tree.words import (
    DistanceSource,
    Measure,
    MeasureOfOne,
    Of,
    PairMode,
    PeriodKind,
    StreakOf,
    TeamKind,
    VehicleType,
)


class Hours(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Local hours from `from_` (inclusive) to `to` (exclusive), past midnight where `from_` is the larger."""

    from_: int
    to: int

    @property
    def all(self) -> frozenset[int]:
        """The hours, 0 to 23. Of a range past midnight the later ones are of the next local day."""
        if self.from_ < self.to:
            return frozenset(range(self.from_, self.to))
        return frozenset(range(self.from_, 24)) | frozenset(range(self.to))


class Range(Struct, frozen=True):
    """Whole numbers, both bounds included. None: no bound, but the value must be known."""

    min: int | None = None
    max: int | None = None


class Corridor(Struct, frozen=True):
    """Zones in the order in which they are passed."""

    zone_ids_in_order: tuple[str, ...]


class Where(Struct, frozen=True):
    """Conditions: all must hold, of a list any."""

    services: tuple[str, ...] = ()
    vehicle_types: tuple[VehicleType, ...] = ()
    weekdays: tuple[int, ...] = ()
    local_hours: tuple[Hours, ...] = ()
    day_tags_any: tuple[str, ...] = ()
    distance_sources: tuple[DistanceSource, ...] = ()
    distance_m: Range | None = None
    duration_s: Range | None = None
    climb_m: Range | None = None
    start_station_ids: tuple[str, ...] = ()
    end_station_ids: tuple[str, ...] = ()
    start_zone_ids: tuple[str, ...] = ()
    end_zone_ids: tuple[str, ...] = ()
    corridor: Corridor | None = None
    station_ids: tuple[str, ...] = ()
    zone_ids: tuple[str, ...] = ()
    bonus_stations: bool = False


NO_CONDITION = Where()


class Sum(Struct, frozen=True, tag="sum", tag_field="kind"):
    """The sum of the measure. `target` is None where there are levels, here and below."""

    measure: Measure
    target: int | None = None
    where: Where = NO_CONDITION


class Distinct(Struct, frozen=True, tag="distinct", tag_field="kind"):
    """How many different ones."""

    of: Of
    target: int | None = None
    where: Where = NO_CONDITION


class Streak(Struct, frozen=True, tag="streak", tag_field="kind"):
    """Days or weeks with a counted trip, at most `freezes` empty ones between them."""

    of: StreakOf
    target: int | None = None
    freezes: int = 0
    where: Where = NO_CONDITION


class Best(Struct, frozen=True, tag="best", tag_field="kind"):
    """The largest counted trip."""

    measure: MeasureOfOne
    target: int | None = None
    where: Where = NO_CONDITION


class AtMost(Struct, frozen=True, tag="at_most", tag_field="kind"):
    """The sum, which must not exceed the target, with `trips_min` counted trips."""

    measure: Measure
    target: int
    trips_min: int


class Improve(Struct, frozen=True, tag="improve", tag_field="kind"):
    """The sum, compared with the rider's own of the weeks before. It has no target of its own."""

    measure: Measure
    percent: int
    baseline_weeks: int
    target_min: int
    target_max: int


Step = Sum | Distinct | Streak | Best
"""A part of a goal of steps. Its own `where` holds besides the body's."""


class Steps(Struct, frozen=True, tag="steps", tag_field="kind"):
    """How many of the steps are done; `need` complete it."""

    steps: tuple[Step, ...]
    need: int


Goal = Sum | Distinct | Streak | Best | AtMost | Improve | Steps
"""The goal of a challenge. The `where` of one that is no step is empty: the body's holds."""


class All(Struct, frozen=True, tag="all", tag_field="kind"):
    """Every rider."""


class Joined(Struct, frozen=True, tag="joined", tag_field="kind"):
    """Who has joined."""


class Teams(Struct, frozen=True, tag="teams", tag_field="kind"):
    """Teams or workplaces. `member_min` None: one counted trip."""

    of: TeamKind
    size_max: int
    member_min: int | None = None


class Pairs(Struct, frozen=True, tag="pairs", tag_field="kind"):
    """Two riders."""

    mode: PairMode


class City(Struct, frozen=True, tag="city", tag_field="kind"):
    """Everybody's trips; who has joined is rewarded. `member_min` None: one counted trip."""

    member_min: int | None = None


Who = All | Joined | Teams | Pairs | City


class Tickets(Struct, frozen=True):
    """Tickets of a draw."""

    draw_id: UUID
    count: int


class Reward(Struct, frozen=True):
    """What an entry gives."""

    points: int = 0
    badge_id: str | None = None
    tickets: Tickets | None = None


class Level(Struct, frozen=True):
    """A stage of an entry, and what it gives."""

    target: int
    points: int
    badge_id: str | None = None


class Group(Struct, frozen=True):
    """Challenges of which a rider can be in `choose` at a time."""

    group_id: str
    choose: int


class Tree(Struct, frozen=True, kw_only=True):
    """A challenge. Exactly one of `reward` and `levels` is there. Instants are in UTC."""

    name: dict[str, str]
    description: dict[str, str] = {}
    goal: Goal
    where: Where = NO_CONDITION
    period: PeriodKind = "once"
    who: Who
    reward: Reward | None = None
    levels: tuple[Level, ...] = ()
    starts_at: datetime
    ends_at: datetime
    requires: tuple[UUID, ...] = ()
    group: Group | None = None
    campaign_id: UUID | None = None
    value_tags: dict[str, int] = {}
    holdout_percent: int = 0
    template: str | None = None
    proposal_id: UUID | None = None

    @property
    def unit(self) -> str:
        """What progress is counted in: a measure, things that differ, or steps."""
        return unit_of(self.goal)

    @property
    def target(self) -> int | None:
        """What completes an entry: the last target where there are levels, and None of `improve`, where each
        rider has one."""
        if self.levels:
            return self.levels[-1].target
        if isinstance(self.goal, Steps):
            return self.goal.need
        return None if isinstance(self.goal, Improve) else self.goal.target

    @property
    def reward_points(self) -> int:
        """All points that an entry can give."""
        if self.reward is not None:
            return self.reward.points
        return sum(level.points for level in self.levels)

    def window(self, zone: tzinfo) -> Window:
        """The window in the city's time zone."""
        return Window(self.starts_at, self.ends_at, self.period, zone)


def unit_of(goal: Goal) -> str:
    """What the progress of a goal, or of a step, is counted in."""
    if isinstance(goal, Steps):
        return "steps"
    return goal.of if isinstance(goal, Distinct | Streak) else goal.measure


def kind_of(value: Goal | Who) -> str:
    """The kind of a goal, or of who takes part, as the body names it."""
    kind = value.__struct_config__.tag
    assert isinstance(kind, str)
    return kind


def tree_of(body: Mapping[str, Any]) -> Tree:
    """The tree of a stored body, which was checked before it was stored."""
    return msgspec.convert(body, Tree)
