"""What a rider can spend: what there is, less what is pending. Pure: no clock, no database."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.rewards.tariffs.rules import PENDING_HOURS_MAX, first_of_month

TRIP_MAX = timedelta(days=1)
"""No longer trip counts."""


class PendingDay(NamedTuple):
    """What the trips of a rider's local day have given that is not available yet, after each trip's limit.
    `cap_points` is what the day's limit has taken of all its trips, `month_cap_points` what the month's has
    taken: 0 or below."""

    local_on: date
    points: int
    cap_points: int
    month_cap_points: int


class Balance(NamedTuple):
    """A rider's account, and what of it is pending."""

    account_points: int
    pending_points: int

    @property
    def points(self) -> int:
        """What can be spent."""
        return self.account_points - self.pending_points


def first_pending_day(now: datetime) -> date:
    """No trip that started on a local day before this one is pending at `now`, whatever its tariff and the
    time zone. Only the trips since then are looked at."""
    return (now - timedelta(hours=PENDING_HOURS_MAX) - TRIP_MAX - timedelta(days=1)).date()


def balance(account_points: int, days: Iterable[PendingDay], entry_points: int) -> Balance:
    """The balance of a rider with these pending days and pending points of entries. A limit is never pending:
    it takes from what is pending first."""
    months: defaultdict[date, int] = defaultdict(int)
    caps: dict[date, int] = {}
    for day in days:
        month = first_of_month(day.local_on)
        months[month] += max(0, day.points + day.cap_points)
        caps[month] = day.month_cap_points
    of_trips = sum(max(0, points + caps[month]) for month, points in months.items())
    return Balance(account_points, min(account_points, of_trips + entry_points))
