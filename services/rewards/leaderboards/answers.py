"""What is answered about leaderboards."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from services.rewards.groups.rules import GROUP_BOARDS, GroupBoard, OnBoard
from services.rewards.groups.rules import shown as shown_groups
from services.rewards.leaderboards import rules
from services.rewards.leaderboards.rules import RIDERS_MIN, Board, Place
from services.rewards.leaderboards.store import Around
from services.rewards.periods import rules as periods
from shared.http.documented import example

TOP: list[dict[str, Any]] = [
    {"rank": 1, "nickname": "Núria 2", "points": 412},
    {"rank": 2, "nickname": "d'en Biel", "points": 390},
]
LISTED = {"board_id": "week-riders-all", "period": "2026-W47"}


class BoardPlace(BaseModel):
    """A rider on a board. Riders with equal points share a rank, and the next one is left out."""

    rank: int
    nickname: str
    points: int


class GroupPlace(BaseModel):
    """A team, district or workplace on a board. Equal ones share a rank, and the next one is left out."""

    rank: int
    group_id: str
    name: str
    points: int


class ListedBoard(BaseModel):
    """A board, and its current period, left out for one that counts for ever."""

    board_id: str
    period: str | None = None


class BoardList(BaseModel):
    """All boards."""

    model_config = example(leaderboards=[LISTED])

    leaderboards: list[ListedBoard]


class Leaderboard(BaseModel):
    """The first 100 of a board: of riders, or of groups. A board of fewer than 10 riders is empty, and
    districts and workplaces of fewer than 10 riders are not on it."""

    model_config = example(**LISTED, top=TOP)

    board_id: str
    period: str | None = None
    top: list[BoardPlace] | list[GroupPlace]


class OwnPlace(BaseModel):
    """A rider's place on a board, and the five above and below, all in the order of the board. Who is not on
    it has no rank, and reads how many are. A board of fewer than 10 riders is empty."""

    model_config = example(**LISTED, riders=57, rank=3, points=371, above=TOP, below=[])

    board_id: str
    period: str | None = None
    riders: int
    rank: int | None = None
    points: int | None = None
    above: list[BoardPlace]
    below: list[BoardPlace]


def listed(today: date) -> BoardList:
    """All boards, with the periods of this day."""
    known: list[Board | GroupBoard] = [*rules.BOARDS.values(), *GROUP_BOARDS.values()]
    boards = [
        ListedBoard(board_id=board.board_id, period=_period(board, periods.begins_on(board.term, today)))
        for board in known
    ]
    return BoardList(leaderboards=boards)


def leaderboard(board: Board, begins_on: date, in_order: list[tuple[str, int]]) -> Leaderboard:
    """The answer for the first riders of a board."""
    shown = in_order if len(in_order) >= RIDERS_MIN else []
    top = [_place(place) for place in rules.ranked(shown)]
    return Leaderboard(board_id=board.board_id, period=_period(board, begins_on), top=top)


def of_groups(board: GroupBoard, begins_on: date, on_board: OnBoard) -> Leaderboard:
    """The answer for the groups of a board, in its order."""
    shown = shown_groups(on_board).groups[: rules.TOP]
    ranks = rules.ranked((group.name, group.points) for group in shown)
    top = [
        GroupPlace(rank=place.rank, group_id=group.group_id, name=group.name, points=group.points)
        for place, group in zip(ranks, shown, strict=True)
    ]
    return Leaderboard(board_id=board.board_id, period=_period(board, begins_on), top=top)


def no_place(board: GroupBoard, begins_on: date, on_board: OnBoard) -> OwnPlace:
    """The answer for a rider's place on a board of groups, where no rider has one."""
    return OwnPlace(
        board_id=board.board_id,
        period=_period(board, begins_on),
        riders=shown_groups(on_board).riders,
        above=[],
        below=[],
    )


def own_place(board: Board, begins_on: date, around: Around) -> OwnPlace:
    """The answer for a rider's place."""
    content = OwnPlace(
        board_id=board.board_id, period=_period(board, begins_on), riders=0, above=[], below=[]
    )
    if around.riders < RIDERS_MIN:
        return content
    content.riders = around.riders
    if around.rank:
        content.rank, content.points = rank, points = around.rank, around.points
        content.above = [_place(each) for each in rules.places_above(rank, points, around.above)]
        below = rules.places_below(rank, points, around.equals, around.below)
        content.below = [_place(each) for each in below]
    return content


def _period(board: Board | GroupBoard, begins_on: date) -> str | None:
    return periods.name_of(board.term, begins_on)


def _place(place: Place) -> BoardPlace:
    return BoardPlace(**place._asdict())
