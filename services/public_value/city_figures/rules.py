"""Which periods the city's page shows. Pure.

The tiles show calendar months and ISO weeks, as releases tell them. The newest month is shown from its day
MONTH_DAYS_MIN on, as the sum of its days, until then the month before it. Weeks are whole.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.public_value.indicators.rules import IndicatorId, Interval
from services.public_value.queries.reading.rules import Released
from services.public_value.queries.rules import DAY, WEEK
from services.public_value.releases.calendar.rules import first_of_week, next_month, opens_at

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


ADDED_UP: tuple[IndicatorId, ...] = ("trips", "duration_s", "distance_m", "points")
"""Measures whose released days may be added up, of a month of which nothing else is told yet."""


def rider_keys(keys: Collection[str]) -> tuple[str, ...]:
    """What the figure `riders` counts, of what stands for the riders of its trips. Empty where all trips name
    their riders.

    >>> rider_keys({"trip", "bike"}), rider_keys({"rider"})
    (('bike', 'trip'), ())
    """
    counted = tuple(key for key in RIDER_KEYS if key in keys)
    return () if counted == ("rider",) else counted


def added_up(days: Released) -> dict[str, float]:
    """The sums of those days that are told, by column."""
    sums: dict[str, float] = defaultdict(int)
    for row in days.rows:
        for column, value in zip(days.columns, row, strict=True):
            if isinstance(value, int | float):
                sums[str(column["name"])] += value
    return sums


def complete_month(periods: Mapping[str, Period], as_of: datetime, zone: ZoneInfo) -> Period:
    """The newest of the months whose places are told, or will not be told any more."""
    month = periods["month"]
    return month if as_of >= opens_at(month.end, zone) else periods["previous_month"]


def periods(span: tuple[date, date], last: date) -> Mapping[str, Period]:
    """The periods of the tiles: the newest month and whole week as of the day `last`, and the ones before.
    `span` are the first and the last day that are told."""
    month = (last - timedelta(days=MONTH_DAYS_MIN - 1)).replace(day=1)
    if month < span[0].replace(day=1):
        month = last.replace(day=1)
    week = first_of_week(last + DAY) - WEEK
    return {
        "month": Period("P1M", month),
        "previous_month": Period("P1M", (month - DAY).replace(day=1)),
        "week": Period("P1W", week),
        "previous_week": Period("P1W", week - WEEK),
    }
