"""The trips of the demo's riders. The trips of a rider on a day depend on the seed, the day and the rider
alone."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from rodem.demo.chance import chance_for
from rodem.demo.city import City, Station, apart_m
from rodem.demo.days import FIRST_HOUR, day_factor, hours, is_day_off
from rodem.demo.riders import NAMESPACE, Rider

DETOUR = 1.25
"""Metres ridden per metre of straight line."""
KMH = {"bike": 14.0, "ebike": 17.5}
SLOWED_BY_HILLS = {"bike": 8.0, "ebike": 3.0}
SLOWEST, FASTEST = 0.6, 1.35
EBIKE_FOR_HILLS = 9.0
"""How much a slope of 1 (45 degrees) adds to the chance that the rider takes an e-bike."""
AT_STATIONS_S = (70, 200)
NEAR_M = 500
PAUSE_S = 120
ROUND_TRIPS_SHARE = 0.05
NO_ODOMETER_SHARE = 0.1
COMMUTES_MAX = 0.9
CHEATED_SHARE = 0.2
VOIDED_SHARE = 1 / 6_000
APPEALED_SHARE = 0.3
VEHICLES = 20_000
"""Of each type: as many as there may be riders, so that nobody has a vehicle that somebody else rides."""
VEHICLES_A_DAY = 7_919
"""By so many the vehicles move on each day."""
LOOP_LEGS, LOOP_GAP, ONE_PLACE_M = 3, timedelta(minutes=30), 300
"""Nobody honest rides so many legs between two places, each begun so soon after the one before."""

VehicleType = Literal["bike", "ebike"]
Verdict = Literal["accepted", "held", "rejected"]
Aftermath = Literal["", "voided", "waiting", "released", "refused"]
"""What happens to a trip afterwards: a void; an appeal that waits, is released (accepted) or refused
(rejected)."""


@dataclass(frozen=True)
class DemoTrip:
    """A trip, the verdict that the default rules give it, and its aftermath."""

    trip_id: UUID
    rider_id: UUID
    vehicle_type: VehicleType
    vehicle_id: str
    started_at: datetime
    ended_at: datetime
    start_station_id: str
    end_station_id: str
    distance_m: int | None
    verdict: Verdict = "accepted"
    aftermath: Aftermath = ""

    def body(self) -> dict[str, Any]:
        """The trip in the body of `POST /v1/trips:batch`."""
        distance = {"distance_m": self.distance_m} if self.distance_m is not None else {}
        return {
            "trip_id": self.trip_id,
            "rider_id": self.rider_id,
            "vehicle_type": self.vehicle_type,
            "vehicle_id": self.vehicle_id,
            "started_at": self.started_at,
            "ended_at": self.ended_at,
            "start_station_id": self.start_station_id,
            "end_station_id": self.end_station_id,
            **distance,
        }


@dataclass(frozen=True)
class Outing:
    """When a rider goes where. `starts_s` is in seconds since local midnight."""

    starts_s: int
    from_station: Station
    to_station: Station


def trips_between(
    city: City, riders: Sequence[Rider], seed: int, first: date, until: datetime, timezone: str
) -> Iterator[DemoTrip]:
    """All trips from the local day `first` that have ended by `until`, day by day, and rider by rider."""
    zone = ZoneInfo(timezone)
    last = until.astimezone(zone).date()
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        factor = day_factor(seed, day)
        for rider in riders:
            chance = chance_for(city.name, seed, day, rider.number)
            yield from trips_of_day(rider, day, factor, until, zone, chance)


def trips_of_day(
    rider: Rider, day: date, factor: float, until: datetime, zone: ZoneInfo, chance: random.Random
) -> Iterator[DemoTrip]:
    """One rider's trips of a day, by start. All end before midnight, and no two honest ones overlap."""
    midnight = datetime.combine(day, time(), zone)
    free_at = midnight.astimezone(UTC)
    legs: list[tuple[Outing, DemoTrip]] = []
    last_end = min(until, datetime.combine(day, time(23, 58), zone).astimezone(UTC))
    for number, outing in enumerate(outings(rider, day, factor, chance)):
        started_at = (midnight + timedelta(seconds=outing.starts_s)).astimezone(UTC)
        trip = honest_trip(rider, outing, day, max(started_at, free_at), chance)
        trip = replace(trip, trip_id=uuid5(rider.rider_id, f"{day} {number}"))
        # Checked before the cheat, so that of two trips that a cheat makes of one, a demo sends both or none.
        if trip.ended_at > last_end:
            return
        legs.append((outing, trip))
        if is_loop(legs[-LOOP_LEGS:]):
            legs.pop()
            continue
        reported = cheated(trip, chance) if rider.cheats and chance.random() < CHEATED_SHARE else [trip]
        # Of two trips that overlap none is decided: where one is refused the other counts again.
        yield from reported if len(reported) > 1 else [with_aftermath(reported[0], chance)]
        free_at = max(reported_trip.ended_at for reported_trip in reported) + timedelta(seconds=PAUSE_S)


