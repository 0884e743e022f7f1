"""Entries of teams: when one is completed, who is rewarded, and what is said of it to whom. Pure."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.challenges.tree.trees import Sum, Teams, Tree

RIDERS_MIN = 2
"""A team of which fewer riders have a counted trip completes nothing."""


class GroupKey(NamedTuple):
    """The key of a team's entry in a challenge. `period_on` is the first local day of its period."""

    group_id: UUID
    period_on: date


class Share(NamedTuple):
    """What a rider has brought to a team in a period: how many counted trips and, where the goal is a sum,
    so much in its measure. `revision`, `is_completed` and `is_given` are what was said last, with
    the team's progress then (`said_progress`); `must_say`: it is to be said again, changed or not.
    `has_later_team`: the rider has been in another team in the period, after the last time in this one."""

    group_id: UUID
    period_on: date
    rider_id: UUID
    trips: int
    progress: int
    revision: int
    is_completed: bool
    is_given: bool
    must_say: bool
    said_progress: int
    has_later_team: bool

    @property
    def key(self) -> GroupKey:
        """The team's entry that it is of."""
        return GroupKey(self.group_id, self.period_on)


def is_completed(progress: int, target: int, riders: int) -> bool:
    """Whether a team with this progress, to which so many riders have brought a trip, has completed."""
    return progress >= target and riders >= RIDERS_MIN


def is_rewarded(tree: Tree, share: Share) -> bool:
    """Whether a rider of a team gets what it gives, once it gives something: who has brought enough, and had
    no later team in the period."""
    assert isinstance(tree.who, Teams)
    least = tree.who.member_min
    is_measured = isinstance(tree.goal, Sum) and least is not None
    brought = share.progress if is_measured else share.trips
    return share.trips > 0 and brought >= (least or 1) and not share.has_later_team


class Said(NamedTuple):
    """What is said of an entry to one of its riders: that the team has completed it, and the reward."""

    is_completed: bool
    is_given: bool


def said_now(tree: Tree, share: Share, is_completed: bool, is_paused: bool) -> Said:
    """What is said to this rider by now. In a pause nothing new is given; what is taken back is told."""
    completed = is_completed and (share.is_completed or not is_paused)
    given = is_completed and is_rewarded(tree, share) and (share.is_given or not is_paused)
    return Said(completed, given)
