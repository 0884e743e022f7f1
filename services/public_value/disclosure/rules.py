"""Months and weeks as they may be shown: cells, and which of them are published. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from services.public_value.disclosure.cells.rules import Flags, Numbers, Places, Rollups, cells
from services.public_value.disclosure.suppression.rules import hidden_cells, safe_weeks
from services.public_value.rollups.rules import Sums

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Figure:
    """A cell that may be shown."""

    sums: Sums
    riders: int


@dataclass(frozen=True)
class Shown:
    """A span of days: `sums`, `riders` and `published` by period (its days, last the whole) and place.

    `safe_weeks` are the Mondays of weeks that lie in it whole whose figure of the city may be shown.
    """

    start: date
    places: Places
    sums: Numbers
    riders: Numbers
    published: Flags
    safe_weeks: frozenset[date] = frozenset()

    @property
    def days(self) -> int:
        return len(self.sums) - 1

    def place(self, zone_id: str | None = None, district_id: str | None = None) -> int | None:
        """The number of a zone, a district or (without either) the city; None when it is none of these."""
        names, first = (
            (self.places.zones, 0) if zone_id is not None else (self.places.districts, len(self.places.zones))
        )
        if (name := zone_id if zone_id is not None else district_id) is None:
            return self.places.city
        return first + names.index(name) if name in names else None

    def figure(self, period: int, place: int) -> Figure | None:
        """What may be shown of a cell; None when it is hidden."""
        if not self.published[period, place]:
            return None
        return Figure(Sums(*self.sums[period, place].tolist()), int(self.riders[period, place]))


def monday(day: date) -> date:
    """The first day of its ISO week."""
    return day - timedelta(days=day.weekday())


def next_month(month: date) -> date:
    """The first day of the month after the one that begins on `month`."""
    return (month + timedelta(days=31)).replace(day=1)


def month_shown(start: date, span: tuple[date, date], rollups: Rollups, places: Places) -> Shown:
    """The days of a month from `start` on, those that lie in `span`: the first and the last day on which
    any trip started. Before and after it nothing has been: no secret, and no help in hiding one."""
    all_cells = cells(rollups, places)
    days = len(rollups.sums)
    week_of_day, mondays = whole_weeks(start, days, span)
    month = hidden_cells(all_cells, rollups, places, week_of_day)
    safe = safe_weeks(month, week_of_day)
    published = ~month.hidden[: (days + 1) * places.count].reshape(days + 1, places.count)
    weeks = frozenset(each for each, is_safe in zip(mondays, safe, strict=True) if is_safe)
    return Shown(start, places, all_cells.sums, all_cells.riders, published, weeks)


def whole_weeks(start: date, days: int, span: tuple[date, date]) -> tuple[list[int], list[date]]:
    """The number of each day's week, -1 where `span` has days of that week outside these; and their Mondays.

    >>> whole_weeks(date(2016, 1, 1), 4, (date(2016, 1, 1), date(2016, 2, 29)))
    ([0, 0, 0, -1], [datetime.date(2015, 12, 28)])
    """
    end = start + timedelta(days=days)
    mondays: list[date] = []
    week_of_day = []
    for number in range(days):
        week = monday(start + timedelta(days=number))
        if max(week, span[0]) < start or min(week + WEEK - DAY, span[1]) >= end:
            week_of_day.append(-1)
            continue
        if week not in mondays:
            mondays.append(week)
        week_of_day.append(mondays.index(week))
    return week_of_day, mondays


def week_places(months: Sequence[Shown], known: Places) -> Places:
    """The places of a week: all that its months have."""
    by_zone: dict[str, str] = {}
    for where in (known, *(month.places for month in months)):
        by_zone |= {zone_id: where.districts[where.district_of[i]] for i, zone_id in enumerate(where.zones)}
    zones = tuple(sorted(by_zone))
    districts = tuple(sorted(set(by_zone.values())))
    return Places(zones, districts, np.array([districts.index(by_zone[z]) for z in zones], dtype=np.int64))


def week_shown(start: date, rollups: Rollups, places: Places, months: Mapping[date, Shown]) -> Shown:
    """A week (its days from `start` on that lie in `span`): shown of each place if all its days are, for
    then it tells nothing new; and of the city also if its month found that safe."""
    all_cells = cells(rollups, places)
    days = len(rollups.sums)
    published = np.zeros((days + 1, places.count), dtype=np.bool_)
    for number in range(days):
        day = start + timedelta(days=number)
        month = months[day.replace(day=1)]
        published[number] = _of_day(month, (day - month.start).days, places)
    published[days] = published[:days].all(axis=0)
    week = monday(start)
    if any(week in month.safe_weeks for month in months.values()):
        published[days, places.city] = True
    # A place that neither month knows, or that never had a trip in this week, has no figure.
    published[days] &= all_cells.riders[days] > 0
    return Shown(start, places, all_cells.sums, all_cells.riders, published)


def _of_day(month: Shown, day: int, places: Places) -> Flags:
    """Which places of a week are published on a day. One that its month does not know has nothing to hide."""
    known = dict(zip(month.places.zones, month.published[day], strict=False))
    offset = len(month.places.zones)
    districts = dict(zip(month.places.districts, month.published[day, offset:], strict=False))
    flags = [known.get(zone_id, True) for zone_id in places.zones]
    flags += [districts.get(district_id, True) for district_id in places.districts]
    return np.array([*flags, month.published[day, month.places.city]], dtype=np.bool_)
