"""What phones tell in the demo passes as riding where it is meant to, and is found where it is not, on any
day."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rodem.demo import plan
from rodem.demo.cheats import cheated_trips
from rodem.demo.live import a_live_ride
from rodem.demo.made_up_city import make_city
from rodem.demo.phones import PhoneTrip, forgotten, phone_trips, slow_ride
from rodem.demo.plan import DemoSize, Plan, Span
from rodem.demo.riders import make_riders
from rodem.demo.trips import trips_between
from rodem_client.api.models import TracePoint
from services.trips.limits.rules import FIRST
from services.trips.rules import LATE_AFTER
from services.trips.traces import rules as traces

TIMEZONE = "Europe/Madrid"
SIZE = DemoSize(riders=60, days=7, seed=7, timezone=TIMEZONE)
CITY = make_city()
MOMENTS = [
    pytest.param(datetime(2026, 11, 24, 11, tzinfo=UTC), id="a noon"),
    pytest.param(datetime(2026, 11, 28, 23, 0, 30, tzinfo=UTC), id="half a minute past a Sunday's midnight"),
    pytest.param(datetime(2026, 11, 29, 22, 59, 50, tzinfo=UTC), id="ten seconds before a Monday"),
    pytest.param(datetime(2027, 1, 1, 1, tzinfo=UTC), id="the first hours of a year"),
    pytest.param(datetime(2028, 2, 29, 15, tzinfo=UTC), id="a leap day"),
    pytest.param(datetime(2026, 3, 29, 3, tzinfo=UTC), id="an hour after the clocks go forward"),
    pytest.param(datetime(2026, 10, 25, 2, tzinfo=UTC), id="an hour after the clocks go back"),
]


def drawn_at(until: datetime) -> Plan:
    first = until.astimezone(ZoneInfo(TIMEZONE)).date() - timedelta(days=SIZE.days)
    return plan.draw(SIZE, Span(first, until), CITY)


def against(trip: PhoneTrip) -> tuple[str, ...]:
    return said(trip.points, trip.started_at, trip.ended_at, trip.vehicle_type)


def said(
    points: Sequence[TracePoint], started_at: datetime, ended_at: datetime, vehicle_type: str
) -> tuple[str, ...]:
    """All that the trace says against the trip."""
    limits, began, ends = FIRST[vehicle_type], started_at.timestamp(), ended_at.timestamp()
    told = [traces.TracePoint(each.at.timestamp(), each.lat, each.lon, each.accuracy_m) for each in points]
    trace = traces.cleaned(told, began, ends, limits)
    return traces.reasons(trace, began, ends, None, None, limits, merged=False)


@pytest.mark.parametrize("until", MOMENTS)
def test_what_phones_tell_is_judged_as_it_is_meant_on_any_day(until: datetime) -> None:
    drawn = drawn_at(until)
    for trip in [*phone_trips(drawn), *cheated_trips(drawn)]:
        of_track = [trip.reason] if trip.reason in ("on_foot", "standing", "too_even") else []
        assert list(against(trip)) == of_track, trip
        assert trip.started_at < trip.ended_at < until


@pytest.mark.parametrize("until", MOMENTS)
def test_nobody_is_in_two_places_at_once_and_everything_has_an_id_of_its_own(until: datetime) -> None:
    drawn = drawn_at(until)
    told = [*phone_trips(drawn), *cheated_trips(drawn)]
    assert len({trip.trip_id for trip in told}) == len(told)
    slow = slow_ride(drawn)
    planned = trips_between(CITY, [drawn.guide], SIZE.seed, drawn.span.first, until, TIMEZONE)
    assert [t for t in planned if t.started_at < slow.ended_at and slow.started_at < t.ended_at] == []
    assert {trip.trip_id for trip in told}.isdisjoint(trip.rider_id for trip in told)
    own = {trip.rider_id for trip in told if trip.expected != "merged" and trip != slow}
    assert own.isdisjoint(rider.rider_id for rider in drawn.riders)


def test_the_same_demo_tells_the_same_and_the_next_days_tells_other_trips() -> None:
    noon = datetime(2026, 11, 24, 11, tzinfo=UTC)
    one, again, later = (drawn_at(until) for until in (noon, noon, noon + timedelta(days=1)))
    assert phone_trips(one) == phone_trips(again)
    assert cheated_trips(one) == cheated_trips(again)
    of_later = {trip.trip_id for trip in [*cheated_trips(later), slow_ride(later), forgotten(later)]}
    assert of_later.isdisjoint(trip.trip_id for trip in [*cheated_trips(one), slow_ride(one), forgotten(one)])


def test_a_forgotten_ride_comes_just_in_time_and_lapses_while_people_look() -> None:
    until = datetime(2026, 11, 24, 11, tzinfo=UTC)
    late = until - forgotten(drawn_at(until)).ended_at
    assert timedelta(minutes=5) < LATE_AFTER - late < timedelta(minutes=15)


def test_phones_cheat_in_four_ways() -> None:
    kinds = Counter(trip.reason for trip in cheated_trips(drawn_at(datetime(2026, 11, 24, 11, tzinfo=UTC))))
    assert kinds == {"": 3, "replayed": 1, "too_even": 1, "vehicle_shared": 2, "many_accounts": 1}


def test_live_rides_pass_and_the_first_is_under_way() -> None:
    chance = random.Random(1)
    for rider in make_riders(CITY, 1, 100):
        ride = a_live_ride(CITY, rider, None, 25, chance)
        assert said(ride.points, ride.started_at, ride.ended_at, ride.vehicle_type) == ()
        assert timedelta(0) < ride.ended_at - datetime.now(UTC) < timedelta(seconds=26)
        assert timedelta(minutes=1) < ride.ended_at - ride.started_at < timedelta(minutes=12)
