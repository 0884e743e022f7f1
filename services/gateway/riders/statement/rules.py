"""What a rider's points and statement become when postings arrive. Pure: no clock, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.events.heard import Heard
from shared.events.rewards import PointsPosted

AWARDS = ("trip", "cap", "challenge")
"""Kinds of postings that count toward lifetime points: what riders are given, not what they spend."""


@dataclass(frozen=True)
class Account:
    """A rider's points, and how many lines led to them."""

    account_points: int
    lifetime_points: int
    lines: int
    as_of: datetime | None


@dataclass(frozen=True)
class Given:
    """What a source was known to have given."""

    revision: int
    total_points: int


@dataclass(frozen=True)
class Line:
    """A line of the statement: `points` is what the event changed, not what it says was posted."""

    number: int
    points: int
    balance_after: int
    posting: PointsPosted


def book(
    batch: Sequence[Heard[PointsPosted]], accounts: Mapping[UUID, Account], given: Mapping[str, Given]
) -> tuple[list[Line], dict[UUID, Account], dict[str, PointsPosted]]:
    """The lines that these events add, the accounts they change, and the newest event of each source.

    A line is the difference of what a source has given in all and what was known of it, so postings that
    are repeated, or made in other steps with the same total, change nothing. A source that was not known
    gets a line even for 0 points, because it says why.
    """
    lines: list[Line] = []
    changed: dict[UUID, Account] = {}
    latest: dict[str, PointsPosted] = {}
    given = dict(given)
    for _, time, posting in batch:
        known = given.get(posting.source)
        if known is not None and posting.revision <= known.revision:
            continue
        gained = posting.total_points - (known.total_points if known else 0)
        account = changed.get(posting.rider_id, accounts[posting.rider_id])
        account = replace(account, as_of=max(account.as_of or time, time))
        if gained or known is None:
            account = _add(account, posting, gained)
            lines.append(Line(account.lines, gained, account.account_points, posting))
        changed[posting.rider_id] = account
        given[posting.source] = Given(posting.revision, posting.total_points)
        latest[posting.source] = posting
    return lines, changed, latest


def _add(account: Account, posting: PointsPosted, gained: int) -> Account:
    return replace(
        account,
        account_points=account.account_points + gained,
        lifetime_points=account.lifetime_points + (gained if posting.kind in AWARDS else 0),
        lines=account.lines + 1,
    )
