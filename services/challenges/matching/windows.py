"""To which period of a challenge a trip belongs, if to any. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from services.challenges.matching.deeds import Deed
from services.challenges.matching.goals import monday_of

FIRST_DAY_OF: Mapping[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": monday_of,
    "month": lambda day: day.replace(day=1),
}
"""The first day of the period in which a local day lies."""


class Window(NamedTuple):
    """When a challenge counts: from `starts_at` on, before `ends_at`, and before `closed_at`, if it was
    closed. `first_on` and `end_on` are the local days of start and end in the city's time zone. `period`:
    once, day, week or month."""

    period: str
    starts_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    first_on: date
    end_on: date

    @property
    def ended_at(self) -> datetime:
        """The end of the window: a closing moves the end, if it has not come yet."""
        return self.ends_at if self.closed_at is None else min(self.ends_at, self.closed_at)

    def period_on(self, deed: Deed) -> date | None:
        """The first local day of the period to which a trip belongs; None if it lies outside the window.

        Once, a trip belongs to the window by its start; else to a period by its own local day, if it started
        before a closing. However late it is reported.
        """
        if self.period == "once":
            return self.first_on if self.starts_at <= deed.started_at < self.ended_at else None
        if not self.first_on <= deed.local_on < self.end_on:
            return None
        if self.closed_at is not None and deed.started_at >= self.closed_at:
            return None
        return FIRST_DAY_OF[self.period](deed.local_on)
