"""How postings change a rider's account and statement. Pure: no clock, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.events.heard import Heard
from shared.events.rewards import AWARDS, DEBTS, REFUSALS, PointsPosted


@dataclass(frozen=True)
class Account:
    """A rider's points and debt, the sum of what the rider was given, and how many lines there are.
    `reserved_points` are as the newest posting says, whose place in the rider's chain is `seq`."""

    account_points: int
    debt_points: int
    lifetime_points: int
    lines: int
    as_of: datetime | None
    reserved_points: int = 0
    seq: int = 0


@dataclass(frozen=True)
class Source:
    """The stored state of a rider's source (a trip, a day's limit, an entry): what it has given in all."""

    revision: int
    total_points: int


SourceKey = tuple[UUID, str]
"""rider_id and source. A source's name is unique only for its rider."""


@dataclass(frozen=True)
class Line:
    """A line of the statement. `points` is by how much the source's total has changed, which may differ from
    the posting's own `points`. What a line gives can be spent when its source's can be; what it takes is gone
    at once."""

    number: int
    points: int
    balance_after: int
    posting: PointsPosted

    @property
    def available_at(self) -> datetime:
        return self.posting.available_at if self.points > 0 else self.posting.posted_at


def book(
    batch: Sequence[Heard[PointsPosted]],
    accounts: Mapping[UUID, Account],
    sources: Mapping[SourceKey, Source],
) -> tuple[list[Line], dict[UUID, Account], dict[SourceKey, PointsPosted]]:
    """The lines that these events add, the changed accounts, and of each source the newest posting.

    A line is the difference between a source's total and its stored total. So a posting that comes twice, or
    postings in other steps with the same total, change nothing. A new source gets a line even for 0 points,
    because the line says why, and so does what a campaign has refused. What is available when belongs to the
    source: its newest posting says it, whether that gives or takes.
    """
    lines: list[Line] = []
    changed_accounts: dict[UUID, Account] = {}
    newest_postings: dict[SourceKey, PointsPosted] = {}
    sources = dict(sources)
    for _, time, posting in batch:
        key = (posting.rider_id, posting.source)
        source = sources.get(key)
        if source is not None and posting.revision <= source.revision:
            continue
        gained = posting.total_points - (source.total_points if source else 0)
        account = changed_accounts.get(posting.rider_id, accounts[posting.rider_id])
        account = replace(account, as_of=max(account.as_of or time, time))
        if posting.seq is not None and posting.seq > account.seq:
            account = replace(account, reserved_points=posting.reserved_points or 0, seq=posting.seq)
        if source is None:  # what has come with a rider comes once
            lifetime_points = account.lifetime_points + (posting.lifetime_points or 0)
            account = replace(account, lifetime_points=lifetime_points)
        if gained or source is None or posting.rule in REFUSALS:
            account = _add(account, posting, gained)
            lines.append(Line(account.lines, gained, account.account_points, posting))
        changed_accounts[posting.rider_id] = account
        sources[key] = Source(posting.revision, posting.total_points)
        newest_postings[key] = posting
    return lines, changed_accounts, newest_postings


def _add(account: Account, posting: PointsPosted, gained: int) -> Account:
    return replace(
        account,
        account_points=account.account_points + gained,
        debt_points=account.debt_points + (gained if posting.kind in DEBTS else 0),
        lifetime_points=account.lifetime_points + (gained if posting.kind in AWARDS else 0),
        lines=account.lines + 1,
    )
