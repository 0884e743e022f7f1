"""Which leaderboards of groups there are: teams, districts and workplaces. Pure."""

from collections.abc import Mapping
from itertools import product
from typing import Literal, NamedTuple, get_args

from services.rewards.periods.rules import Term

GroupTerm = Literal["month", "season"]
Subject = Literal["teams", "districts", "workplaces"]
KINDS: Mapping[str, Subject] = {"team": "teams", "workplace": "workplaces"}
"""The kind of a team, as events tell it -> the boards that it is on."""
RIDERS_MIN: Mapping[Subject, int] = {"teams": 1, "districts": 10, "workplaces": 10}
"""A group of fewer riders is not shown: so nobody can be told apart in it. Who joins a team wants to be."""
BOARD_RIDERS_MIN = 10
"""A board on which fewer riders are is empty."""


class GroupBoard(NamedTuple):
    """A board of groups."""

    board_id: str
    term: Term
    subject: Subject

    @property
    def is_by_sum(self) -> bool:
        """Whether groups are compared by the sum of their riders' points, and not by the points per rider."""
        return self.subject == "teams"


GROUP_BOARDS: Mapping[str, GroupBoard] = {
    f"{term}-{subject}": GroupBoard(f"{term}-{subject}", term, subject)
    for term, subject in product(get_args(GroupTerm), get_args(Subject))
}


class Group(NamedTuple):
    """A group on a board: its id and name, its points as they are compared, and how many riders it has."""

    group_id: str
    name: str
    points: int
    riders: int


class OnBoard(NamedTuple):
    """Which groups a board shows, in its order, and how many different riders are in them: one may be in
    several."""

    groups: list[Group]
    riders: int


NOBODY = OnBoard([], 0)


def shown(on_board: OnBoard) -> OnBoard:
    """What is shown of a board: nothing where there are too few riders."""
    return on_board if on_board.riders >= BOARD_RIDERS_MIN else NOBODY
