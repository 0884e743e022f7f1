"""Which level lifetime points reach, and how the points from which levels begin may change. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import zip_longest

from shared.http.problems import refused

LEVELS_1 = (0, 500, 2_000, 5_000, 12_000, 30_000)
"""Lifetime points from which each level of the default game begins, from level 1."""


def level(from_points: Sequence[int], lifetime_points: int) -> int:
    """The level that these points reach.

    >>> level(LEVELS_1, 0), level(LEVELS_1, 499), level(LEVELS_1, 500), level(LEVELS_1, 30_000)
    (1, 1, 2, 6)
    """
    return max(1, bisect_right(from_points, lifetime_points))


def check_not_raised(before: Sequence[int], after: Sequence[int]) -> None:
    """Raises ValidationError where a level would begin later than before, or be dropped: nobody loses a level
    by a new list."""
    faults = [
        (f"/from_points/{place}", "threshold_raised")
        for place, (points_before, points) in enumerate(zip_longest(before, after))
        if points_before is not None and (points is None or points > points_before)
    ]
    if faults:
        raise refused(*faults)
