"""Prizes for ranks: what each rider gets, and when. Pure: no clock, no database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from services.rewards.leaderboards.rules import RIDERS_MIN, Board
from services.rewards.ledger.rules import Account, Line
from services.rewards.periods.rules import ends_on, first_day, name_of
from shared.eventlog.outbox import derived_id
from shared.http.owned import Absent
from shared.http.problems import refused

SETTLE = timedelta(days=7)
"""Prizes are paid so many local days after the period: until then trips come late, and are taken back."""
RULE = "rank_prize"
NO_RIDERS_BOARD = Absent("There is no such leaderboard of riders.")


class Prizes(NamedTuple):
    """The points for the first places of a board in a period, which begins on `begins_on`, the instant at
    which they are paid, and the campaign that has promised them."""

    prize_id: UUID
    board: Board
    begins_on: date
    points: Sequence[int]
    due_at: datetime
    campaign_id: UUID | None


class Won(NamedTuple):
    """A rider's rank and prize."""

    rank: int
    points: int


class Standing(NamedTuple):
    """A rider on a board, and its points."""

    rider_id: UUID
    points: int


def due_at(board: Board, begins_on: date, zone: ZoneInfo) -> datetime:
    """The instant at which the prizes of this period are paid.

    >>> due_at(Board("month-riders-all", "month", "all"), date(2026, 11, 1), ZoneInfo("UTC")).isoformat()
    '2026-12-08T00:00:00+00:00'
    """
    return datetime.combine(ends_on(board.term, begins_on) + SETTLE, time(), zone)


def period_to_come(board: Board, name: str, today: date) -> date:
    """The first day of the period with this name, which has not ended. Raises ValidationError."""
    begins_on = first_day(board.term, name, "/period")
    if ends_on(board.term, begins_on) <= today:
        raise refused(("/period", "period_over"))
    return begins_on


def shares(in_order: Iterable[tuple[UUID, int]], prizes: Sequence[int]) -> dict[UUID, Won]:
    """Who wins what: riders and their points, in the order of the board. Riders who share a rank share the
    prizes of the places that they fill, rounded down. Nobody wins on a board of too few riders."""
    riders = list(in_order)
    if len(riders) < RIDERS_MIN:
        return {}
    won: dict[UUID, Won] = {}
    place = 0
    for _, equals in groupby(riders, key=lambda rider: rider[1]):
        sharing = [rider_id for rider_id, _ in equals]
        share = sum(prizes[place : place + len(sharing)]) // len(sharing)
        won |= {rider_id: Won(place + 1, share) for rider_id in sharing if share}
        place += len(sharing)
    return won


def lines(prizes: Prizes, won: Mapping[UUID, Won], accounts: Mapping[UUID, Account]) -> list[Line]:
    """A line for each prize. It is posted when it was due, and can be spent at once."""
    return [
        Line(
            posting_id=derived_id(prizes.prize_id, RULE, str(rider_id)),
            account=accounts[rider_id],
            kind="bonus",
            source=f"{RULE}:{prizes.prize_id}",
            revision=1,
            points=prize.points,
            total_points=prize.points,
            posted_at=prizes.due_at,
            available_at=prizes.due_at,
            local_on=ends_on(prizes.board.term, prizes.begins_on) + SETTLE,
            rule=RULE,
            version=1,
            params={
                "rank": prize.rank,
                "board_id": prizes.board.board_id,
                "period": name_of(prizes.board.term, prizes.begins_on) or "",
            },
        )
        for rider_id, prize in sorted(won.items())
    ]
