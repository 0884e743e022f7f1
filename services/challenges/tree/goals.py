"""Request models: what must be reached, one model for each kind of goal."""

from typing import Annotated, Literal

from pydantic import Field

from services.challenges.tree.where import WhereBody
from services.challenges.tree.words import (
    DISTINCT_TARGET_MAX,
    STREAK_TARGET_MAX,
    TARGET_MAX,
    Measure,
    MeasureOfOne,
    Of,
    StreakOf,
)
from shared.http.bodies import Body, WholeNumber

Target = Annotated[WholeNumber, Field(ge=1, le=TARGET_MAX)]
"""In the unit of the measure."""
DistinctTarget = Annotated[WholeNumber, Field(ge=1, le=DISTINCT_TARGET_MAX)]
StreakTarget = Annotated[WholeNumber, Field(ge=1, le=STREAK_TARGET_MAX)]
Freezes = Annotated[WholeNumber, Field(ge=0, le=7)]


class SumGoal(Body):
    """As much of the measure over all counted trips. The target is left out where there are levels."""

    kind: Literal["sum"]
    measure: Measure
    target: Target | None = None


class DistinctGoal(Body):
    """So many different ones. The target is left out where there are levels."""

    kind: Literal["distinct"]
    of: Of
    target: DistinctTarget | None = None


class StreakGoal(Body):
    """So many days, or ISO weeks, with a counted trip, with at most `freezes` empty ones between them. The
    target is left out where there are levels."""

    kind: Literal["streak"]
    of: StreakOf
    target: StreakTarget | None = None
    freezes: Freezes | None = None


class BestGoal(Body):
    """One counted trip of as much of the measure. The target is left out where there are levels."""

    kind: Literal["best"]
    measure: MeasureOfOne
    target: Target | None = None


class SumStep(SumGoal):
    """As much of the measure over all counted trips."""

    target: Target
    where: WhereBody | None = None


class DistinctStep(DistinctGoal):
    """So many different ones."""

    target: DistinctTarget
    where: WhereBody | None = None


class StreakStep(StreakGoal):
    """So many days, or ISO weeks, with a counted trip, with at most `freezes` empty ones between them."""

    target: StreakTarget
    where: WhereBody | None = None


class BestStep(BestGoal):
    """One counted trip of as much of the measure."""

    target: Target
    where: WhereBody | None = None


StepBody = Annotated[SumStep | DistinctStep | StreakStep | BestStep, Field(discriminator="kind")]
"""A part of a goal of steps, with conditions of its own."""


class AtMostGoal(Body):
    """No more of the measure than the target, with `trips_min` counted trips."""

    kind: Literal["at_most"]
    measure: Measure
    target: Target
    trips_min: Annotated[WholeNumber, Field(ge=1, le=1_000)]


class ImproveGoal(Body):
    """More of the measure than the rider's own in the `baseline_weeks` ISO weeks before: by `percent`, but at
    least `target_min` and at most `target_max`."""

    kind: Literal["improve"]
    measure: Measure
    percent: Annotated[WholeNumber, Field(ge=1, le=500)]
    baseline_weeks: Annotated[WholeNumber, Field(ge=1, le=12)]
    target_min: Target
    target_max: Target


class StepsGoal(Body):
    """`need` of the steps."""

    kind: Literal["steps"]
    steps: Annotated[list[StepBody], Field(min_length=2, max_length=6)]
    need: Annotated[WholeNumber, Field(ge=1, le=6)]


GoalBody = Annotated[
    SumGoal | DistinctGoal | StreakGoal | BestGoal | AtMostGoal | ImproveGoal | StepsGoal,
    Field(discriminator="kind"),
]
"""What must be reached."""
