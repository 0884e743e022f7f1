"""How postings change a rider's account and statement. Pure: no clock, no database."""

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
    """A rider's points, and the number of lines of the rider's statement."""

    account_points: int
    lifetime_points: int
    lines: int
    as_of: datetime | None


@dataclass(frozen=True)
class Source:
    """The stored state of a source (a trip, a day's limit, an entry): what it has given in all."""

    revision: int
    total_points: int


@dataclass(frozen=True)
class Line:
    """A line of the statement. `points` is by how much the source's total has changed, which may differ from
    the posting's own `points`."""

    number: int
    points: int
    balance_after: int
    posting: PointsPosted


def book(
    batch: Sequence[Heard[PointsPosted]], accounts: Mapping[UUID, Account], sources: Mapping[str, Source]
) -> tuple[list[Line], dict[UUID, Account], dict[str, PointsPosted]]:
    """The lines that these events add, the changed accounts, and the newest posting of each source.

    A line is the difference between a source's total and its stored total. So a posting that comes twice, or
    postings in other steps with the same total, change nothing. A new source gets a line even for 0 points,
    because the line says why.
    """
    lines: list[Line] = []
    changed_accounts: dict[UUID, Account] = {}
    newest_postings: dict[str, PointsPosted] = {}
    sources = dict(sources)
    for _, time, posting in batch:
        source = sources.get(posting.source)
        if source is not None and posting.revision <= source.revision:
            continue
        gained = posting.total_points - (source.total_points if source else 0)
        account = changed_accounts.get(posting.rider_id, accounts[posting.rider_id])
        account = replace(account, as_of=max(account.as_of or time, time))
        if gained or source is None:
            account = _add(account, posting, gained)
            lines.append(Line(account.lines, gained, account.account_points, posting))
        changed_accounts[posting.rider_id] = account
        sources[posting.source] = Source(posting.revision, posting.total_points)
        newest_postings[posting.source] = posting
    return lines, changed_accounts, newest_postings


def _add(account: Account, posting: PointsPosted, gained: int) -> Account:
    return replace(
        account,
        account_points=account.account_points + gained,
        lifetime_points=account.lifetime_points + (gained if posting.kind in AWARDS else 0),
        lines=account.lines + 1,
    )