def outings(rider: Rider, day: date, factor: float, chance: random.Random) -> list[Outing]:
    """Where the rider goes on this day: to work and back, and on errands from where the last trip ended."""
    expected_trips = rider.trips_a_day * factor
    plans: list[Outing] = []
    if rider.habit == "commuter" and not is_day_off(day):
        commute_chance = min(COMMUTES_MAX, expected_trips / 2)
        expected_trips -= 2 * commute_chance
        if chance.random() < commute_chance:
            plans.append(Outing(near_hour(8.2, 0.7, chance), rider.home, rider.work))
            plans.append(Outing(near_hour(18.1, 1.1, chance), rider.work, rider.home))
    elif rider.habit == "weekends":
        expected_trips *= 2.2 if is_day_off(day) else 0.5
    at = rider.home
    for starts_s in sorted(random_second(day, chance) for _ in range(poisson(expected_trips, chance))):
        to = at if chance.random() < ROUND_TRIPS_SHARE else destination(rider, at, chance)
        plans.append(Outing(starts_s, at, to))
        at = to
    return sorted(plans, key=lambda outing: outing.starts_s)


def near_hour(mean: float, deviation: float, chance: random.Random) -> int:
    """A second of the day, normally distributed around this hour, clipped to 5:00 to 22:30."""
    return int(3_600 * min(22.5, max(FIRST_HOUR, chance.gauss(mean, deviation))))


def random_second(day: date, chance: random.Random) -> int:
    """A second of the day, drawn with the weights of the day's hours."""
    weights = hours(day)
    hour = chance.choices(range(FIRST_HOUR, FIRST_HOUR + len(weights)), weights)[0]
    return 3_600 * hour + chance.randrange(3_600)


def poisson(mean: float, chance: random.Random) -> int:
    """A Poisson-distributed number (Knuth's algorithm, for small means)."""
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def destination(rider: Rider, at: Station, chance: random.Random) -> Station:
    """Home, work or a favourite place, farther away than NEAR_M (which people would walk)."""
    far = [place for place in (rider.home, rider.work, *rider.favourites) if apart_m(at, place) > NEAR_M]
    return chance.choice(far) if far else at


def is_loop(legs: Sequence[tuple[Outing, DemoTrip]]) -> bool:
    """Whether these are legs back and forth, as of somebody who rides for points alone."""
    return len(legs) == LOOP_LEGS and all(
        apart_m(one.to_station, back.from_station) <= ONE_PLACE_M
        and apart_m(one.from_station, back.to_station) <= ONE_PLACE_M
        and second.started_at - first.ended_at <= LOOP_GAP
        for (one, first), (back, second) in pairwise(legs)
    )


