"""Windows and periods: which one a trip belongs to, when it ends, and when it is settled."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .facts import Challenge, Trip, World

SETTLED_AFTER = timedelta(days=14)
"""14 x 24 hours."""
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Period:
    """A window, or one period of it; of a window `start_on` is None.

    `ends_at` is as published. `end_at` is the closing, where that came first.
    """

    start_on: date | None
    starts_at: datetime
    ends_at: datetime
    end_at: datetime

    def has_ended(self, now: datetime) -> bool:
        return now >= self.end_at

    def settles_at(self) -> datetime:
        return self.end_at + SETTLED_AFTER

    def is_settled(self, now: datetime) -> bool:
        return now >= self.settles_at()


def instant_of(text: str) -> datetime:
    """An instant in UTC, where adding hours adds hours."""
    return datetime.fromisoformat(text).astimezone(UTC)


def first_instant(day: date, timezone: ZoneInfo) -> datetime:
    """When a local day begins."""
    return datetime.combine(day, time(), timezone).astimezone(UTC)


def monday_of(day: date) -> date:
    """The first day of its ISO week."""
    return day - timedelta(days=day.weekday())


def bounds(kind: str, day: date) -> tuple[date, date]:
    """The period of a local day: its first day, and the first after it."""
    if kind == "day":
        return day, day + timedelta(days=1)
    if kind == "week":
        monday = monday_of(day)
        return monday, monday + timedelta(days=7)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def closing_of(challenge: Challenge, now: datetime) -> datetime | None:
    """When it was closed. None where that has not come, or where it had ended before."""
    closed_at, ends_at = challenge.closed_at, instant_of(challenge.body["ends_at"])
    if closed_at is None or closed_at > now or closed_at >= ends_at:
        return None
    return closed_at


def period_of(challenge: Challenge, trip: Trip, world: World) -> Period | None:
    """The period to which a trip belongs. None: it is outside of the window."""
    closing = closing_of(challenge, world.now)
    if closing is not None and trip.started_at >= closing:
        return None
    starts_at, ends_at = (instant_of(challenge.body[name]) for name in ("starts_at", "ends_at"))
    kind = challenge.body.get("period", "once")
    if kind == "once":
        if not starts_at <= trip.started_at < ends_at:
            return None
        return Period(None, starts_at, ends_at, closing or ends_at)
    first, end = (at.astimezone(world.timezone).date() for at in (starts_at, ends_at))
    if not first <= trip.local_on < end:
        return None
    start_on, next_on = bounds(kind, trip.local_on)
    period_ends_at = first_instant(next_on, world.timezone)
    return Period(
        start_on,
        first_instant(start_on, world.timezone),
        period_ends_at,
        min(period_ends_at, closing) if closing else period_ends_at,
    )


def days_touched(period: Period, timezone: ZoneInfo) -> int:
    """How many local days the period as published touches."""
    first = period.starts_at.astimezone(timezone).date()
    last = (period.ends_at - INSTANT).astimezone(timezone).date()
    return (last - first).days + 1


def is_baseline(trip: Trip, period: Period, weeks: int, timezone: ZoneInfo) -> bool:
    """Whether a trip is of the ISO weeks that end before the week in which the period begins."""
    monday = monday_of(period.starts_at.astimezone(timezone).date())
    return monday - timedelta(weeks=weeks) <= trip.local_on < monday
