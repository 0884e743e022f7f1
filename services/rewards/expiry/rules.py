"""Which lines of the ledger follow when points expire, or when what had expired was never earned. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.rewards.ledger.rules import EPOCH, Account, Line
from shared.eventlog.outbox import derived_id
from shared.expiry.rules import Boundary, Moves, expired, term_of

SOURCE = "expiry"


class Mark(NamedTuple):
    """What has expired of an account in all, and the last boundary at which that was worked out."""

    points: int
    settled_until: datetime


NOTHING = Mark(0, EPOCH)


@dataclass
class Figures:
    """What of an account's lines decides what expires. `sources` are the sources of which more lines follow,
    each with its month and what it has given in all; `earned` is what all others have given, by month."""

    earned: dict[date, int] = field(default_factory=dict)
    sources: dict[str, tuple[date, int]] = field(default_factory=dict)
    spent: list[tuple[datetime, int]] = field(default_factory=list)
    refunded: list[tuple[datetime, int]] = field(default_factory=list)

    def moves(self) -> Moves:
        earned = dict(self.earned)
        for month, points in self.sources.values():
            earned[month] = earned.get(month, 0) + points
        return Moves(earned, self.spent, self.refunded)


class Step(NamedTuple):
    """What has expired in all from an instant on, under so many months."""

    at: datetime
    points: int
    months: int


def is_due(line: Line, newest: Boundary) -> bool:
    """Whether this line changes what has expired at this boundary or before it."""
    term = term_of(line.kind, line.points)
    if term is None or not line.points:
        return False
    if term == "earned":
        # What takes an entry back bears the day on which that was judged: the source knows its month.
        return line.local_on < newest.cut or (line.kind == "challenge" and line.points < 0)
    return line.posted_at < newest.at if term == "spent" else line.posted_at <= newest.refunds_until


def add(figures: Figures, lines: Iterable[Line]) -> None:
    """Add lines that are not booked yet. A source belongs to the month of its last line that gives."""
    for line in lines:
        term = term_of(line.kind, line.points)
        if term == "earned":
            month, points = figures.sources.get(line.source, (line.local_on.replace(day=1), 0))
            month = line.local_on.replace(day=1) if line.points > 0 else month
            figures.sources[line.source] = (month, points + line.points)
        elif term == "spent":
            figures.spent.append((line.posted_at, -line.points))
        elif term == "refunded":
            figures.refunded.append((line.posted_at, line.points))


def steps_of(figures: Figures, passed: Sequence[Boundary], mark: Mark) -> list[Step]:
    """What has expired after each of these boundaries, as far as it was not worked out before."""
    after = expired(figures.moves(), passed)
    return [
        Step(boundary.at, points, boundary.months)
        for boundary, points in zip(passed, after, strict=True)
        if boundary.at > mark.settled_until
    ]


def lines_of(account: Account, mark: Mark, after: Iterable[Step], zone: ZoneInfo) -> list[Line]:
    """A line for each step, all from the rider; or one line back to the rider, where less has expired in the
    end than before. Never both: gains are booked first, and the newest line's total would not be the last."""
    steps = list(after)
    if not steps:
        return []
    [*_, last] = steps
    if last.points <= mark.points:
        steps = [last]
    lines, before = [], mark.points
    for at, points, months in steps:
        total = points if points == last.points else min(max(points, mark.points), last.points)
        if total != before:
            lines.append(_line(account, before - total, total, at, months, zone))
        before = total
    return lines


def _line(account: Account, points: int, total: int, at: datetime, months: int, zone: ZoneInfo) -> Line:
    return Line(
        posting_id=derived_id(account.account_id, SOURCE, f"{account.seq} {at.isoformat()} {total}"),
        account=account,
        kind="expiry",
        source=SOURCE,
        revision=0,
        points=points,
        total_points=-total,
        posted_at=at,
        available_at=at,
        local_on=at.astimezone(zone).date(),
        rule="expiry",
        version=1,
        params={"months": months},
    )
