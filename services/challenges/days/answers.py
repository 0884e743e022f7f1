"""Response models of days."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from services.challenges.days.rules import Counts
from services.challenges.days.store import Day
from shared.http.cursors import Place
from shared.http.documented import example
from shared.http.items import Failure

LISTED = {"local_on": "2026-05-04", "tags": ["rain"], "outage": True}


class DayFailure(BaseModel):
    """A day that was not taken. `local_on` is left out where it could not be read."""

    index: int
    local_on: str | None = None
    problem: dict[str, Any]


class DayCounts(BaseModel):
    """The number of days that had no tags before, those whose tags have changed and that are as they were,
    and those that were not taken."""

    model_config = example(new=2, changed=0, unchanged=5, failures=[])

    new: int
    changed: int
    unchanged: int
    failures: list[DayFailure]


class ListedDay(BaseModel):
    """A local day with its tags. `outage`: riders could not ride, so the day is not empty for streaks; left
    out of any other day."""

    model_config = example(**LISTED)

    local_on: date
    tags: list[str]
    outage: bool | None = None


class DayList(BaseModel):
    """Latest first. A day that is not in it has no tags and is no outage."""

    model_config = example(days=[LISTED])

    days: list[ListedDay]
    next_cursor: str | None = None


def day_counts(counts: Counts, failures: list[Failure]) -> DayCounts:
    """What came of a list of days."""
    return DayCounts(**counts._asdict(), failures=[DayFailure(**each) for each in failures])


def listed(day: Day) -> ListedDay:
    """A day in a list."""
    return ListedDay(local_on=day.local_on, tags=list(day.tags), outage=day.is_outage or None)


def place(day: Day) -> Place:
    """The sort key of a day in its list."""
    return (day.local_on.isoformat(),)
