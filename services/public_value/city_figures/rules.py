"""Which periods the city's page shows. Pure.

The tiles show calendar months and ISO weeks, not the last 30 days. A rolling sum would allow differencing:
today's sum minus yesterday's is the newest day minus the day that dropped out, of which one may be hidden.
The newest month is shown from its day MONTH_DAYS_MIN on, until then the month before it. Weeks are whole.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from services.public_value.disclosure.rules import DAY, WEEK, monday, next_month
from services.public_value.indicators.rules import Interval

MONTH_DAYS_MIN = 7


RIDER_KEYS = ("rider", "bike", "trip")


class Period(NamedTuple):
    """A calendar month or an ISO week, by its first day."""

    interval: Interval
    start: date

    @property
    def end(self) -> date:
        """Its last day."""
        return (next_month(self.start) if self.interval == "P1M" else self.start + WEEK) - DAY


def rider_keys(trips: Mapping[str, int]) -> tuple[str, ...]:
    """What the figure `riders` counts, of these trips by what stands for their riders. Empty where all of
    them name their riders.

    >>> rider_keys({"rider": 0, "bike": 7}), rider_keys({"rider": 7, "bike": 0})
    (('bike',), ())
    """
    counted = tuple(key for key in RIDER_KEYS if trips.get(key, 0) > 0)
    return () if counted == ("rider",) else counted


def periods(span: tuple[date, date], last: date) -> Mapping[str, Period]:
    """The periods of the tiles: the newest month and whole week as of the day `last`, and the ones before.
    `span` are the days of the first and the last trip that are told."""
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
