"""The periods of a challenge's window: days, ISO weeks and months of the city's time zone. Pure.

Local days are counted by the calendar, so a day in which clocks change is one day of 23 or 25 hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from services.challenges.tree.words import PeriodKind
from shared.limits import LATEST

PERIODS_MAX = 400
SETTLES_AFTER = timedelta(days=14)
"""How long after its end a period is settled: 14 x 24 h, whatever clocks do."""

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LAST_LOCAL = LATEST - 2 * DAY
"""The last instant of which every time zone can tell the local day and the one after."""


@dataclass(frozen=True, slots=True)
class Window:
    """The window of a challenge, from `starts_at` (inclusive) to `ends_at` (exclusive), and how it is divided
    in the city's time zone."""

    starts_at: datetime
    ends_at: datetime
    kind: PeriodKind
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Period:
    """A part of the window in which progress is counted. `starts_on` is its first local day, None where the
    window is one period."""

    starts_on: date | None
    starts_at: datetime
    ends_at: datetime

    @property
    def settles_at(self) -> datetime:
        """When it is settled."""
        return settles_at(self.ends_at)


def settles_at(ends_at: datetime) -> datetime:
    """When a period with this end is settled."""
    return min(ends_at, LATEST - SETTLES_AFTER) + SETTLES_AFTER


def local_day(instant: datetime, zone: tzinfo) -> date:
    """The city's day of an instant.

    >>> from zoneinfo import ZoneInfo
    >>> local_day(datetime(2026, 5, 3, 22, tzinfo=UTC), ZoneInfo("Europe/Madrid"))
    datetime.date(2026, 5, 4)
    """
    return min(instant, LAST_LOCAL).astimezone(zone).date()


def first_instant(day: date, zone: tzinfo) -> datetime:
    """The first instant of a local day, in UTC. Where clocks skip midnight, that is when they are moved.

    >>> from zoneinfo import ZoneInfo
    >>> first_instant(date(2026, 3, 29), ZoneInfo("Asia/Beirut")).isoformat()
    '2026-03-28T22:00:00+00:00'
    """
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    if midnight.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, time()):
        return midnight
    # There is no midnight. Read with the offset after the gap it is too early, with the one before too late.
    too_early = datetime.combine(day, time(), zone).replace(fold=1).astimezone(UTC) - timedelta(seconds=1)
    seconds = int((midnight - too_early).total_seconds())
    low, high = 0, seconds
    while high - low > 1:
        middle = (low + high) // 2
        if (too_early + timedelta(seconds=middle)).astimezone(zone).date() < day:
            low = middle
        else:
            high = middle
    return too_early + timedelta(seconds=high)


def starts_on(kind: PeriodKind, day: date) -> date:
    """The first day of the day, ISO week or month in which a local day lies.

    >>> starts_on("week", date(2027, 1, 3)), starts_on("month", date(2027, 1, 3))
    (datetime.date(2026, 12, 28), datetime.date(2027, 1, 1))
    """
    if kind == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if kind == "month" else day


def next_on(kind: PeriodKind, first: date) -> date:
    """The first day of the period after the one that begins on `first`."""
    if kind == "month":
        return (first + 31 * DAY).replace(day=1)
    return first + (WEEK if kind == "week" else DAY)


def begins_a_period(kind: PeriodKind, instant: datetime, zone: tzinfo) -> bool:
    """Whether a window that is divided like this may begin or end at this instant."""
    if kind == "once":
        return True
    day = local_day(instant, zone)
    return starts_on(kind, day) == day and first_instant(day, zone) == instant


def count(window: Window) -> int:
    """How many periods a window has. It begins and ends with a period."""
    if window.kind == "once":
        return 1
    first, end = local_day(window.starts_at, window.zone), local_day(window.ends_at, window.zone)
    if window.kind == "month":
        return (end.year - first.year) * 12 + end.month - first.month
    return (end - first) // (WEEK if window.kind == "week" else DAY)


