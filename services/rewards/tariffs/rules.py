"""The points of a trip, and the postings that follow when they change. Pure: no clock, no database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from services.rewards.ledger.rules import Posting
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


class TripChange(NamedTuple):
    """A revision of a trip that is newer than the stored one. `points` are the trip's full points now;
    `points_before` and `revision_before` are what was stored, 0 for a new trip."""

    heard: Heard[TripJudged]
    points_before: int
    points: int
    revision_before: int


class Day(NamedTuple):
    """A rider's local day: the sums of its trips' full points and of their revisions. The latter grows with
    every change and does not depend on how events were batched."""

    points: int
    revision: int


def day_gains(changes: Iterable[TripChange]) -> dict[tuple[UUID, date], Day]:
    """Full points and revisions that each rider's local day gains."""
    gains: dict[tuple[UUID, date], Day] = {}
    for change in changes:
        trip = change.heard.event
        key = (trip.rider_id, trip.local_on)
        points, revision = gains.get(key, (0, 0))
        gains[key] = Day(
            points + change.points - change.points_before, revision + trip.revision - change.revision_before
        )
    return gains


def revisions_gained(changes: Iterable[TripChange]) -> dict[UUID, int]:
    """By how much the sum of the revisions of each rider's trips has grown."""
    gained: defaultdict[UUID, int] = defaultdict(int)
    for change in changes:
        trip = change.heard.event
        gained[trip.rider_id] += trip.revision - change.revision_before
    return gained


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


def postings(
    tariff: Tariff,
    pending: timedelta,
    changes: Iterable[TripChange],
    days: Mapping[tuple[UUID, date], Day],
) -> list[Posting]:
    """A line for each changed trip, and one of kind `cap` wherever its day's points over the limit change.

    `days` are the days as they were before these changes. A trip posts its full points. Its cap line posts
    by how much max(0, S - limit) has fallen, where S is the day's sum of full points. So a day gives
    min(S, limit) in whatever order its trips come.
    """
    running = dict(days)
    lines = []
    for change in sorted(changes, key=lambda c: (c.heard.event.ended_at, c.heard.event.trip_id)):
        trip = change.heard.event
        key = (trip.rider_id, trip.local_on)
        before = running[key]
        gained = change.points - change.points_before
        after = Day(before.points + gained, before.revision + trip.revision - change.revision_before)
        running[key] = after
        lines.append(_trip_posting(tariff, pending, change, gained))
        over_before, over = (max(0, day.points - tariff.day_points_max) for day in (before, after))
        if over != over_before:
            lines.append(_cap_posting(tariff, pending, change, after, over_before - over, -over))
    return lines


def _trip_posting(tariff: Tariff, pending: timedelta, change: TripChange, gained: int) -> Posting:
    trip = change.heard.event
    rule, params = explain(tariff, change)
    return Posting(
        posting_id=derived_id(change.heard.id, "trip"),
        rider_id=trip.rider_id,
        kind="trip",
        given_by=f"trip:{trip.trip_id}",
        revision=trip.revision,
        points=gained,
        total_points=change.points,
        posted_at=change.heard.time,
        available_at=trip.ended_at + pending,
        local_on=trip.local_on,
        rule=rule,
        version=tariff.version,
        params=params,
        zone_id=trip.start_zone_id,
    )


def _cap_posting(
    tariff: Tariff, pending: timedelta, change: TripChange, day: Day, gained: int, total: int
) -> Posting:
    trip = change.heard.event
    return Posting(
        posting_id=derived_id(change.heard.id, "cap", str(day.revision)),
        rider_id=trip.rider_id,
        kind="cap",
        given_by=f"cap:{trip.rider_id}:{trip.local_on}",
        revision=day.revision,
        points=gained,
        total_points=total,
        posted_at=change.heard.time,
        available_at=trip.ended_at + pending,
        local_on=trip.local_on,
        rule="day_limit",
        version=tariff.version,
        params={"limit_points": tariff.day_points_max, "full_points": day.points},
    )
