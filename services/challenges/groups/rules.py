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
    `is_rewarded`: the team has completed and the rider is rewarded for it, said or not. `has_later_team`: the
    rider has been in another team in the period, after the last time in this one. `is_allowed`: the rider has
    completed all that the challenge requires. `is_out`: the rider has left the pair before the period's end,
    and `has_left` is whether that was said."""

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
    is_rewarded: bool
    has_left: bool
    has_later_team: bool
    is_allowed: bool
    is_out: bool

    @property
    def key(self) -> GroupKey:
        """The team's entry that it is of."""
        return GroupKey(self.group_id, self.period_on)


def is_completed(progress: int, target: int, riders: int) -> bool:
    """Whether a team with this progress, to which so many riders have brought a trip, has completed."""
    return progress >= target and riders >= RIDERS_MIN


def is_rewarded(tree: Tree, share: Share) -> bool:
    """Whether a rider of a team gets what it gives, once it gives something: who has brought enough, had no
    later team in the period, and has completed what is required."""
    least = tree.who.member_min if isinstance(tree.who, Teams) else None
    is_measured = isinstance(tree.goal, Sum) and least is not None
    brought = share.progress if is_measured else share.trips
    has_brought = share.trips > 0 and brought >= (least or 1)
    return has_brought and not share.has_later_team and share.is_allowed


def judged(tree: Tree, share: Share, is_completed: bool, is_paused: bool) -> Share:
    """The share as it is by now, while its team has completed, or has not, and what is said of it to its
    rider. In a pause nothing new is given; what is taken back is told."""
    is_theirs = is_completed and not share.is_out
    rewarded = is_theirs and is_rewarded(tree, share)
    return share._replace(
        is_rewarded=rewarded,
        is_completed=is_theirs and (share.is_completed or not is_paused),
        is_given=rewarded and (share.is_given or not is_paused),
        has_left=share.is_out,
    )
