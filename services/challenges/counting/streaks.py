"""The longest streak in a set of days or weeks. Pure."""

from bisect import bisect_left
from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal


def longest_streak(
    days: Collection[date], of: Literal["days", "weeks"], freezes: int, outages: Collection[date] = ()
) -> int:
    """The most of these days (or Mondays of weeks) from one to another that have at most `freezes` empty ones
    between them. A day of outage, or a week that has one, is not empty.

    >>> monday = date(2026, 5, 4)
    >>> days = [monday, date(2026, 5, 5), date(2026, 5, 7)]
    >>> longest_streak(days, "days", 0), longest_streak(days, "days", 1)
    (2, 3)
    >>> longest_streak(days, "days", 0, [date(2026, 5, 6)])
    3
    """
    step = timedelta(days=7 if of == "weeks" else 1)
    known = sorted(days)
    if of == "weeks":
        outages = {day - timedelta(days=day.weekday()) for day in outages}
    bridged = sorted(set(outages) - set(known))
    # How many empty ones lie before each, from the first on: it never falls.
    empty = [
        (day - known[0]) // step - place - bisect_left(bridged, day) + bisect_left(bridged, known[0])
        for place, day in enumerate(known)
    ]
    return max(
        (place - bisect_left(empty, last - freezes) + 1 for place, last in enumerate(empty)), default=0
    )
