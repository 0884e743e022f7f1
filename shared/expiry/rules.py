"""What of a rider's points has expired, and what will next. Pure: no clock, no database.

At the first instant of each local month, which is a boundary, that expires which was earned in the months
more than so many before it and is not spent by then: the oldest points are spent first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

MONTHS_MIN, MONTHS_MAX = 6, 120
NOTICE = timedelta(days=30)
"""Local days. A setting counts at boundaries so long after its first start, points that are refunded at
boundaries so long after that, and so long before a boundary riders are told what will expire."""

EARNING = frozenset(["trip", "cap", "challenge", "bonus", "migration"])
SPENDING = frozenset(["reservation", "redemption", "draw_ticket", "donation"])
REFUND, ADJUSTMENT = "refund", "adjustment"


class Start(NamedTuple):
    """Since when points expire after so many months; None: they never do."""

    since: datetime
    months: int | None


class Terms(NamedTuple):
    """What was in force, in order, in the city's time zone. Empty: points have never expired."""

    starts: tuple[Start, ...]
    zone: ZoneInfo


class Boundary(NamedTuple):
    """The first instant of the local month that begins `on` this day. What was earned before the day `cut`
    is due, which is so many months before, and what was refunded later than `refunds_until` is not yet."""

    on: date
    at: datetime
    cut: date
    refunds_until: datetime
    months: int


class Moves(NamedTuple):
    """What a rider has earned, by the first day of its month, and what was spent and refunded, with the
    instant. All are above 0, except that a month's limits may have taken more than it gave."""

    earned: Mapping[date, int]
    spent: Sequence[tuple[datetime, int]]
    refunded: Sequence[tuple[datetime, int]]


class Expiring(NamedTuple):
    """Points that are good up to and with the day `on`."""

    on: date
    points: int


Term = Literal["earned", "spent", "refunded"]


def term_of(kind: str, points: int) -> Term | None:
    """Which term a line of this kind is. `points` are to the rider, or from the rider where below 0."""
    if kind in EARNING or (kind == ADJUSTMENT and points > 0):
        return "earned"
    if kind in SPENDING or (kind == ADJUSTMENT and points < 0):
        return "spent"
    return "refunded" if kind == REFUND else None


def boundaries(terms: Terms, until: datetime) -> list[Boundary]:
    """The boundaries that count, up to this instant, in order."""
    return list(_boundaries(terms, until))


def _boundaries(terms: Terms, until: datetime) -> Iterator[Boundary]:
    if not terms.starts:
        return
    on = terms.starts[0].since.astimezone(terms.zone).date().replace(day=1)
    while (at := _first_instant(on, terms.zone)) <= until:
        notice_until = _first_instant(on - NOTICE, terms.zone)
        in_force = [start for start in terms.starts if start.since <= at]
        if in_force and (months := in_force[-1].months) is not None and in_force[-1].since <= notice_until:
            yield Boundary(on, at, add_months(on, -months), notice_until, months)
        on = add_months(on, 1)


def _first_instant(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def add_months(first: date, months: int) -> date:
    """The first day of the month so many months later.

    >>> add_months(date(2027, 12, 1), -12), add_months(date(2026, 11, 1), 2)
    (datetime.date(2026, 12, 1), datetime.date(2027, 1, 1))
    """
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def expired(moves: Moves, passed: Iterable[Boundary], points: int = 0) -> list[int]:
    """What has expired in all after each of these boundaries, which are in order. It never grows less from
    one to the next; `points` is what had expired before the first."""
    after = []
    for boundary in passed:
        earned = sum(points for month, points in moves.earned.items() if month < boundary.cut)
        spent = sum(points for at, points in moves.spent if at < boundary.at)
        refunded = sum(points for at, points in moves.refunded if at <= boundary.refunds_until)
        points = max(points, earned - spent + refunded)
        after.append(points)
    return after


def upcoming(terms: Terms, now: datetime) -> list[Boundary]:
    """The boundaries of the next NOTICE, of which riders are told."""
    if not terms.starts:
        return []
    today = now.astimezone(terms.zone).date()
    until = _first_instant(today + NOTICE, terms.zone)
    return [each for each in _boundaries(terms, until) if each.at > now]


def expiring(moves: Moves, expired_points: int, next_ones: Sequence[Boundary]) -> list[Expiring]:
    """What will expire at these boundaries if nothing more is spent. `expired_points` has expired already."""
    after = expired(moves, next_ones, expired_points)
    return [
        Expiring(boundary.on - timedelta(days=1), points - before)
        for boundary, before, points in zip(next_ones, [expired_points, *after], after, strict=False)
        if points > before
    ]
