"""Which periods the city's page shows. Pure.

The tiles show calendar months and ISO weeks, not the last 30 days. Sums over days that slide along would
give a hidden day away: today's sum less yesterday's is the day that came in less the one that went out.
The newest month is shown from its seventh day on, before that the one before it; weeks are whole ones.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from services.public_value.disclosure.rules import DAY, WEEK, monday, next_month
from services.public_value.indicators.rules import Interval

MONTH_DAYS_MIN = 7


class Period(NamedTuple):
    """A calendar month or an ISO week, by its first day."""

    interval: Interval
    start: date

    @property
    def end(self) -> date:
        """Its last day."""
        return (next_month(self.start) if self.interval == "P1M" else self.start + WEEK) - DAY


def last_day(span: tuple[date, date], today: date) -> date:
    """The last day that is over, of those from the first to the last trip; on a city's very first day that
    day itself."""
    return min(span[1], max(today - DAY, span[0]))


def periods(span: tuple[date, date], last: date) -> Mapping[str, Period]:
    """The month and the week that are shown when `last` is the last day, and those before them."""
    month = (last - timedelta(days=MONTH_DAYS_MIN - 1)).replace(day=1)
    if month < span[0].replace(day=1):
        month = last.replace(day=1)
    week = monday(last + DAY) - WEEK
    return {
        "month": Period("P1M", month),
        "previous_month": Period("P1M", (month - DAY).replace(day=1)),
        "week": Period("P1W", week),
        "previous_week": Period("P1W", week - WEEK),
    }
