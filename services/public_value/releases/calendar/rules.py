"""From when on a day, a week or a month may be told. Pure.

Moments are local: aware datetimes in the city's time zone, as its clocks show them.
"""

from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

Interval = Literal["P1D", "P1W", "P1M"]
RUN_AT = time(4)
"""When the service makes its runs."""
QUIET = timedelta(hours=28)
"""A month waits so long after the last row of an import,"""
WAITS_MAX = timedelta(days=14)
"""but at most so long after the first."""
CLOSES_AFTER_IMPORT = timedelta(days=30)


class Import(NamedTuple):
    """When the first and the last row of an import came, of those that lie in a month."""

    first_at: datetime
    last_at: datetime


def first_of_month(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after this one.

    >>> next_month(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return first_of_month(month + timedelta(days=31))


def month_before(month: date) -> date:
    """The first day of the month before this one.

    >>> month_before(date(2026, 1, 1))
    datetime.date(2025, 12, 1)
    """
    return first_of_month(month - timedelta(days=1))


def first_of_week(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def last_day(interval: Interval, start: date) -> date:
    """The last day of the period that begins on this day."""
    if interval == "P1D":
        return start
    return start + timedelta(days=6) if interval == "P1W" else next_month(start) - timedelta(days=1)


def opens_at(last: date, zone: ZoneInfo) -> datetime:
    """From when on a period may be told whose last day this is: 04:00 on the clock of the day after the next.

    >>> opens_at(date(2026, 5, 31), ZoneInfo("Europe/Madrid")).isoformat()
    '2026-06-02T04:00:00+02:00'
    """
    return datetime.combine(last + timedelta(days=2), RUN_AT, zone)


def newest_day(now: datetime, zone: ZoneInfo) -> date:
    """The last day that may be told at this moment."""
    local = now.astimezone(zone)
    return local.date() - timedelta(days=2 if local.time() >= RUN_AT else 3)


def said_by(now: datetime, zone: ZoneInfo) -> datetime:
    """When the last day ended that may be told at this moment.

    >>> said_by(datetime(2026, 6, 2, 4, tzinfo=ZoneInfo("UTC")), ZoneInfo("UTC")).isoformat()
    '2026-06-01T00:00:00+00:00'
    """
    return datetime.combine(newest_day(now, zone) + timedelta(days=1), time(0), zone)


def closes_at(month: date, imported: Import | None, zone: ZoneInfo) -> datetime:
    """From when on a month closes: 04:00 of the 2nd of the second month after it."""
    by_clock = opens_at(next_month(next_month(month)) - timedelta(days=1), zone)
    return max(by_clock, imported.first_at + CLOSES_AFTER_IMPORT) if imported else by_clock


def forgets_before(now: datetime, zone: ZoneInfo) -> date:
    """Counted rows of months before this one lose their riders: the month after theirs is due to have closed.

    >>> forgets_before(datetime(2026, 8, 2, 4, tzinfo=ZoneInfo("UTC")), ZoneInfo("UTC"))
    datetime.date(2026, 6, 1)
    """
    newest = first_of_month(newest_day(now, zone) + timedelta(days=1))
    return month_before(month_before(newest))


def waits(imported: Import | None, now: datetime) -> bool:
    """Whether more rows of an import are expected. The command, which whoever imports gives, does not ask."""
    return imported is not None and now < min(imported.last_at + QUIET, imported.first_at + WAITS_MAX)


def run_at(now: datetime, zone: ZoneInfo) -> datetime:
    """The last moment, now or before, at which the service makes a run."""
    local = now.astimezone(zone)
    day = local.date() if local.time() >= RUN_AT else local.date() - timedelta(days=1)
    return datetime.combine(day, RUN_AT, zone)
