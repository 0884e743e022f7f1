"""The default game once more: slow, in plain Python, from the words of the contract and from no code."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

MADRID = ZoneInfo("Europe/Madrid")
LEVELS = {6: 30_000, 5: 12_000, 4: 5_000, 3: 2_000, 2: 500, 1: 0}


@dataclass(frozen=True)
class Trip:
    """What was ridden."""

    trip_id: UUID
    rider_id: UUID
    vehicle_type: Literal["bike", "ebike"]
    started_at: datetime
    duration_s: int
    distance_m: int | None
    history: bool

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(seconds=self.duration_s)

    @property
    def local_on(self) -> date:
        return self.started_at.astimezone(MADRID).date()


@dataclass(frozen=True)
class Report:
    """These trips are received in one call."""

    trips: tuple[Trip, ...]


@dataclass(frozen=True)
class Void:
    """A trip is taken back."""

    trip: Trip


@dataclass(frozen=True)
class Decide:
    """Somebody decides about a trip."""

    trip: Trip
    verdict: Literal["accepted", "rejected"]


Call = Report | Void | Decide


@dataclass(frozen=True)
class Rider:
    """All that a rider's trips have led to. `days` are points by local day, after the day's limit."""

    days: dict[date, int]
    lifetime_points: int
    level: int
    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int
    ridden_on: frozenset[date]

    def streak_days(self, today: date) -> int:
        last = today if today in self.ridden_on else today - timedelta(days=1)
        length = 0
        while last - timedelta(days=length) in self.ridden_on:
            length += 1
        return length


def verdicts(calls: Sequence[Call], received_at: datetime) -> dict[Trip, tuple[str, str | None]]:
    """Each trip's verdict and reason after all these calls. Trips are held for those that share time with
    them and are neither voided nor rejected, and for tiny ones of their day, as long as nobody has decided
    about them."""
    found: dict[Trip, tuple[str, str | None]] = {}
    decided: set[Trip] = set()
    for call in calls:
        if isinstance(call, Void):
            found[call.trip] = ("voided", "voided")
        elif isinstance(call, Decide):
            found[call.trip] = (call.verdict, None if call.verdict == "accepted" else "decided")
            decided.add(call.trip)
        else:
            for trip in call.trips:
                found.setdefault(trip, alone(trip, received_at))
    holding = [
        trip
        for trip, (verdict, _) in found.items()
        if verdict not in ("voided", "rejected") and alone(trip, received_at)[0] != "rejected"
    ]
    tiny = [
        trip for trip in holding if not trip.history and trip.distance_m is not None and trip.distance_m < 200
    ]
    return {
        trip: _beside(trip, holding, tiny) or verdict
        if verdict == ("accepted", None) and trip not in decided
        else verdict
        for trip, verdict in found.items()
    }


def _beside(trip: Trip, holding: Sequence[Trip], tiny: Sequence[Trip]) -> tuple[str, str] | None:
    """What holds a trip beside the others of its rider: that they share time, or that three or more of its
    local day are of less than 200 m."""
    if any(other != trip and shares_time(trip, other) for other in holding):
        return "held", "overlapping"
    of_day = [each for each in tiny if (each.rider_id, each.local_on) == (trip.rider_id, trip.local_on)]
    return ("held", "serial_tiny") if trip in of_day and len(of_day) >= 3 else None


def alone(trip: Trip, received_at: datetime) -> tuple[str, str | None]:
    """The verdict on a trip as if it were its rider's only one."""
    metres, seconds = trip.distance_m, trip.duration_s
    if seconds < 60:
        return "rejected", "too_short"
    if seconds > 86_400:
        return "rejected", "too_long"
    if received_at > trip.ended_at + timedelta(days=14) and not trip.history:
        return "rejected", "too_late"
    if metres is not None and 2 * metres > 25 * seconds:
        return "rejected", "too_fast"
    if metres is not None and 3 * metres > 25 * seconds:
        return "held", "suspicious_speed"
    return "accepted", None


def shares_time(a: Trip, b: Trip) -> bool:
    return a.rider_id == b.rider_id and a.started_at < b.ended_at and b.started_at < a.ended_at


def energy_kcal(trip: Trip) -> int:
    met = Fraction("6.8") if trip.vehicle_type == "bike" else Fraction(6)
    hours = Fraction(min(trip.duration_s, 3_600), 3_600)
    return math.floor(met * 70 * hours + Fraction(1, 2))


def full_points(trip: Trip) -> int:
    """What a trip that counts is worth before the day's limit."""
    if not trip.distance_m:
        return 0
    return min(trip.distance_m, 20_000) // 100 + energy_kcal(trip) // 10


def standing(rider_id: UUID, judged: dict[Trip, tuple[str, str | None]]) -> Rider:
    """Where a rider stands when trips have these verdicts."""
    counted = [t for t, (verdict, _) in judged.items() if verdict == "accepted" and t.rider_id == rider_id]
    ridden_on = frozenset(trip.local_on for trip in counted)
    days = {day: min(400, sum(full_points(t) for t in counted if t.local_on == day)) for day in ridden_on}
    lifetime_points = sum(days.values())
    return Rider(
        days=days,
        lifetime_points=lifetime_points,
        level=max(level for level, points in LEVELS.items() if lifetime_points >= points),
        trips=len(counted),
        distance_m=sum(trip.distance_m or 0 for trip in counted),
        duration_s=sum(trip.duration_s for trip in counted),
        energy_kcal=sum(energy_kcal(trip) for trip in counted),
        ridden_on=ridden_on,
    )
