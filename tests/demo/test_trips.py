"""The demo's riders and trips: drawn anew they are the same, and they look like a city's."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from rodem.demo.city import City, Station, apart_m
from rodem.demo.days import day_factor
from rodem.demo.made_up_city import make_city
from rodem.demo.riders import Rider, make_riders
from rodem.demo.trips import DemoTrip, trips_between, verdicts
from services.trips.limits.rules import BIKE
from services.trips.rules import verdict_alone

TIMEZONE = "Europe/Madrid"
ZONE = ZoneInfo(TIMEZONE)
FIRST = date(2026, 3, 10)  # the clocks change on the 29th
UNTIL = datetime(2026, 4, 9, 14, 0, tzinfo=UTC)
MONTH = 30
ONE_PLACE_M = BIKE.station_m


@pytest.fixture(scope="module")
def city() -> City:
    return make_city()


@pytest.fixture(scope="module")
def riders(city: City) -> list[Rider]:
    return make_riders(city, 1, 2_000)


@pytest.fixture(scope="module")
def trips(city: City, riders: list[Rider]) -> list[DemoTrip]:
    return list(trips_between(city, riders, 1, FIRST, UNTIL, TIMEZONE))


def seconds(trip: DemoTrip) -> int:
    return (trip.ended_at - trip.started_at) // timedelta(seconds=1)


def local_hours(trips: Sequence[DemoTrip], *, weekend: bool) -> Counter[int]:
    starts = [trip.started_at.astimezone(ZONE) for trip in trips]
    return Counter(start.hour for start in starts if (start.weekday() >= 5) == weekend)


def test_the_same_seed_draws_the_same(city: City, trips: list[DemoTrip]) -> None:
    again = trips_between(city, make_riders(city, 1, 2_000), 1, FIRST, UNTIL, TIMEZONE)
    assert list(again) == trips


def test_another_seed_draws_others(city: City, trips: list[DemoTrip]) -> None:
    others = trips_between(city, make_riders(city, 2, 50), 2, FIRST, UNTIL, TIMEZONE)
    assert {trip.trip_id for trip in others}.isdisjoint(trip.trip_id for trip in trips)


def test_fewer_riders_are_the_first_of_many(city: City, riders: list[Rider]) -> None:
    assert make_riders(city, 1, 20) == riders[:20]


def test_a_later_demo_draws_the_same_days_again(city: City, riders: list[Rider]) -> None:
    some, noon = riders[:300], datetime(2026, 4, 1, 10, tzinfo=UTC)
    earlier = list(trips_between(city, some, 1, FIRST, noon, TIMEZONE))
    later = list(trips_between(city, some, 1, date(2026, 3, 20), UNTIL, TIMEZONE))
    shared = [trip for trip in earlier if trip.started_at.astimezone(ZONE).date() >= date(2026, 3, 20)]
    assert set(shared) < set(later)


def test_there_are_sixty_thousand_trips(trips: list[DemoTrip]) -> None:
    assert 57_000 < len(trips) < 66_000
    assert len({trip.trip_id for trip in trips}) == len(trips)


def test_every_month_of_the_year_has_about_as_many() -> None:
    factors = [day_factor(1, date(2026, 1, 1) + timedelta(days=n)) for n in range(365)]
    months = [sum(factors[n : n + MONTH]) for n in range(365 - MONTH)]
    assert max(months) < 1.15 * min(months)


def test_trips_stay_within_their_day_and_the_past(trips: list[DemoTrip]) -> None:
    assert all(trip.started_at.astimezone(ZONE).date() >= FIRST for trip in trips)
    assert all(trip.ended_at <= UNTIL for trip in trips)
    assert all(
        trip.started_at.astimezone(ZONE).date() == trip.ended_at.astimezone(ZONE).date() for trip in trips
    )


def test_the_rules_judge_as_planned(trips: list[DemoTrip]) -> None:
    """Overlaps aside, which the next test looks at."""
    for trip in trips:
        alone = verdict_alone(seconds(trip), trip.distance_m).name
        assert alone == trip.verdict or (alone, trip.verdict) == ("accepted", "held")


def test_only_cheats_are_in_two_places_at_once(trips: list[DemoTrip], riders: list[Rider]) -> None:
    cheats = {rider.rider_id for rider in riders if rider.cheats}
    by_rider: dict[object, list[DemoTrip]] = {}
    for trip in sorted(trips, key=lambda trip: trip.started_at):
        if trip.verdict != "rejected":
            by_rider.setdefault(trip.rider_id, []).append(trip)
    sharing = {
        each
        for own in by_rider.values()
        for one, next_one in pairwise(own)
        if next_one.started_at < one.ended_at
        for each in (one, next_one)
    }
    assert {trip.verdict for trip in sharing} == {"held"}
    assert {trip.rider_id for trip in sharing} <= cheats
    alone = [trip for trip in trips if trip.verdict == "held" and trip not in sharing]
    assert {verdict_alone(seconds(trip), trip.distance_m).reason for trip in alone} == {"suspicious_speed"}


def test_no_two_riders_have_one_vehicle_at_once(trips: list[DemoTrip]) -> None:
    """Or honest trips would be held for it."""
    by_vehicle: dict[str, list[DemoTrip]] = {}
    for trip in sorted(trips, key=lambda trip: trip.started_at):
        by_vehicle.setdefault(trip.vehicle_id, []).append(trip)
    shared = [
        (one, other)
        for each in by_vehicle.values()
        for one, other in pairwise(each)
        if other.started_at < one.ended_at and one.rider_id != other.rider_id
    ]
    assert shared == []
    assert max(map(len, by_vehicle.values())) > 10  # bikes have several riders, one after the other


def test_nobody_rides_back_and_forth_and_there_again_at_once(city: City, trips: list[DemoTrip]) -> None:
    """That is a loop, and there and back is an errand."""
    stations = {station.station_id: station for station in city.stations}
    by_rider: dict[object, list[DemoTrip]] = {}
    for trip in sorted(trips, key=lambda trip: trip.started_at):
        if apart_m(stations[trip.start_station_id], stations[trip.end_station_id]) > ONE_PLACE_M:
            by_rider.setdefault(trip.rider_id, []).append(trip)

    def goes_back(one: DemoTrip, other: DemoTrip) -> bool:
        ends = ((one.end_station_id, other.start_station_id), (one.start_station_id, other.end_station_id))
        near = all(apart_m(stations[a], stations[b]) <= ONE_PLACE_M for a, b in ends)
        return near and other.started_at - one.ended_at <= timedelta(seconds=BIKE.loop_gap_s)

    pairs = [(goes_back(a, b), goes_back(b, c)) for own in by_rider.values() for a, b, c in threes(own)]
    assert (True, True) not in pairs
    assert (True, False) in pairs


def threes(trips: Sequence[DemoTrip]) -> Iterator[tuple[DemoTrip, DemoTrip, DemoTrip]]:
    """Each three of these trips that follow each other."""
    return zip(trips, trips[1:], trips[2:], strict=False)


def test_a_few_are_doubtful_voided_or_appealed(trips: list[DemoTrip]) -> None:
    counts = verdicts(trips)
    assert all(5 <= counts[verdict] < len(trips) / 100 for verdict in ("held", "rejected", "voided"))
    assert {trip.aftermath for trip in trips} == {"", "voided", "waiting", "released", "refused"}


def test_workdays_have_commuting_peaks_and_weekends_none(trips: list[DemoTrip]) -> None:
    workday, weekend = local_hours(trips, weekend=False), local_hours(trips, weekend=True)
    assert workday[8] > 3 * workday[11]
    assert workday[18] > 3 * workday[11]
    assert weekend[8] < weekend[11]


def test_about_half_are_by_e_bike(trips: list[DemoTrip]) -> None:
    share = sum(trip.vehicle_type == "ebike" for trip in trips) / len(trips)
    assert 0.4 < share < 0.6


def test_uphill_is_slower_and_rather_by_e_bike(city: City, trips: list[DemoTrip]) -> None:
    stations: dict[str, Station] = {station.station_id: station for station in city.stations}

    def climbs_m(trip: DemoTrip) -> float:
        return stations[trip.end_station_id].elevation_m - stations[trip.start_station_id].elevation_m

    def kmh(group: Sequence[DemoTrip]) -> float:
        told = [trip for trip in group if trip.distance_m is not None and trip.verdict == "accepted"]
        return 3.6 * sum(trip.distance_m or 0 for trip in told) / sum(map(seconds, told))

    def ebikes(group: Sequence[DemoTrip]) -> float:
        return sum(trip.vehicle_type == "ebike" for trip in group) / len(group)

    up = [trip for trip in trips if climbs_m(trip) > 40]
    down = [trip for trip in trips if climbs_m(trip) < -40]
    assert ebikes(up) > ebikes(down) + 0.1
    for vehicle_type in ("bike", "ebike"):
        one, other = ([trip for trip in way if trip.vehicle_type == vehicle_type] for way in (up, down))
        assert kmh(one) < kmh(other)


def test_a_few_riders_ride_very_much(trips: list[DemoTrip]) -> None:
    per_rider = sorted(Counter(trip.rider_id for trip in trips).values(), reverse=True)
    tenth = len(per_rider) // 10
    assert sum(per_rider[:tenth]) > 0.3 * len(trips)
    assert per_rider[0] > 8 * per_rider[len(per_rider) // 2]


def test_some_trips_end_where_they_began(trips: list[DemoTrip]) -> None:
    share = sum(trip.start_station_id == trip.end_station_id for trip in trips) / len(trips)
    assert 0.01 < share < 0.1
