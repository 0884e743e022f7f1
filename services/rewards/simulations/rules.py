"""What a tariff would have given for trips of the past, beside what they were given. Pure.

The points of a trip are worked out by the function that pays trips (`tariffs.rules.earned`), and so are the
limits. Budgets of campaigns are taken as free. Riders come one after the other, so no more than one rider's
days are kept at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from services.rewards.tariffs.rules import (
    Tariff,
    Tariffs,
    bonus_points,
    earned,
    first_of_month,
    taken,
)
from shared.http.problems import refused

KIND = "tariff_simulation"
DAYS_MAX = 366
RIDERS_MIN = 10
"""A zone is shown from so many riders on: the figures of fewer could tell what one of them did."""


class Window(NamedTuple):
    """The first and the last local day that a tariff is tried on."""

    since: date
    until: date

    def has(self, day: date) -> bool:
        return self.since <= day <= self.until

    @property
    def of_months(self) -> "Window":
        """From the first day of its first month to the last of its last: what limits of months are about."""
        in_next_month = first_of_month(self.until) + timedelta(days=31)
        return Window(first_of_month(self.since), first_of_month(in_next_month) - timedelta(days=1))


def check_window(window: Window, today: date) -> None:
    """Raises ValidationError for days in which nothing lies, that are not over or under way, or that are more
    than DAYS_MAX."""
    if window.until < window.since:
        raise refused(("/until", "empty_range"))
    if window.until > today:
        raise refused(("/until", "in_the_future"))
    if (window.until - window.since).days >= DAYS_MAX:
        raise refused(("/since", "out_of_range"))


class StoredTrip(NamedTuple):
    """A trip as it is stored: what of it tariffs look at, and what it was given before and by its own limit.
    `counts` is false for one that earns nothing, whatever the tariff."""

    rider_id: UUID
    local_on: date
    points: int
    cap_points: int
    counts: bool
    vehicle_type: str
    local_hour: int
    distance_m: int | None
    energy_kcal: int
    start_zone_id: str | None

    @property
    def unpaid(self) -> bool:
        """Never: `counts` says it already."""
        return False


class StoredBonusDay(NamedTuple):
    """A rider's counted activities of one service on one local day, and what they were given."""

    rider_id: UUID
    local_on: date
    points: int
    service: str
    activities: int


Row = StoredTrip | StoredBonusDay
"""What of the past a tariff is tried on."""


class TriedTariffs(Tariffs):
    """The tariffs in force, but on the days of the window the one that is tried."""

    def __init__(self, in_force: Tariffs, tried: Tariff, window: Window) -> None:
        super().__init__(in_force.published, in_force.stops)
        self.tried = tried
        self.window = window
        self.limits_months = in_force.limits_months or tried.month_points_max is not None

    def __missing__(self, local_on: date) -> Tariff:
        if not self.window.has(local_on):
            return super().__missing__(local_on)
        self[local_on] = self.tried
        return self.tried


@dataclass(slots=True)
class Sums:
    """Points in the ledger, and as they would be."""

    now: int = 0
    then: int = 0

    def add(self, now: int, then: int) -> None:
        self.now += now
        self.then += then


@dataclass(slots=True)
class ZoneSums:
    """Trips that started in a zone. `few` are at most RIDERS_MIN of its riders."""

    riders: int = 0
    trips: int = 0
    points: Sums = field(default_factory=Sums)
    few: set[UUID] = field(default_factory=set)


class ZoneRow(NamedTuple):
    """A zone as it is shown, or, without a `zone_id`, all trips of zones that are not."""

    zone_id: str | None
    riders: int | None
    trips: int
    points: Sums


@dataclass(slots=True)
class RiderSums:
    """One rider's points by local day, after each trip's limit, the zones of the trips in the window, and
    what activities gave."""

    rider_id: UUID
    days: dict[date, Sums] = field(default_factory=dict)
    zone_ids: set[str | None] = field(default_factory=set)
    bonus: Sums = field(default_factory=Sums)
    is_in_window: bool = False


class Simulated(NamedTuple):
    """What a simulation has found."""

    riders: int
    trips: int
    points: Sums
    by_zone: list[ZoneRow]
    riders_losing: int
    riders_gaining: int


