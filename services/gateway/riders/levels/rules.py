"""Between which lifetime points a rider's level lies. Pure."""

from collections.abc import Sequence
from typing import NamedTuple


class Bounds(NamedTuple):
    """The lifetime points from which a level begins, and from which the next one does (None: there is
    none)."""

    from_points: int
    next_points: int | None


def bounds(from_points: Sequence[int], level: int) -> Bounds | None:
    """The bounds of this level. None where the list does not have it: not read yet, or an older one.

    >>> bounds([0, 500, 2_000], 2), bounds([0, 500, 2_000], 3), bounds([], 1)
    (Bounds(from_points=500, next_points=2000), Bounds(from_points=2000, next_points=None), None)
    """
    if not 1 <= level <= len(from_points):
        return None
    return Bounds(from_points[level - 1], from_points[level] if level < len(from_points) else None)