def periods(window: Window) -> Iterator[Period]:
    """The periods of a window, in order. It begins and ends with a period."""
    if window.kind == "once":
        yield Period(None, window.starts_at, window.ends_at)
        return
    first, end = local_day(window.starts_at, window.zone), local_day(window.ends_at, window.zone)
    while first < end:
        following = next_on(window.kind, first)
        yield period_from(window, first)
        first = following


def period_from(window: Window, first: date) -> Period:
    """The period that begins on this day. Not for `once`."""
    following = next_on(window.kind, first)
    return Period(first, first_instant(first, window.zone), first_instant(following, window.zone))


def period_of_day(window: Window, local_on: date) -> Period | None:
    """The period in which a local day lies, None outside the window. Not for `once`: there the instant of a
    trip's start decides, not its day, which may be another city's."""
    first, end = local_day(window.starts_at, window.zone), local_day(window.ends_at, window.zone)
    if not first <= local_on < end:
        return None
    return period_from(window, starts_on(window.kind, local_on))


def period_at(window: Window, instant: datetime) -> Period | None:
    """The period that runs at an instant, None outside the window."""
    if not window.starts_at <= instant < window.ends_at:
        return None
    if window.kind == "once":
        return Period(None, window.starts_at, window.ends_at)
    return period_of_day(window, local_day(instant, window.zone))


def period_of_trip(window: Window, started_at: datetime, local_on: date) -> Period | None:
    """The period that a trip belongs to, None outside the window: of `once` by the instant of its start, else
    by its own local day. A closing is not looked at."""
    if window.kind == "once":
        return period_at(window, started_at)
    return period_of_day(window, local_on)


def closed(period: Period, closed_at: datetime | None) -> Period:
    """The period as a closing leaves it: its end moves to the closing, if it has not come yet. One that would
    begin later has nothing in it."""
    if closed_at is None or period.ends_at <= closed_at:
        return period
    return replace(period, ends_at=closed_at)


def last_day(ends_at: datetime, zone: tzinfo) -> date:
    """The last local day that a period with this end touches."""
    return local_day(ends_at - timedelta(microseconds=1), zone)


def days_touched(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> int:
    """How many local days lie between two instants, with those that are only touched."""
    return (last_day(ends_at, zone) - local_day(starts_at, zone)).days + 1


def weeks_touched(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> int:
    """How many ISO weeks lie between two instants, with those that are only touched."""
    first = starts_on("week", local_day(starts_at, zone))
    return (starts_on("week", last_day(ends_at, zone)) - first) // WEEK + 1


def baseline(period: Period, zone: tzinfo, weeks: int) -> tuple[date, date]:
    """The first day of so many ISO weeks that end before the week in which a period begins, and the first day
    after them."""
    monday = starts_on("week", local_day(period.starts_at, zone))
    return monday - weeks * WEEK, monday


@dataclass(frozen=True, slots=True)
class Longest:
    """The most local days and ISO weeks that a period of a window touches."""

    days: int
    weeks: int


def longest(window: Window) -> Longest:
    """The most days and weeks of a period of a window. It begins and ends with a period."""
    if window.kind == "once":
        edges = (window.starts_at, window.ends_at, window.zone)
        return Longest(days_touched(*edges), weeks_touched(*edges))
    if window.kind in ("day", "week"):
        return Longest(7 if window.kind == "week" else 1, 1)
    months = [(each, next_on("month", each)) for each in _firsts_of_months(window)]
    return Longest(
        max((end - first).days for first, end in months),
        max((starts_on("week", end - DAY) - starts_on("week", first)) // WEEK + 1 for first, end in months),
    )


def _firsts_of_months(window: Window) -> Iterator[date]:
    first, end = local_day(window.starts_at, window.zone), local_day(window.ends_at, window.zone)
    for _ in range(PERIODS_MAX):
        if first >= end:
            return
        yield first
        first = next_on("month", first)
