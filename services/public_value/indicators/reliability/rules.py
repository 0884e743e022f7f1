"""Reliability: how long stations can be used, weighted by time. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Minutes(NamedTuple):
    """Minutes of a station's local day by state. What is unknown counts neither way."""

    usable: float = 0
    empty: float = 0
    full: float = 0
    out_of_service: float = 0
    unknown: float = 0


class StationDay(NamedTuple):
    """A station's minutes, and the longest time in one piece that it was empty or full."""

    minutes: Minutes
    longest_outage_min: float


def usable_share(minutes: Minutes) -> float | None:
    """1 - (empty + full + out of service) / known minutes. None when nothing is known."""
    known = minutes.usable + minutes.empty + minutes.full + minutes.out_of_service
    return minutes.usable / known if known else None


def together(stations: Sequence[Minutes]) -> Minutes:
    """The minutes of several stations or days."""
    return Minutes(*(sum(column) for column in zip(*stations, strict=True))) if stations else Minutes()


def longest_outage(outages_min: Sequence[float]) -> float | None:
    """The longest outage of several stations or days, in minutes."""
    return max(outages_min, default=None)


def day_of(statuses: Sequence[tuple[float, int]], capacity: int, end_min: float) -> StationDay:
    """A station's day of statuses (minute, bikes), of which each holds until the next; the last until the
    day's end. Time before the first is unknown."""
    spans = [*statuses, (end_min, 0)]
    by_state = {"unknown": statuses[0][0] if statuses else end_min}
    longest = running = 0.0
    before = ""
    for (begin, bikes), (end, _) in pairwise(spans):
        state = "empty" if bikes == 0 else "full" if bikes >= capacity else "usable"
        by_state[state] = by_state.get(state, 0) + end - begin
        running = 0 if state == "usable" else end - begin + (running if state == before else 0)
        longest, before = max(longest, running), state
    return StationDay(Minutes(**by_state), longest)


def minutes_of_day(day: date, zone: ZoneInfo) -> int:
    """How many minutes a local day has: 1,500 and 1,380 where clocks are changed, else 1,440.

    >>> minutes_of_day(date(2026, 10, 25), ZoneInfo("Europe/Madrid"))
    1500
    """
    begins, ends = (
        datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + timedelta(days=1))
    )
    return round((ends - begins).total_seconds() / 60)
