"""What a trip gives, what limits take of it, and the postings that follow when that changes. Pure: no clock,
no database."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from services.rewards.leaderboards.rules import DayOnBoards
from services.rewards.ledger.rules import Account, Line
from services.rewards.tariffs.rules import (
    Earned,
    Tariff,
    Tariffs,
    earned,
    first_of_month,
    taken,
)
from shared.eventlog.outbox import derived_id
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from shared.limits import ENERGY_S_MAX

EBIKE = "ebike"
Explanation = tuple[str, dict[str, int | str]]
"""A rule and its parameters. The gateway turns them into words when somebody reads."""


class Paid(NamedTuple):
    """A trip as it was heard of, its rider's account, the tariff of its day, and what it earns by it.
    `cap_points` are what the trip's limit takes: 0 or below. What is left can be spent from `available_at`
    on."""

    heard: Heard[TripJudged]
    account: Account
    tariff: Tariff
    earned: Earned
    cap_points: int
    available_at: datetime


def paid(heard: Heard[TripJudged], account: Account, tariffs: Tariffs, of_trip: Earned | None = None) -> Paid:
    """What a trip earns by the tariff of its local day. `of_trip` says it where a campaign was asked."""
    trip = heard.event
    tariff = tariffs[trip.local_on]
    of_trip = of_trip or earned(tariff, trip)
    cap_points = taken(tariff.trip_points_max, of_trip.full_points)
    return Paid(heard, account, tariff, of_trip, cap_points, trip.ended_at + tariff.pending)


class TripChange(NamedTuple):
    """A revision of a trip that is newer than the stored one. `points_before` (full points),
    `cap_points_before` and `revision_before` are what was stored, 0 for a new trip. `counted_before` and
    `by_ebike_before`: the stored one counted, and was by e-bike."""

    trip_id: UUID
    paid: Paid
    points_before: int
    cap_points_before: int
    revision_before: int
    counted_before: bool = False
    by_ebike_before: bool = False


class DayChange(msgspec.Struct):
    """What a rider's local day gains by the changes of these trips: points after the trip's limit (those by
    e-bike once more), trips that count, and revisions. `tariff` is that of the day."""

    points: int
    ebike_points: int
    counted: int
    revision: int
    tariff: Tariff
    trips: list[TripChange]


DayKey = tuple[UUID, date]
"""A rider and a local day; of a month its first."""


class Sum(NamedTuple):
    """A rider's local day or month: its points before its own limit, the points that this limit leaves (None:
    all of them), and the sum of the revisions of its trips. The latter grows with every change, and does not
    depend on how events were batched. `ebike_points` are those of a day's trips by e-bike."""

    points: int
    limit_points: int | None
    revision: int
    ebike_points: int = 0

    @property
    def cap_points(self) -> int:
        """What the limit has taken in all: 0 or below."""
        return taken(self.limit_points, self.points)

    def left_of(self, points: int) -> int:
        """What the limit leaves of so many points."""
        return points + taken(self.limit_points, points)


EMPTY = Sum(0, None, 0)


class SumChange(NamedTuple):
    """A day or month before and after a batch."""

    before: Sum
    after: Sum

    @property
    def is_over(self) -> bool:
        """Whether the limit takes something now, or did before."""
        (points_before, limit_before, *_), (points, limit, *_) = self
        return (limit is not None and points > limit) or (
            limit_before is not None and points_before > limit_before
        )


def day_changes(changes: Iterable[TripChange]) -> dict[DayKey, DayChange]:
    """These changes by rider and local day. The revisions of riders' trips, in the accounts, grow by them."""
    days: dict[DayKey, DayChange] = {}
    for change in changes:
        heard, account, tariff, of_trip, cap_points, _ = change.paid
        trip = heard.event
        revisions = trip.revision - change.revision_before
        account.trip_revisions += revisions
        points = of_trip.full_points + cap_points
        points_before = change.points_before + change.cap_points_before
        key = (account.rider_id, trip.local_on)
        day = days.get(key)
        if day is None:
            day = days[key] = DayChange(0, 0, 0, 0, tariff, [])
        day.points += points - points_before
        day.counted += trip.counts - change.counted_before
        day.revision += revisions
        day.trips.append(change)
        if trip.vehicle_type == EBIKE:
            day.ebike_points += points
        if change.by_ebike_before:
            day.ebike_points -= points_before
    return days


def days_on_boards(
    changes: Mapping[DayKey, DayChange], days: Mapping[DayKey, SumChange]
) -> list[DayOnBoards]:
    """What these days change on leaderboards, where their riders are on some: what the day's limit leaves,
    of all trips and of those by e-bike. A trip of 0 points may be a rider's first."""
    return [
        DayOnBoards(
            *key,
            after.left_of(after.points) - before.left_of(before.points),
            after.left_of(after.ebike_points) - before.left_of(before.ebike_points),
        )
        for key, change in changes.items()
        if change.trips[0].paid.account.on_leaderboards
        for before, after in (days[key],)
    ]


def limited_months(days: Iterable[DayKey], tariffs: Tariffs) -> dict[DayKey, int]:
    """The months of these days that have a limit, each with the points that it leaves: that of the tariff of
    the month's first day."""
    if not tariffs.limits_months:
        return {}
    months = {(rider_id, first_of_month(local_on)) for rider_id, local_on in days}
    limits = {key: tariffs[key[1]].month_points_max for key in months}
    return {key: limit for key, limit in limits.items() if limit is not None}


