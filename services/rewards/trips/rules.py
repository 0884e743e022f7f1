"""The points of a trip, and the postings that follow when they change. Pure: no clock, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from services.rewards.ledger.rules import Account, Line
from shared.eventlog.outbox import derived_id
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from shared.limits import ENERGY_S_MAX


@dataclass(frozen=True)
class Tariff:
    """Points per full `metres_per_point` and per full `kcal_per_point`, and the limit of a local day."""

    version: int = 1
    metres_per_point: int = 100
    distance_m_max: int = 20_000
    kcal_per_point: int = 10
    day_points_max: int = 400


TARIFF = Tariff()

Explanation = tuple[str, dict[str, int | str]]
"""A rule and its parameters. The gateway turns them into words when somebody reads."""


def earned(tariff: Tariff, trip: TripJudged) -> int:
    """A trip's full points, before the day's limit: 0 unless it counts and went a known distance, so that
    sitting still earns nothing. An unpaid trip earns nothing either."""
    if not trip.counts or trip.unpaid or not trip.distance_m:
        return 0
    return distance_points(tariff, trip.distance_m) + trip.energy_kcal // tariff.kcal_per_point


def distance_points(tariff: Tariff, distance_m: int) -> int:
    """Points for metres alone.

    >>> distance_points(TARIFF, 1_999), distance_points(TARIFF, 1_000_000)
    (19, 200)
    """
    return min(distance_m, tariff.distance_m_max) // tariff.metres_per_point


class Paid(NamedTuple):
    """A trip as it was heard of, its rider's account, and the trip's full points."""

    heard: Heard[TripJudged]
    account: Account
    points: int


class TripChange(NamedTuple):
    """A revision of a trip that is newer than the stored one. `points` are the trip's full points now;
    `points_before` and `revision_before` are what was stored, 0 for a new trip."""

    trip_id: UUID
    heard: Heard[TripJudged]
    account: Account
    points_before: int
    points: int
    revision_before: int


class Day(NamedTuple):
    """A rider's local day: the sums of its trips' full points and of their revisions. The latter grows with
    every change and does not depend on how events were batched."""

    points: int
    revision: int


class DayChange(msgspec.Struct):
    """What a rider's local day gains: full points and revisions, by the changes of these trips."""

    points: int
    revision: int
    trips: list[TripChange]


DayKey = tuple[UUID, date]
"""A rider and a local day."""


def day_changes(changes: Iterable[TripChange]) -> dict[DayKey, DayChange]:
    """These changes by rider and local day. The revisions of riders' trips, in the accounts, grow by them."""
    days: dict[DayKey, DayChange] = {}
    for change in changes:
        trip = change.heard.event
        revisions = trip.revision - change.revision_before
        change.account.trip_revisions += revisions
        key = (change.account.rider_id, trip.local_on)
        day = days.get(key)
        if day is None:
            days[key] = DayChange(change.points - change.points_before, revisions, [change])
        else:
            day.points += change.points - change.points_before
            day.revision += revisions
            day.trips.append(change)
    return days


def explain(tariff: Tariff, change: TripChange) -> Explanation:
    """The rule by which a trip earned its points, and the rule's parameters."""
    trip = change.heard.event
    if trip.counts and trip.unpaid:
        return "unpaid", {}
    if trip.counts and trip.distance_m:
        return "tariff", {
            "distance_m": trip.distance_m,
            "distance_points": distance_points(tariff, trip.distance_m),
            "energy_kcal": trip.energy_kcal,
            "energy_points": trip.energy_kcal // tariff.kcal_per_point,
            **limits_reached(tariff, trip.distance_m, trip.duration_s),
        }
    if trip.counts:
        return "distance_unknown", {}
    reason = trip.reasons[0] if trip.reasons else trip.verdict
    if change.points_before:
        return "taken_back", {"verdict": trip.verdict, "reason": reason}
    return "not_counted", {"verdict": trip.verdict, "reason": reason}


def limits_reached(tariff: Tariff, distance_m: int, duration_s: int) -> dict[str, int | str]:
    """The limits that cut this trip, in metres and seconds. The trip's points are for these, and the rest of
    the trip earns nothing.

    >>> limits_reached(TARIFF, 20_001, 3_600)
    {'distance_m_max': 20000}
    """
    reached: dict[str, int | str] = {}
    if distance_m > tariff.distance_m_max:
        reached["distance_m_max"] = tariff.distance_m_max
    if duration_s > ENERGY_S_MAX:
        reached["energy_s_max"] = ENERGY_S_MAX
    return reached


def lines_of(
    tariff: Tariff,
    pending: timedelta,
    changes: Mapping[DayKey, DayChange],
    days: Mapping[DayKey, tuple[int, int]],
) -> list[Line]:
    """A line for each changed trip, and one of kind `cap` for each day whose points over the limit change.

    `days` are full points and revisions of the days before these changes. A trip gives its full points. The
    limit's source has given min(L, S) - S in all, S being the day's sum of full points and L the limit, so a
    day gives min(L, S) in whatever order its trips come.
    """
    lines = []
    for key, gained in changes.items():
        for change in gained.trips:
            lines.append(_trip_line(tariff, pending, change))
        points_before, revision_before = days[key]
        full_points = points_before + gained.points
        if full_points > tariff.day_points_max or points_before > tariff.day_points_max:
            total = min(0, tariff.day_points_max - full_points)
            total_before = min(0, tariff.day_points_max - points_before)
            if total != total_before:
                day = Day(full_points, revision_before + gained.revision)
                lines.append(_cap_line(tariff, gained.trips[-1], day, total - total_before, total))
    return lines


def _trip_line(tariff: Tariff, pending: timedelta, change: TripChange) -> Line:
    trip = change.heard.event
    rule, params = explain(tariff, change)
    points = change.points - change.points_before
    return Line(
        posting_id=derived_id(change.heard.id, "trip"),
        account=change.account,
        kind="trip",
        source=f"trip:{change.trip_id}",
        revision=trip.revision,
        points=points,
        total_points=change.points,
        posted_at=change.heard.time,
        available_at=trip.ended_at + pending if points > 0 else change.heard.time,
        local_on=trip.local_on,
        rule=rule,
        version=tariff.version,
        params=params,
        zone_id=trip.start_zone_id,
    )


def _cap_line(tariff: Tariff, change: TripChange, day: Day, gained: int, total: int) -> Line:
    heard = change.heard
    return Line(
        posting_id=derived_id(heard.id, "cap", str(day.revision)),
        account=change.account,
        kind="cap",
        source=f"cap:{heard.event.local_on}",
        revision=day.revision,
        points=gained,
        total_points=total,
        posted_at=heard.time,
        available_at=heard.time,
        local_on=heard.event.local_on,
        rule="day_limit",
        version=tariff.version,
        params={"limit_points": tariff.day_points_max, "full_points": day.points},
    )
