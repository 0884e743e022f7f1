"""Months and weeks as they may be shown: their cells, and which of these are published. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from services.public_value.disclosure.cells.rules import Flags, Numbers, Places, Rollups, cells
from services.public_value.disclosure.suppression.rules import hidden_cells, safe_weeks
from services.public_value.rollups.rules import Sums

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
TOLD_AFTER = 2 * DAY
"""A local day is told two nights later, at TOLD_AT. Until then its trips are in no figure, so that nobody who
asks before and after a trip sees that one trip."""
TOLD_AT = time(4)


class Told(NamedTuple):
    """The newest local day that is told, and the moment since when it is."""

    newest: date
    since: datetime


def told(now: datetime, zone: ZoneInfo) -> Told:
    """What is told at `now` in a city of this time zone.

    >>> zone = ZoneInfo("Europe/Madrid")
    >>> str(told(datetime.fromisoformat("2026-05-04T01:59:59Z"), zone).newest)
    '2026-05-01'
    >>> str(told(datetime.fromisoformat("2026-05-04T02:00:00Z"), zone).newest)
    '2026-05-02'
    """
    local = now.astimezone(zone)
    day = local.date() if local.time() >= TOLD_AT else local.date() - DAY
    return Told(day - TOLD_AFTER, datetime.combine(day, TOLD_AT, zone))


@dataclass(frozen=True)
class Figure:
    """A cell that may be shown."""

    sums: Sums
    riders: int


@dataclass(frozen=True)
class Shown:
    """A span of days (a month or a week), cut to the days from the first to the last trip.

    `sums`, `riders` and `published` have a row for each day and, last, one for the whole span; columns are
    places, see `Cells`. `safe_weeks` are the Mondays of whole weeks whose figure of the city may be shown.
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
        """The index in `sums` of this zone or district, else of the city; None for an unknown id."""
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
    """A month, from its first day `start` that lies in `span` (the days of the first and the last trip) on.

    Days before the first and after the last trip are left out: that they are empty is no secret, and they
    would not help to hide another day.
    """
    all_cells = cells(rollups, places)
    days = len(rollups.sums)
    week_of_day, mondays = whole_weeks(start, days, span)
    month = hidden_cells(all_cells, rollups, places, week_of_day)
    safe = safe_weeks(month, week_of_day)
    published = ~month.hidden[: (days + 1) * places.count].reshape(days + 1, places.count)
    weeks = frozenset(week for week, is_safe in zip(mondays, safe, strict=True) if is_safe)
    return Shown(start, places, all_cells.sums, all_cells.riders, published, weeks)


def whole_weeks(start: date, days: int, span: tuple[date, date]) -> tuple[list[int], list[date]]:
    """The number of each day's week (from 0), and the Mondays of these weeks. The number is -1 for a cut
    week: one that has other days in `span` than the `days` from `start` on.

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
    """The places of a week: those of its months, and `known`, the places of a period without trips."""
    districts_by_zone: dict[str, str] = {}
    for places in (known, *(month.places for month in months)):
        zone_districts = (places.districts[number] for number in places.district_of)
        districts_by_zone |= dict(zip(places.zones, zone_districts, strict=True))
    zones = tuple(sorted(districts_by_zone))
    districts = tuple(sorted(set(districts_by_zone.values())))
    district_of = np.array([districts.index(districts_by_zone[zone_id]) for zone_id in zones], dtype=np.int64)
    return Places(zones, districts, district_of)


def week_shown(start: date, rollups: Rollups, places: Places, months: Mapping[date, Shown]) -> Shown:
    """A week, from its first day `start` that lies in the span of trips on.

    The week of a place is published if all its days are, because then it tells nothing new. The week of the
    city is published also if `safe_weeks` of its month has it.
    """
    all_cells = cells(rollups, places)
    days = len(rollups.sums)
    published = np.zeros((days + 1, places.count), dtype=np.bool_)
    for number in range(days):
        day = start + timedelta(days=number)
        month = months[day.replace(day=1)]
        published[number] = _published_on(month, (day - month.start).days, places)
    published[days] = published[:days].all(axis=0)
    week = monday(start)
    if any(week in month.safe_weeks for month in months.values()):
        published[days, places.city] = True
    # A place that neither month has, or in which no trip started in this week, has no figure.
    published[days] &= all_cells.riders[days] > 0
    return Shown(start, places, all_cells.sums, all_cells.riders, published)


def _published_on(month: Shown, day: int, places: Places) -> Flags:
    """Which of a week's places are published on a day. A place that the month does not have hides nothing."""
    zones = dict(zip(month.places.zones, month.published[day], strict=False))
    offset = len(month.places.zones)
    districts = dict(zip(month.places.districts, month.published[day, offset:], strict=False))
    flags = [zones.get(zone_id, True) for zone_id in places.zones]
    flags += [districts.get(district_id, True) for district_id in places.districts]
    return np.array([*flags, month.published[day, month.places.city]], dtype=np.bool_)
