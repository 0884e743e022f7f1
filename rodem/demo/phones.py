"""What phones tell in the demo: of rides that the operator tells too, and of rides that nobody else tells."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from rodem.demo.chance import chance_for
from rodem.demo.city import Station, apart_m
from rodem.demo.plan import Plan
from rodem.demo.riders import NAMESPACE, Rider, make_rider, places_of, signed_in
from rodem.demo.tracks import Way, on_a_desk, ridden, way_between
from rodem.demo.trips import DemoTrip, trips_between
from rodem_client import Rodem
from rodem_client.api.models import TracePoint
from rodem_client.api.trips import RiderTrip, report_trip

CONFIRMED = 40
"""Rides that phones tell too, beside those of the guide."""
CONFIRMED_FOR = timedelta(days=3)
ALONE = 12
RIDDEN_KMH = (12.0, 17.0)
"""From this speed to that a made-up track passes as one of a bicycle."""
CHILD_KMH = 5.0
NEAR_M = 700
LATE = timedelta(days=14) - timedelta(minutes=10)
"""How long before the demo a ride ended of which a phone tells only now. In ten minutes it lapses."""

Expected = Literal["accepted", "held", "merged"]


@dataclass(frozen=True)
class PhoneTrip:
    """A trip that a phone tells at once, what becomes of it, and the reason if it is held."""

    rider_id: UUID
    trip_id: UUID
    started_at: datetime
    ended_at: datetime
    points: Sequence[TracePoint] = field(repr=False)
    expected: Expected = "accepted"
    reason: str = ""
    vehicle_type: Literal["bike", "ebike"] = "bike"
    vehicle_id: str | None = None
    device_id: str | None = None

    def body(self) -> RiderTrip:
        """The body for `POST /v1/trips`."""
        return RiderTrip(
            trip_id=self.trip_id,
            vehicle_type=self.vehicle_type,
            started_at=self.started_at,
            ended_at=self.ended_at,
            vehicle_id=self.vehicle_id,
            device_id=self.device_id,
            trace=list(self.points),
        )


def phone_trips(plan: Plan) -> list[PhoneTrip]:
    """All that honest phones tell at once: of rides that the operator tells too, and of others."""
    return [*_confirming(plan), *_alone(plan), slow_ride(plan), forgotten(plan)]


async def tell(rodem: Rodem, data_dir: Path, trip: PhoneTrip) -> None:
    """The phone tells its trip, with its rider's own token. Twice changes nothing."""
    await report_trip(signed_in(rodem, data_dir, trip.rider_id), trip.body())


def own_rider(plan: Plan, name: str) -> Rider:
    """A rider of this demo who makes none of the planned trips, so that none is in two places at once."""
    return make_rider(places_of(plan.city.stations), f"{_of_this_demo(plan)} {name}", 0)


def own_id(plan: Plan, name: str) -> UUID:
    """The id of something in this demo. One of another day has others, as its trips lie elsewhere in time."""
    return uuid5(NAMESPACE, f"{_of_this_demo(plan)} id of {name}")


def chance_of(plan: Plan, name: str) -> random.Random:
    """What is drawn for something in this demo."""
    return chance_for(_of_this_demo(plan), name)


def _of_this_demo(plan: Plan) -> str:
    return f"{plan.city.name} {plan.size.seed} {plan.span.until.isoformat()}"


def a_way(plan: Plan, rider: Rider, chance: random.Random) -> Way:
    """A way from the rider's home to a place that is not next to it."""
    known = [place for place in (*rider.favourites, rider.work) if apart_m(rider.home, place) > NEAR_M]
    far = known or [place for place in plan.city.stations if apart_m(rider.home, place) > NEAR_M]
    return way_between(rider.home, chance.choice(far), chance)


def a_ride(plan: Plan, name: str, ended_at: datetime, who: str | None = None) -> PhoneTrip:
    """An honest ride that ends at this instant, of a rider of its own, or of the one with the name `who`."""
    chance = chance_of(plan, name)
    rider = own_rider(plan, who or name)
    way = a_way(plan, rider, chance)
    duration_s = int(way.length_m * 3.6 / chance.uniform(*RIDDEN_KMH))
    started_at = ended_at - timedelta(seconds=duration_s)
    return PhoneTrip(
        rider_id=rider.rider_id,
        trip_id=own_id(plan, name),
        started_at=started_at,
        ended_at=ended_at,
        points=ridden(way, started_at, duration_s, chance),
        vehicle_type=chance.choice(("bike", "ebike")),
    )


