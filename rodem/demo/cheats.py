"""Five riders of the demo who cheat, each in another way, and are found."""

from dataclasses import replace
from datetime import timedelta

from rodem.demo.locks import lock_event
from rodem.demo.phones import PhoneTrip, a_ride, a_way, chance_of, own_id, own_rider
from rodem.demo.plan import Plan
from rodem.demo.tracks import drawn, moved
from rodem_client import Rodem
from rodem_client.api.vehicle_events import VehicleEvents, report_vehicle_events

DRAWN_KMH = 17
LEGS, LEG_KMH, PAUSE = 3, 14, timedelta(minutes=3)


def cheated_trips(plan: Plan) -> list[PhoneTrip]:
    """What the phones of cheats tell. Of those who ride in turns on one bike, only the locks tell."""
    return [*_replay(plan), drawn_ride(plan), *_shared_vehicle(plan), *_many_accounts(plan)]


def _replay(plan: Plan) -> list[PhoneTrip]:
    """A ride, and its track told once more the day after."""
    later = timedelta(hours=22)
    ride = a_ride(plan, "replay", plan.span.until - timedelta(hours=25))
    again = replace(
        ride,
        trip_id=own_id(plan, "replay again"),
        started_at=ride.started_at + later,
        ended_at=ride.ended_at + later,
        points=moved(ride.points, later),
        expected="held",
        reason="replayed",
    )
    return [ride, again]


def drawn_ride(plan: Plan) -> PhoneTrip:
    """A track that a programme has drawn."""
    chance, rider = chance_of(plan, "drawn"), own_rider(plan, "drawn")
    way = a_way(plan, rider, chance)
    duration_s = int(way.length_m * 3.6 / DRAWN_KMH)
    started_at = plan.span.until - timedelta(hours=4)
    return PhoneTrip(
        rider_id=rider.rider_id,
        trip_id=own_id(plan, "drawn"),
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=duration_s),
        points=drawn(way, started_at, duration_s),
        expected="held",
        reason="too_even",
    )


def _shared_vehicle(plan: Plan) -> list[PhoneTrip]:
    """Two phones that ride one bike at the same time."""
    ended_at = plan.span.until - timedelta(hours=5)
    rides = [a_ride(plan, f"shared {number}", ended_at) for number in range(2)]
    return [
        replace(ride, vehicle_id=f"shared-{own_id(plan, 'shared')}", expected="held", reason="vehicle_shared")
        for ride in rides
    ]


def _many_accounts(plan: Plan) -> list[PhoneTrip]:
    """Three accounts on one phone: two are a couple, the third is looked at."""
    device_id = f"phone-{own_id(plan, 'device')}"
    rides = [
        replace(
            a_ride(plan, f"account {number}", plan.span.until - timedelta(hours=9 - number)),
            device_id=device_id,
        )
        for number in range(3)
    ]
    return [*rides[:2], replace(rides[2], expected="held", reason="many_accounts")]


async def report_loop(rodem: Rodem, plan: Plan) -> None:
    """The locks of a bike that one rider takes back and forth between two docks. Twice changes nothing."""
    chance, rider = chance_of(plan, "loop"), own_rider(plan, "loop")
    way = a_way(plan, rider, chance)
    lasts = timedelta(seconds=int(way.length_m * 3.6 / LEG_KMH))
    unlocked_at = plan.span.until - timedelta(hours=6)
    bike_id, events = f"loop-{own_id(plan, 'loop')}", []
    for leg in range(LEGS):
        here, there = (way.start, way.end) if leg % 2 == 0 else (way.end, way.start)
        events += [
            lock_event("unlock", bike_id, "bike", rider.rider_id, unlocked_at, here),
            lock_event("lock", bike_id, "bike", rider.rider_id, unlocked_at + lasts, there),
        ]
        unlocked_at += lasts + PAUSE
    await report_vehicle_events(rodem, VehicleEvents(events=events))