def honest_trip(
    rider: Rider, outing: Outing, day: date, started_at: datetime, chance: random.Random
) -> DemoTrip:
    """An honest trip: slower uphill, and there more often by e-bike. Its `trip_id` is still to be set."""
    start, end = outing.from_station, outing.to_station
    metres = apart_m(start, end) * DETOUR * chance.uniform(0.95, 1.15)
    slope = (end.elevation_m - start.elevation_m) / metres if metres else 0.0
    rides_ebike = chance.random() < rider.ebike_share + EBIKE_FOR_HILLS * slope
    vehicle_type: VehicleType = "ebike" if rides_ebike else "bike"
    hill = min(FASTEST, max(SLOWEST, math.exp(-SLOWED_BY_HILLS[vehicle_type] * slope)))
    metres_per_s = KMH[vehicle_type] / 3.6 * rider.pace * hill * chance.uniform(0.9, 1.1)
    if start == end:
        metres = metres_per_s * chance.uniform(900, 3_600)
    duration_s = int(metres / metres_per_s + chance.uniform(*AT_STATIONS_S))
    # A round trip always has an odometer: its distance cannot be estimated from its stations.
    has_odometer = start == end or chance.random() >= NO_ODOMETER_SHARE
    return DemoTrip(
        trip_id=rider.rider_id,  # a placeholder, which the caller replaces
        rider_id=rider.rider_id,
        vehicle_type=vehicle_type,
        vehicle_id=vehicle(vehicle_type, rider, day),
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=duration_s),
        start_station_id=start.station_id,
        end_station_id=end.station_id,
        distance_m=round(metres) if has_odometer else None,
    )


def vehicle(vehicle_type: VehicleType, rider: Rider, day: date) -> str:
    """The vehicle_id that the rider has on this day, and nobody else."""
    return f"{vehicle_type}-{(rider.number + day.toordinal() * VEHICLES_A_DAY) % VEHICLES:05}"


def cheated(trip: DemoTrip, chance: random.Random) -> list[DemoTrip]:
    """The trips that a cheat reports: in a van, on a moped, unlocked only, or on two vehicles at once."""
    metres = trip.distance_m or 3_000
    match chance.choice(("van", "moped", "unlocked", "twice")):
        case "van" if metres > 1_500:  # 55 km/h, for more than a minute
            return [taking(trip, int(metres * 3.6 / 55), metres, "rejected")]
        case "moped" if metres > 1_500:  # 37 km/h
            return [taking(trip, int(metres * 3.6 / 37), metres, "held")]
        case "twice" if trip.ended_at - trip.started_at > timedelta(minutes=4):
            within_s = (trip.ended_at - trip.started_at) // timedelta(seconds=4)
            within = timedelta(seconds=within_s)
            second = replace(
                trip,
                trip_id=uuid5(NAMESPACE, f"{trip.trip_id} again"),
                vehicle_id=f"{trip.vehicle_id}-b",
                started_at=trip.started_at + within,
                ended_at=trip.ended_at - within,
                distance_m=8 * within_s,  # at some 4 m/s
                verdict="held",
            )
            return [replace(trip, verdict="held"), second]
        case _:
            unlocked = taking(trip, chance.randrange(15, 50), 0, "rejected")
            return [replace(unlocked, end_station_id=trip.start_station_id)]


def taking(trip: DemoTrip, duration_s: int, distance_m: int, verdict: Verdict) -> DemoTrip:
    """The trip with another duration and distance, and the verdict that the rules give it."""
    ended_at = trip.started_at + timedelta(seconds=duration_s)
    return replace(trip, ended_at=ended_at, distance_m=distance_m, verdict=verdict)


def with_aftermath(trip: DemoTrip, chance: random.Random) -> DemoTrip:
    """The trip with its aftermath: a few accepted trips are voided, and some held ones are appealed."""
    drawn = chance.random()
    if trip.verdict == "accepted" and drawn < VOIDED_SHARE:
        return replace(trip, aftermath="voided")
    if trip.verdict == "held" and drawn < APPEALED_SHARE:
        return replace(trip, aftermath=chance.choice(("waiting", "released", "refused")))
    return trip


def verdicts(trips: Sequence[DemoTrip]) -> dict[str, int]:
    """The number of trips by final verdict."""
    after = {"voided": "voided", "released": "accepted", "refused": "rejected"}
    counts = {"accepted": 0, "held": 0, "rejected": 0, "voided": 0}
    for trip in trips:
        counts[after.get(trip.aftermath, trip.verdict)] += 1
    return counts
