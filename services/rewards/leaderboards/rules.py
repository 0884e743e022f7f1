"""Which leaderboards of riders there are, ranks, and what is shown of them. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from services.rewards.periods.rules import Term
from shared.http.owned import Absent

Part = Literal["all", "ebike", "newcomers"]
"""Whose points are on a board of riders: of all trips, of those by e-bike, or of riders who are new."""

NO_BOARD = Absent("There is no such leaderboard.")
NO_PERIOD = Absent("That period is too long ago.")
RIDERS_MIN = 10
"""A board with fewer riders is empty."""
TOP = 100
NEIGHBOURS = 5
"""How many riders are shown at the top, and above and below one."""
NEWCOMER_DAYS = 28
"""A rider is new in a period if its first trip was no earlier than so many days before the period."""
BUCKET_POINTS = 256
"""A rank is counted in two steps: riders in whole buckets of so many points, then point by point in the
bucket where the rank lies."""


class Board(NamedTuple):
    """A board of riders."""

    board_id: str
    term: Term
    part: Part


BOARDS: Mapping[str, Board] = {
    board_id: Board(board_id, term, part)
    for term, part in product(get_args(Term), get_args(Part))
    if (term, part) != ("all", "newcomers")
    for board_id in (f"{term}-riders-{part}",)
}
"""All boards of riders by their ids. Nobody is new for ever."""


class DayOnBoards(NamedTuple):
    """What a rider's local day has gained on boards: points that the day's limit leaves of all trips, and of
    those by e-bike. Below 0 where something was taken back."""

    rider_id: UUID
    local_on: date
    points: int
    ebike_points: int


class Place(NamedTuple):
    """A rider's place on a board."""

    rank: int
    nickname: str
    points: int


def ranked(in_order: Iterable[tuple[str, int]]) -> list[Place]:
    """Ranks of riders (nickname and points), who come in the order of the board from its top: 1 + how many
    have more.

    >>> [place.rank for place in ranked([("ana", 90), ("bea", 80), ("cai", 80), ("dan", 70)])]
    [1, 2, 2, 4]
    """
    places: list[Place] = []
    for number, (nickname, points) in enumerate(in_order, start=1):
        is_equal = places and places[-1].points == points
        places.append(Place(places[-1].rank if is_equal else number, nickname, points))
    return places


Neighbour = tuple[str, int, int]
"""Nickname and points of a rider, and how many have exactly as many."""


def places_above(rank: int, points: int, above: Iterable[Neighbour]) -> list[Place]:
    """The places of those above a rider of this rank, in the order of the board. They come from the nearest
    on, without a gap between them."""
    places: list[Place] = []
    for nickname, more, equals in above:
        if more != points:
            rank, points = rank - equals, more
        places.insert(0, Place(rank, nickname, more))
    return places


def places_below(rank: int, points: int, equals: int, below: Iterable[Neighbour]) -> list[Place]:
    """The places of those below a rider of this rank, whose points so many have, in the order of the board.
    They come from the nearest on, without a gap between them."""
    places: list[Place] = []
    for nickname, fewer, equals_below in below:
        if fewer != points:
            rank, points, equals = rank + equals, fewer, equals_below
        places.append(Place(rank, nickname, fewer))
    return places
