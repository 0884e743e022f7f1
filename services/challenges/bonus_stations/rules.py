"""When stations are bonus stations, and what a change of that touches. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from services.challenges.matching.windows import DAYS_AROUND

AHEAD = timedelta(days=1)
"""No trip is known that ends later than so long after now."""


class Key(NamedTuple):
    """What tells the times of a bonus station apart."""

    station_id: str
    from_at: datetime


class Counts(NamedTuple):
    """How many bonus stations came, end otherwise than before, went, and are as they were."""

    new: int
    changed: int
    removed: int
    unchanged: int


class Change(NamedTuple):
    """When a bonus station ended (None: it was none), and when it ends (None: it is none)."""

    was: datetime | None
    now: datetime | None


def changes_of(known: Mapping[Key, datetime], declared: Mapping[Key, datetime]) -> dict[Key, Change]:
    """What changes. One that ends as it begins is none."""
    changes = {
        key: Change(known.get(key), until if until > key.from_at else None) for key, until in declared.items()
    }
    return {key: change for key, change in changes.items() if change.was != change.now}


def counts_of(changes: Iterable[Change], declared: int) -> Counts:
    """The numbers of these changes, of so many that were declared."""
    all_changes = list(changes)
    new = sum(change.was is None for change in all_changes)
    removed = sum(change.now is None for change in all_changes)
    changed = len(all_changes) - new - removed
    return Counts(new, changed, removed, declared - len(all_changes))


def days_touched(changes: Mapping[Key, Change], now: datetime) -> set[date]:
    """The local days, in any time zone, of trips that these changes may concern."""
    days: set[date] = set()
    for key, change in changes.items():
        ends: Sequence[datetime] = [each for each in change if each is not None]
        # Where only the end moves, what lies before both ends stays.
        since = min(ends) if len(ends) == 2 else key.from_at
        last = min(max(ends), now + AHEAD).astimezone(UTC).date() + DAYS_AROUND
        day = since.astimezone(UTC).date() - DAYS_AROUND
        while day <= last:
            days.add(day)
            day += timedelta(days=1)
    return days
