"""What a rider's numbers become when events arrive. Pure: no clock, no database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from shared.events.heard import Heard
from shared.events.rewards import PointsPosted

AWARDS = ("trip", "cap", "challenge")
"""Kinds of postings that count toward lifetime points: what riders are given, not what they spend."""


@dataclass(frozen=True)
class Change:
    """What news of one trip adds to its rider's totals and day; negative when it is taken back."""

    trip_id: UUID
    rider_id: UUID
    city_id: str
    local_on: date
    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


@dataclass(frozen=True)
class Totals:
    """What a batch adds to one rider's totals. `as_of` is the time of its newest event."""

    city_id: str
    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int
    as_of: datetime


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


def by_rider(changes: Sequence[Change], heard_at: Mapping[UUID, datetime]) -> dict[UUID, Totals]:
    """The changes summed for each rider; `heard_at` is the time of each trip's event."""
    sums: dict[UUID, Totals] = {}
    for change in changes:
        time = heard_at[change.trip_id]
        known = sums.get(change.rider_id, Totals(change.city_id, 0, 0, 0, 0, time))
        sums[change.rider_id] = Totals(
            known.city_id,
            known.trips + change.trips,
            known.distance_m + change.distance_m,
            known.duration_s + change.duration_s,
            known.energy_kcal + change.energy_kcal,
            max(known.as_of, time),
        )
    return sums


def by_day(changes: Sequence[Change]) -> dict[tuple[UUID, date], int]:
    """How many more (or fewer) trips count on each day of a rider, where that is not 0."""
    days: dict[tuple[UUID, date], int] = defaultdict(int)
    for change in changes:
        days[change.rider_id, change.local_on] += change.trips
    return {day: trips for day, trips in days.items() if trips}


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


def balance_points(account_points: int, pending_points: int) -> int:
    """What a rider can spend. Points taken back after they were spent are a debt, shown as 0."""
    return max(0, account_points - pending_points)