def _confirming(plan: Plan) -> list[PhoneTrip]:
    """Phones that tell of planned trips: all such of the guide, and some of others."""
    stations = {station.station_id: station for station in plan.city.stations}
    since = plan.span.until - CONFIRMED_FOR
    recent = [trip for trip in plan.trips if trip.started_at > since and _is_plain(trip)]
    ways = [(trip, _way_of(trip, stations)) for trip in recent]
    known = [(trip, way) for trip, way in ways if _is_ridden_as_tracks_are(trip, way)]
    of_guide = [each for each in known if each[0].rider_id == plan.guide.rider_id]
    others = [each for each in known if each[0].rider_id != plan.guide.rider_id]
    chosen = chance_of(plan, "confirmed").sample(others, min(CONFIRMED, len(others)))
    return [_phone_beside(trip, way) for trip, way in of_guide + chosen]


def _is_plain(trip: DemoTrip) -> bool:
    return trip.verdict == "accepted" and not trip.aftermath and trip.start_station_id != trip.end_station_id


def _way_of(trip: DemoTrip, stations: dict[str, Station]) -> Way:
    chance = chance_for("way", trip.trip_id)
    return way_between(stations[trip.start_station_id], stations[trip.end_station_id], chance)


def _is_ridden_as_tracks_are(trip: DemoTrip, way: Way) -> bool:
    least, most = RIDDEN_KMH
    return least <= way.length_m * 3.6 / _lasts_s(trip) <= most


def _lasts_s(trip: DemoTrip) -> int:
    return (trip.ended_at - trip.started_at) // timedelta(seconds=1)


def _phone_beside(trip: DemoTrip, way: Way) -> PhoneTrip:
    """What the rider's phone tells of a planned trip."""
    return PhoneTrip(
        rider_id=trip.rider_id,
        trip_id=uuid5(trip.trip_id, "phone"),
        started_at=trip.started_at,
        ended_at=trip.ended_at,
        points=ridden(way, trip.started_at, _lasts_s(trip), chance_for("phone", trip.trip_id)),
        expected="merged",
        vehicle_type=trip.vehicle_type,
        vehicle_id=trip.vehicle_id,
    )


def _alone(plan: Plan) -> list[PhoneTrip]:
    """Rides of which only a phone tells: on bicycles of the riders' own."""
    chance = chance_of(plan, "alone")
    return [
        a_ride(plan, f"alone {number}", plan.span.until - timedelta(hours=chance.uniform(1, 40)))
        for number in range(ALONE)
    ]


def slow_ride(plan: Plan) -> PhoneTrip:
    """The guide rides beside a child, so slowly that it looks like a walk. In the latest hour of the days
    before today in which no planned trip of the guide lies."""
    guide, chance = plan.guide, chance_for("slow", plan.guide.rider_id, plan.today)
    places = [place for place in plan.city.stations if apart_m(guide.home, place) > NEAR_M]
    nearest = min(places, key=lambda place: apart_m(guide.home, place))
    way = way_between(guide.home, nearest, chance)
    duration_s = int(way.length_m * 3.6 / CHILD_KMH)
    started_at = _free_hour(plan, timedelta(seconds=duration_s))
    return PhoneTrip(
        rider_id=guide.rider_id,
        trip_id=uuid5(guide.rider_id, f"{plan.today} slow"),
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=duration_s),
        points=ridden(way, started_at, duration_s, chance),
        expected="held",
        reason="on_foot",
    )


def _free_hour(plan: Plan, lasts: timedelta) -> datetime:
    """When a ride of the guide may begin, by day, without sharing a minute with a planned trip."""
    zone = ZoneInfo(plan.size.timezone)
    first = plan.today - timedelta(days=3)
    planned = list(
        trips_between(plan.city, [plan.guide], plan.size.seed, first, plan.span.until, plan.size.timezone)
    )
    days = [plan.today - timedelta(days=ago) for ago in (1, 2, 3)]
    hours = [datetime.combine(day, time(hour), zone).astimezone(UTC) for day in days for hour in (17, 15, 11)]
    hours += [datetime.combine(days[0], time(3, 30), zone).astimezone(UTC)]  # when nobody's trips lie
    return next(
        start
        for start in hours
        if not any(trip.started_at <= start + lasts and start <= trip.ended_at for trip in planned)
    )


def forgotten(plan: Plan) -> PhoneTrip:
    """A ride two weeks ago that its phone tells only now, of a phone that lay on a desk. It is held, and
    nobody confirms it: ten minutes after the demo began it lapses."""
    chance, rider = chance_of(plan, "forgotten"), own_rider(plan, "forgotten")
    ended_at = plan.span.until - LATE
    started_at = ended_at - timedelta(minutes=20)
    way = a_way(plan, rider, chance)
    return PhoneTrip(
        rider_id=rider.rider_id,
        trip_id=own_id(plan, "forgotten"),
        started_at=started_at,
        ended_at=ended_at,
        points=on_a_desk(way, started_at, 20 * 60, chance),
        expected="held",
        reason="standing",
    )