class Simulation:
    """A tariff under trial: add riders' trips, each rider's behind each other, then `end`."""

    def __init__(self, in_force: Tariffs, tried: Tariff, window: Window) -> None:
        self.now = in_force
        self.then = TriedTariffs(in_force, tried, window)
        self.window = window
        self.riders = self.trips = self.riders_losing = self.riders_gaining = 0
        self.points = Sums()
        self.zones: dict[str | None, ZoneSums] = {}
        self.rider = RiderSums(UUID(int=0))

    @property
    def days(self) -> Window:
        """The days whose trips must be added: where a tariff limits months, the whole of each month."""
        return self.window.of_months if self.then.limits_months else self.window

    def add(self, rows: Iterable[Row]) -> None:
        """Add these, which go on where the last ones ended."""
        for row in rows:
            if row.rider_id != self.rider.rider_id:
                self._end_rider()
                self.rider = RiderSums(row.rider_id)
            if isinstance(row, StoredTrip):
                self._add_trip(row)
            elif self.window.has(row.local_on):
                self._add_bonus(row)

    def end(self) -> Simulated:
        """What was found."""
        self._end_rider()
        self.rider = RiderSums(UUID(int=0))
        return Simulated(
            self.riders,
            self.trips,
            self.points,
            shown(self.zones),
            self.riders_losing,
            self.riders_gaining,
        )

    def _add_trip(self, trip: StoredTrip) -> None:
        day = self.rider.days.get(trip.local_on)
        if day is None:
            day = self.rider.days[trip.local_on] = Sums()
        now = trip.points + trip.cap_points
        if not self.window.has(trip.local_on):
            day.add(now, now)
            return
        tariff = self.then.tried
        then = earned(tariff, trip).full_points
        then += taken(tariff.trip_points_max, then)
        day.add(now, then)
        if trip.counts:
            self.rider.is_in_window = True
            self.rider.zone_ids.add(trip.start_zone_id)
            self.trips += 1
            zone = self.zones.get(trip.start_zone_id)
            if zone is None:
                zone = self.zones[trip.start_zone_id] = ZoneSums()
            zone.trips += 1
            zone.points.add(now, then)

    def _add_bonus(self, day: StoredBonusDay) -> None:
        bonus = self.then.tried.bonuses.get(day.service)
        self.rider.bonus.add(day.points, bonus_points(bonus, day.activities) if bonus else 0)
        self.rider.is_in_window = True

    def _end_rider(self) -> None:
        rider = self.rider
        if not rider.is_in_window:
            return
        points = self._after_limits(rider)
        points.add(rider.bonus.now, rider.bonus.then)
        self.points.add(points.now, points.then)
        self.riders += 1
        self.riders_losing += points.then < points.now
        self.riders_gaining += points.then > points.now
        for zone_id in rider.zone_ids:
            zone = self.zones[zone_id]
            zone.riders += 1
            if len(zone.few) < RIDERS_MIN:
                zone.few.add(rider.rider_id)

    def _after_limits(self, rider: RiderSums) -> Sums:
        """What the limits of days and months leave of a rider's trips in the window.

        Of a month that is only partly in the window, the days outside are paid first: `now` is what the days
        of the window add to them, and `then` is that and by how much the month would differ.
        """
        months: dict[date, Sums] = {}
        outside: dict[date, int] = {}
        for day, sums in rider.days.items():
            month = first_of_month(day)
            now = sums.now + taken(self.now[day].day_points_max, sums.now)
            then = sums.then + taken(self.then[day].day_points_max, sums.then)
            months.setdefault(month, Sums()).add(now, then)
            if not self.window.has(day):
                outside[month] = outside.get(month, 0) + now
        points = Sums()
        for month, sums in months.items():
            limit, tried_limit = self.now[month].month_points_max, self.then[month].month_points_max
            paid_outside = outside.get(month, 0)
            paid_outside += taken(limit, paid_outside)
            points.add(
                sums.now + taken(limit, sums.now) - paid_outside,
                sums.then + taken(tried_limit, sums.then) - paid_outside,
            )
        return points


def shown(zones: dict[str | None, ZoneSums]) -> list[ZoneRow]:
    """The zones that have RIDERS_MIN riders, and one row for all other trips.

    That row too is of so many riders: else the smallest of the zones joins it, because who subtracts the
    zones from the whole would know it all the same.
    """
    own = sorted(
        (zone_id for zone_id, zone in zones.items() if zone_id is not None and zone.riders >= RIDERS_MIN),
        key=lambda zone_id: (-zones[zone_id].riders, -zones[zone_id].trips, zone_id),
    )
    rest = [zone for zone_id, zone in zones.items() if zone_id not in own]
    if not rest:
        return _rows(zones, own, rest)
    few = set().union(*(zone.few for zone in rest))
    while len(few) < RIDERS_MIN and own:
        smallest = zones[own.pop()]
        rest.append(smallest)
        few |= smallest.few
    return _rows(zones, own, rest) if len(few) >= RIDERS_MIN else []


def _rows(zones: dict[str | None, ZoneSums], own: Sequence[str], rest: Sequence[ZoneSums]) -> list[ZoneRow]:
    rows = [
        ZoneRow(zone_id, zones[zone_id].riders, zones[zone_id].trips, zones[zone_id].points)
        for zone_id in sorted(own)
    ]
    if rest:
        points = Sums(sum(zone.points.now for zone in rest), sum(zone.points.then for zone in rest))
        rows.append(ZoneRow(None, None, sum(zone.trips for zone in rest), points))
    return rows
