"""In which state a station is, and how long on a local day. Pure: no clock, no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

State = Literal["usable", "empty", "full", "out_of_service"]
DayState = Literal[State, "unknown"]
STATES: Sequence[DayState] = (*get_args(State), "unknown")

SILENT = timedelta(hours=25)
"""How long a state holds after it was said last: as long as the longest local day. Stations report each
change, and their feeds repeat it: who has said nothing for a day says nothing of now."""


@dataclass(frozen=True)
class Status:
    """What a station has reported. `said_at` is when the feed that told so was made. `docks` is None where a
    station has none, or tells none."""

    station_id: str
    reported_at: datetime
    said_at: datetime
    state: State
    vehicles: int
    docks: int | None


def state_of(in_service: bool, vehicles: int, docks: int | None) -> State:
    """The state of a station. In service is one that is installed, rents and takes back. One without vehicles
    and without free docks is empty."""
    if not in_service:
        return "out_of_service"
    if vehicles == 0:
        return "empty"
    return "full" if docks == 0 else "usable"


class Reported(NamedTuple):
    """A state since `reported_at`, which was said last at `said_at`."""

    reported_at: datetime
    said_at: datetime
    state: State


@dataclass(frozen=True)
class DayMinutes:
    """A station's local day: whole minutes in each state, together as many as the day has, and the longest
    time for which it was empty or full."""

    minutes: Mapping[DayState, int]
    longest_outage_min: int


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of a local day and of the next, in UTC: 23, 24 or 25 hours apart.

    >>> begins_at, ends_at = bounds_of(date(2026, 10, 25), ZoneInfo("Europe/Madrid"))
    >>> (ends_at - begins_at) / timedelta(minutes=1)
    1500.0
    """
    first, last = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + timedelta(1)))
    return first, last


def minutes_between(reports: Sequence[Reported], begins_at: datetime, ends_at: datetime) -> DayMinutes:
    """How long a station was in each state between two instants, by its reports in order of time: those of
    this time and the last one before. A state holds until the next report, but no longer than SILENT after it
    was said last; what no report tells is unknown."""
    lasted: dict[DayState, timedelta] = dict.fromkeys(STATES, timedelta())
    outage = longest = timedelta()
    for state, since, until in _spans(reports, begins_at, ends_at):
        lasted[state] += until - since
        outage = outage + (until - since) if state in ("empty", "full") else timedelta()
        longest = max(longest, outage)
    return DayMinutes(_whole_minutes(lasted), round(longest / timedelta(minutes=1)))


def _spans(
    reports: Sequence[Reported], begins_at: datetime, ends_at: datetime
) -> Iterator[tuple[DayState, datetime, datetime]]:
    """All of the time between two instants, in order, each part with its state."""
    known_until = begins_at
    nexts = [each.reported_at for each in reports[1:]]
    for report, next_at in zip(reports, [*nexts, ends_at], strict=False):
        since = max(report.reported_at, begins_at)
        until = min(next_at, report.said_at + SILENT, ends_at)
        if since >= until:
            continue
        if since > known_until:
            yield "unknown", known_until, since
        yield report.state, since, until
        known_until = until
    if known_until < ends_at:
        yield "unknown", known_until, ends_at


def _whole_minutes(lasted: Mapping[DayState, timedelta]) -> dict[DayState, int]:
    """Whole minutes, together as many as the time has: the states are laid one after the other on a line, and
    the ends between them are rounded."""
    minute = timedelta(minutes=1)
    ends, total = [0], timedelta()
    for state in STATES:
        total += lasted[state]
        ends.append(round(total / minute))
    return {state: end - start for state, (start, end) in zip(STATES, pairwise(ends), strict=True)}
