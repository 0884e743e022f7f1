"""In which steps it is told how much of a month was taken back. Pure."""

from typing import NamedTuple


class Step(NamedTuple):
    """From `low_percent` on, and below `high_percent`, of a month's sum."""

    low_percent: int
    high_percent: int


STEPS = (Step(0, 1), Step(1, 2), Step(2, 5), Step(5, 10), Step(10, 20), Step(20, 50), Step(50, 100))


def step_of(taken_back: int, total: int) -> Step:
    """The step in which this share of the month's sum lies. Never the share itself: a zone's day of 17 trips
    less 15 that were voided would be two.

    >>> step_of(15, 40).high_percent, step_of(1, 100), step_of(15, 15)
    (50, Step(low_percent=1, high_percent=2), Step(low_percent=50, high_percent=100))
    """
    return next((step for step in STEPS if taken_back * 100 < step.high_percent * total), STEPS[-1])


def words(step: Step) -> str:
    """The step as people read it.

    >>> words(STEPS[0]), words(STEPS[-1])
    ('under 1 %', '50 % or more')
    """
    return f"under {step.high_percent} %" if step != STEPS[-1] else f"{step.low_percent} % or more"
