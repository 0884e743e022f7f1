"""To which period of a challenge a trip belongs, if to any. Pure."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from services.challenges.matching.deeds import Deed
from services.challenges.tree.periods import Window as Published
from services.challenges.tree.periods import (
    days_touched,
    local_day,
    next_on,
    period_from,
    periods,
    starts_on,
)

DAYS_AROUND = timedelta(days=2)
"""The start of a trip lies at most so far from its local day in the city, whatever its time zone."""


class Period(NamedTuple):
    """A period by its first local day, and from when to when it counts."""

    period_on: date
    starts_at: datetime
    ended_at: datetime


class Window(NamedTuple):
    """When a challenge counts: its window as published, with the local days of its start and its end in the
    city's time zone, and when it was closed, if that was before the end."""

    published: Published
    first_on: date
    end_on: date
    closed_at: datetime | None

    @property
    def ended_at(self) -> datetime:
        """The end of the window: a closing moves the end, if it has not come yet."""
        return self._closed(self.published.ends_at)

    def period(self, period_on: date) -> Period:
        """The period that begins on this day: a closing moves its end, if that has not come yet."""
        if self.published.kind == "once":
            return Period(period_on, self.published.starts_at, self.ended_at)
        found = period_from(self.published, period_on)
        return Period(period_on, found.starts_at, self._closed(found.ends_at))

    def periods(self) -> list[Period]:
        """All periods, in order."""
        return [
            Period(each.starts_on or self.first_on, each.starts_at, self._closed(each.ends_at))
            for each in periods(self.published)
        ]

    def days_of(self, period_on: date) -> int:
        """How many local days the period that begins on this day touches, as it was published."""
        kind = self.published.kind
        if kind == "once":
            return days_touched(self.published.starts_at, self.published.ends_at, self.published.zone)
        return (next_on(kind, period_on) - period_on).days

    @property
    def last_on(self) -> date:
        """The first local day of the last period."""
        if self.published.kind == "once":
            return self.first_on
        return starts_on(self.published.kind, self.end_on - timedelta(days=1))

    def _closed(self, ends_at: datetime) -> datetime:
        return ends_at if self.closed_at is None else min(ends_at, self.closed_at)


PeriodOn = Callable[[Deed], date | None]


def compiled(window: Window) -> PeriodOn:
    """A function that tells the first local day of the period to which a trip belongs; None if it lies
    outside the window.

    Once, a trip belongs to the window by its start; else to a period by its own local day, if it started
    before a closing. However late it is reported.
    """
    kind, first_on, end_on = window.published.kind, window.first_on, window.end_on
    # Instants of one time zone are compared in a tenth of the time.
    closed_at = None if window.closed_at is None else window.closed_at.astimezone(UTC)
    starts_at, ended_at = window.published.starts_at.astimezone(UTC), window.ended_at.astimezone(UTC)
    if kind == "once":
        return lambda deed: first_on if starts_at <= deed.started_at < ended_at else None

    def period_on(deed: Deed) -> date | None:
        if not first_on <= deed.local_on < end_on:
            return None
        if closed_at is not None and deed.started_at >= closed_at:
            return None
        return starts_on(kind, deed.local_on)

    return period_on


def open_window(published: Published, closed_at: datetime | None) -> Window:
    """The window of a challenge that was closed at this instant, or not. What has ended before stays as it
    was."""
    first_on, end_on = (local_day(each, published.zone) for each in (published.starts_at, published.ends_at))
    moves = closed_at is not None and closed_at < published.ends_at
    return Window(published, first_on, end_on, closed_at if moves else None)
