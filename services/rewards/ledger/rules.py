"""What a line of the ledger is, where it moves points, and which level points reach. Pure."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

ISSUED = UUID(int=1)
"""The house account that points come from. Riders' accounts bear the rider_id."""

Kind = Literal["trip", "cap", "challenge"]

LEVELS = (0, 500, 2_000, 5_000, 12_000, 30_000)
"""Lifetime points from which each level begins, from level 1."""


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """Points that move from account `source` to account `destination`, and why.

    A posting is never changed or deleted: points are taken back by another posting in the other direction.
    """

    posting_id: UUID
    rider_id: UUID
    kind: Kind
    given_by: str
    revision: int
    points: int
    """Positive to the rider, negative from the rider."""
    total_points: int
    """The points that `given_by` has given altogether, this posting included."""
    posted_at: datetime
    available_at: datetime
    local_on: date
    rule: str
    version: int
    params: Mapping[str, int | str]
    zone_id: str | None = None

    @property
    def source(self) -> UUID:
        return ISSUED if self.points >= 0 else self.rider_id

    @property
    def destination(self) -> UUID:
        return self.rider_id if self.points >= 0 else ISSUED


class Gain(NamedTuple):
    """What a rider's account gains in a batch: points, and by how much the revisions of its trips grew."""

    points: int
    trip_revisions: int


class Standing(NamedTuple):
    """A rider's account before and after a batch, and the sum of the revisions of all the rider's trips, with
    what was added to it when levels were restated."""

    rider_id: UUID
    lifetime_before: int
    lifetime: int
    trip_revisions: int


def level(lifetime_points: int) -> int:
    """The level that these points reach.

    >>> level(0), level(499), level(500), level(30_000)
    (1, 1, 2, 6)
    """
    return max(1, bisect_right(LEVELS, lifetime_points))


def level_changes(standings: Sequence[Standing]) -> list[Standing]:
    """The accounts that a batch has brought to another level, up or down."""
    return [standing for standing in standings if level(standing.lifetime_before) != level(standing.lifetime)]
