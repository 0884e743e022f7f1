"""What activities give on a local day (a tariff's `bonus`), and the postings that follow when that changes.
Pure: no clock, no database."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.rewards.ledger.rules import Accounts, Line
from services.rewards.tariffs.rules import Bonus, Tariffs, bonus_points
from shared.eventlog.outbox import derived_id
from shared.events.heard import Heard
from shared.events.several import ActivityReported

BonusKey = tuple[UUID, date, str]
"""A rider, a local day and a service: what one source of kind `bonus` is for."""

NO_BONUS = Bonus(points=0, day_max=0)
"""What a tariff gives for a service that it does not name."""


class ActivityChange(NamedTuple):
    """A revision of an activity that is newer than the stored one (0: it is new)."""

    heard: Heard[ActivityReported]
    revision_before: int


class BonusDay(NamedTuple):
    """A rider's counted activities of one service on one local day, the bonus by which they were last added
    up, and the sum of the revisions of all of them, which grows with every change."""

    activities: int
    bonus: Bonus
    revision: int

    @property
    def points(self) -> int:
        """What they give in all."""
        return bonus_points(self.bonus, self.activities)


class BonusChange(NamedTuple):
    """A rider's day before and after a batch."""

    before: BonusDay
    after: BonusDay


def key_of(activity: ActivityReported) -> BonusKey:
    """The source that an activity counts for."""
    return activity.rider_id, activity.local_on, activity.service


def bonuses_of(keys: Iterable[BonusKey], tariffs: Tariffs) -> dict[BonusKey, Bonus]:
    """The bonus of each of these by the tariff of its day."""
    return {key: tariffs[key[1]].bonuses.get(key[2], NO_BONUS) for key in keys}


def causes_of(changes: Iterable[ActivityChange]) -> dict[BonusKey, Heard[ActivityReported]]:
    """The last of the changed activities of each rider, day and service: what a line follows from."""
    causes: dict[BonusKey, Heard[ActivityReported]] = {}
    for heard in sorted((change.heard for change in changes), key=lambda heard: (heard.time, heard.id)):
        causes[key_of(heard.event)] = heard
    return causes


def revisions_gained(changes: Iterable[ActivityChange]) -> dict[BonusKey, int]:
    """By how much the sum of revisions grows for each rider, day and service."""
    gained: dict[BonusKey, int] = {}
    for heard, revision_before in changes:
        key = key_of(heard.event)
        gained[key] = gained.get(key, 0) + heard.event.revision - revision_before
    return gained


def lines_of(
    days: Mapping[BonusKey, BonusChange],
    causes: Mapping[BonusKey, Heard[ActivityReported]],
    accounts: Accounts,
    tariffs: Tariffs,
) -> list[Line]:
    """A line for each day whose activities give more or less than before. No limit applies to them."""
    return [
        _bonus_line(key, change, causes[key], accounts, tariffs)
        for key, change in days.items()
        if change.after.points != change.before.points
    ]


def _bonus_line(
    key: BonusKey,
    change: BonusChange,
    cause: Heard[ActivityReported],
    accounts: Accounts,
    tariffs: Tariffs,
) -> Line:
    (rider_id, local_on, service), (before, after) = key, change
    return Line(
        posting_id=derived_id(cause.id, "bonus", str(after.revision)),
        account=accounts[rider_id],
        kind="bonus",
        source=f"bonus:{service}:{local_on}",
        revision=after.revision,
        points=after.points - before.points,
        total_points=after.points,
        posted_at=cause.time,
        available_at=cause.time,
        local_on=local_on,
        rule="bonus",
        version=tariffs[local_on].version,
        params={
            "service": service,
            "activities": after.activities,
            "each_points": after.bonus.points,
            "day_max": after.bonus.day_max,
        },
    )