def explain(change: TripChange) -> Explanation:
    """The rule by which a trip earned its points, and the rule's parameters."""
    heard, _, _, of_trip, _, _ = change.paid
    trip = heard.event
    if trip.counts and trip.unpaid:
        return "unpaid", {}
    if trip.counts and trip.distance_m:
        params: dict[str, int | str] = {
            "distance_m": trip.distance_m,
            "distance_points": of_trip.distance_points,
            "energy_kcal": trip.energy_kcal,
            "energy_points": of_trip.energy_points,
        }
        add_limits_reached(params, of_trip, trip)
        if of_trip.multiplier:
            params |= {"multiplier": of_trip.multiplier.name, "percent": of_trip.multiplier.percent}
            if of_trip.is_paid_in_part:
                params["added_points"] = of_trip.full_points - of_trip.base_points
        if of_trip.refusal:
            params["refusal"] = of_trip.refusal
        return "tariff", params
    if trip.counts:
        return "distance_unknown", {}
    reason = trip.reasons[0] if trip.reasons else trip.verdict
    if change.points_before:
        return "taken_back", {"verdict": trip.verdict, "reason": reason}
    return "not_counted", {"verdict": trip.verdict, "reason": reason}


def add_limits_reached(params: dict[str, int | str], of_trip: Earned, trip: TripJudged) -> None:
    """Add the limits that cut this trip, in metres and seconds. The trip's points are for these, and the rest
    of the trip earns nothing."""
    rates = of_trip.rates
    if rates and trip.distance_m and trip.distance_m > rates.distance_m_max:
        params["distance_m_max"] = rates.distance_m_max
    if trip.duration_s > ENERGY_S_MAX:
        params["energy_s_max"] = ENERGY_S_MAX


def lines_of(
    tariffs: Tariffs,
    changes: Mapping[DayKey, DayChange],
    days: Mapping[DayKey, SumChange],
    months: Mapping[DayKey, SumChange],
) -> list[Line]:
    """A line for each changed trip, and one of kind `cap` for each limit that takes more or less than before:
    of a trip, a day, a month.

    A trip gives its full points. A limit's source has given min(L, S) - S in all, S being the sum of what it
    limits and L the limit: so a trip, a day and a month give min(L, S) in whatever order trips come.
    """
    lines = []
    last_trips: dict[DayKey, TripChange] = {}
    for key, gained in changes.items():
        for change in gained.trips:
            lines.append(_trip_line(change))
            # Told anew where the limit takes as much as before, too: what it takes is of the start's zone.
            if change.paid.cap_points or change.cap_points_before:
                lines.append(_trip_cap_line(change))
        day = days[key]
        # Few days are over their limit, and this is asked for each of them.
        if day.is_over and day.after.cap_points != day.before.cap_points:
            lines.append(
                _cap_line(gained.trips[-1], "day_limit", f"cap:{key[1]}", key[1], day, gained.tariff)
            )
        if months:
            last_trips[key[0], first_of_month(key[1])] = gained.trips[-1]
    for key, month in months.items():
        if month.after.cap_points != month.before.cap_points:
            source = f"month_cap:{key[1]:%Y-%m}"
            lines.append(_cap_line(last_trips[key], "month_limit", source, key[1], month, tariffs[key[1]]))
    return lines


def _trip_line(change: TripChange) -> Line:
    heard, account, tariff, of_trip, _, available_at = change.paid
    trip = heard.event
    rule, params = explain(change)
    return Line(
        posting_id=derived_id(heard.id, "trip"),
        account=account,
        kind="trip",
        source=f"trip:{change.trip_id}",
        revision=trip.revision,
        points=of_trip.full_points - change.points_before,
        total_points=of_trip.full_points,
        posted_at=heard.time,
        available_at=available_at if of_trip.full_points else heard.time,
        local_on=trip.local_on,
        rule=rule,
        version=tariff.version,
        params=params,
        zone_id=trip.start_zone_id,
        value_tags=tariff.value_tags,
    )


def _trip_cap_line(change: TripChange) -> Line:
    heard, account, tariff, of_trip, cap_points, _ = change.paid
    trip = heard.event
    return Line(
        posting_id=derived_id(heard.id, "trip_cap"),
        account=account,
        kind="cap",
        source=f"trip_cap:{change.trip_id}",
        revision=trip.revision,
        points=cap_points - change.cap_points_before,
        total_points=cap_points,
        posted_at=heard.time,
        available_at=heard.time,
        local_on=trip.local_on,
        rule="trip_limit",
        version=tariff.version,
        params={"limit_points": tariff.trip_points_max or 0, "full_points": of_trip.full_points},
        zone_id=trip.start_zone_id,
        value_tags=tariff.value_tags,
    )


def _cap_line(
    cause: TripChange, rule: str, source: str, local_on: date, change: SumChange, tariff: Tariff
) -> Line:
    """The line of the limit of a day, or of the month with this first day. It follows from the last trip in
    the batch."""
    heard, before, after = cause.paid.heard, change.before, change.after
    return Line(
        posting_id=derived_id(heard.id, rule, str(after.revision)),
        account=cause.paid.account,
        kind="cap",
        source=source,
        revision=after.revision,
        points=after.cap_points - before.cap_points,
        total_points=after.cap_points,
        posted_at=heard.time,
        available_at=heard.time,
        local_on=local_on,
        rule=rule,
        version=tariff.version,
        params={"limit_points": after.limit_points or 0, "full_points": after.points},
        value_tags=tariff.value_tags,
    )
