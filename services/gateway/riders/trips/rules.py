"""How judged trips change a rider's totals and days. Pure: no clock, no database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events.trips import TripJudged


@dataclass(frozen=True)
class Change:
    """What a new revision of a trip adds to its rider's totals and day; negative where it takes back."""

    trip_id: UUID
    rider_id: UUID
    city_id: str
    local_on: date
    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


@dataclass(frozen=True)
class Totals:
    """What a batch adds to one rider's totals. `as_of` is the time of its newest event."""

    city_id: str
    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int
    as_of: datetime


def amounts(trip: TripJudged) -> tuple[int, int, int, int]:
    """Trips, metres, seconds and kcal that a trip adds to its rider's totals: zeros unless it counts."""
    return (1, trip.distance_m or 0, trip.duration_s, trip.energy_kcal) if trip.counts else (0, 0, 0, 0)


def by_rider(changes: Sequence[Change], event_times: Mapping[UUID, datetime]) -> dict[UUID, Totals]:
    """The changes summed for each rider. `event_times` has the time of each trip's event by trip_id."""
    sums: dict[UUID, Totals] = {}
    for change in changes:
        time = event_times[change.trip_id]
        totals = sums.get(change.rider_id, Totals(change.city_id, 0, 0, 0, 0, time))
        sums[change.rider_id] = Totals(
            totals.city_id,
            totals.trips + change.trips,
            totals.distance_m + change.distance_m,
            totals.duration_s + change.duration_s,
            totals.energy_kcal + change.energy_kcal,
            max(totals.as_of, time),
        )
    return sums


def by_day(changes: Sequence[Change]) -> dict[tuple[UUID, date], int]:
    """How many more (or fewer) trips count on each day of a rider, where that is not 0."""
    days: dict[tuple[UUID, date], int] = defaultdict(int)
    for change in changes:
        days[change.rider_id, change.local_on] += change.trips
    return {day: trips for day, trips in days.items() if trips}
