"""To which period of a challenge a trip belongs, if to any. Pure."""

from datetime import date, datetime
from typing import NamedTuple

from services.challenges.matching.deeds import Deed
from services.challenges.tree.periods import Window as Published
from services.challenges.tree.periods import local_day, period_from, periods, starts_on


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

    def period_on(self, deed: Deed) -> date | None:
        """The first local day of the period to which a trip belongs; None if it lies outside the window.

        Once, a trip belongs to the window by its start; else to a period by its own local day, if it started
        before a closing. However late it is reported.
        """
        kind = self.published.kind
        if kind == "once":
            return self.first_on if self.published.starts_at <= deed.started_at < self.ended_at else None
        if not self.first_on <= deed.local_on < self.end_on:
            return None
        if self.closed_at is not None and deed.started_at >= self.closed_at:
            return None
        return starts_on(kind, deed.local_on)

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

    def _closed(self, ends_at: datetime) -> datetime:
        return ends_at if self.closed_at is None else min(ends_at, self.closed_at)


def open_window(published: Published, closed_at: datetime | None) -> Window:
    """The window of a challenge that was closed at this instant, or not. What has ended before stays as it
    was."""
    first_on, end_on = (local_day(each, published.zone) for each in (published.starts_at, published.ends_at))
    moves = closed_at is not None and closed_at < published.ends_at
    return Window(published, first_on, end_on, closed_at if moves else None)
