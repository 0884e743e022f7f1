"""Periods of leaderboards: which one a local day lies in, how it is called, how long it is shown. Pure."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from shared.http.problems import refused

Term = Literal["week", "month", "season", "all"]
"""How long a board counts: an ISO week, a month, a quarter of the year, or for ever."""

BEGINNING = date(2000, 1, 1)
"""What stands for the first day of the one period of a board that counts for ever."""

MONTHS_SHOWN = 13
"""A period that ended so many months ago or earlier is no longer shown."""

PERIODS: Mapping[Term, re.Pattern[str]] = {
    "week": re.compile(r"(20\d\d)-W(\d\d)", re.ASCII),
    "month": re.compile(r"(20\d\d)-(\d\d)", re.ASCII),
    "season": re.compile(r"(20\d\d)-Q([1-4])", re.ASCII),
}


def begins_on(term: Term, local_on: date) -> date:
    """The first day of the period in which a local day lies."""
    if term == "week":
        return local_on - timedelta(days=local_on.weekday())
    if term == "all":
        return BEGINNING
    month = local_on.month if term == "month" else local_on.month - (local_on.month - 1) % 3
    return date(local_on.year, month, 1)


def ends_on(term: Term, first: date) -> date:
    """The first day after the period that begins on `first`."""
    if term == "week":
        return first + timedelta(days=7)
    if term == "all":
        return date.max
    return months_later(first, 1 if term == "month" else 3)


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier, if below 0), or the month's last.

    >>> months_later(date(2026, 11, 29), -13), months_later(date(2026, 3, 31), -1)
    (datetime.date(2025, 10, 29), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def name_of(term: Term, first: date) -> str | None:
    """The name of the period that begins on `first`. A board that counts for ever has none.

    >>> name_of("week", date(2026, 12, 28)), name_of("season", date(2026, 10, 1))
    ('2026-W53', '2026-Q4')
    """
    if term == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    if term == "all":
        return None
    return f"{first:%Y-%m}" if term == "month" else f"{first.year}-Q{(first.month + 2) // 3}"


def first_day(term: Term, name: str, pointer: str = "/query/period") -> date:
    """The first day of the period with this name. Raises ValidationError, which names what is at `pointer`,
    for a name of no such period."""
    found = PERIODS[term].fullmatch(name) if term in PERIODS else None
    try:
        if found is None:
            raise ValueError
        year, number = int(found[1]), int(found[2])
        if term == "week":
            return date.fromisocalendar(year, number, 1)
        return date(year, number if term == "month" else number * 3 - 2, 1)
    except ValueError:
        raise refused((pointer, "bad_format")) from None


def first_shown(today: date) -> date:
    """A period that ended on this day or earlier, its last day being the one before, is no longer shown."""
    return months_later(today, -MONTHS_SHOWN)


def is_shown(term: Term, first: date, today: date) -> bool:
    """Whether the period that begins on `first` is still shown."""
    return ends_on(term, first) > first_shown(today)
