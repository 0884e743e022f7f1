"""Phones that ride while the demo runs: each starts a trip, tells its points piece by piece, and ends it."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args
from uuid import UUID, uuid4

from rodem.demo.city import City, Station, apart_m
from rodem.demo.locks import Kind, lock_event
from rodem.demo.riders import Rider, make_rider, places_of, signed_in
from rodem.demo.tracks import ridden, way_between
from rodem.gateways import Gateway
from rodem_client import Problem, Rodem, Unreachable
from rodem_client.api.live_trips import Chunk, Ending, NewLiveTrip, add_trace, end_trip, start_trip
from rodem_client.api.models import TracePoint
from rodem_client.api.vehicle_events import VehicleEvents, report_vehicle_events

CHUNK_S = 10
"""A phone tells what it has recorded so often."""
LOCK_S = 8
"""So long after the end of a trip its lock tells of it."""
AGAIN_S = 30
"""After a refusal, or none to hear it, a phone begins anew so much later."""
PAUSE_S = (15, 45)
RIDES_EACH = 4
"""Then another rider has the phone: of one who rides all day the limits would hold some."""
FAR_M = (600, 1_500)
KMH = (13.0, 17.0)
FIRST_ENDS_S, NEXT_ENDS_S = 25, 45
"""How long after the demo is ready the first trip ends, and how much later each other phone's."""

VehicleType = Literal["bike", "ebike"]


@dataclass(frozen=True)
class LiveRide:
    """A ride with all the points that its phone is going to record. `vehicle_id` is of a bike with locks that
    tell of it, None of a rider's own."""

    trip_id: UUID
    rider_id: UUID
    vehicle_type: VehicleType
    vehicle_id: str | None
    start: Station
    end: Station
    started_at: datetime
    ended_at: datetime
    points: list[TracePoint] = field(repr=False)


async def ride_on(gateway: Gateway, data_dir: Path, city: City, phones: int) -> None:
    """So many phones ride until this is cancelled: trip after trip, of ever new riders. Every third has a
    bike of its rider's own; of the others the locks tell too."""
    async with Rodem(gateway.url, gateway.token) as rodem, asyncio.TaskGroup() as group:
        for number in range(phones):
            group.create_task(_phone(rodem, data_dir, city, number))


async def _phone(rodem: Rodem, data_dir: Path, city: City, number: int) -> None:
    chance = random.Random()  # noqa: S311  # nothing here is secret, and no two demos ride alike
    ends_in_s: int | None = FIRST_ENDS_S + number * NEXT_ENDS_S
    while True:
        rider = make_rider(places_of(city.stations), f"live {uuid4()}", number)
        # A bike of its own: of an earlier demo's an unlock may have no lock.
        vehicle_id = None if number % 3 == 2 else f"live-{str(rider.rider_id)[:8]}"
        for _ in range(RIDES_EACH):
            try:
                await tell(rodem, data_dir, a_live_ride(city, rider, vehicle_id, ends_in_s, chance), _now)
            except (Problem, Unreachable):  # the city stops, or is at its limits: a phone goes on later
                await asyncio.sleep(AGAIN_S)
            ends_in_s = None
            await asyncio.sleep(chance.uniform(*PAUSE_S))


def _now() -> datetime:
    return datetime.now(UTC)


def a_live_ride(
    city: City, rider: Rider, vehicle_id: str | None, ends_in_s: int | None, chance: random.Random
) -> LiveRide:
    """A short ride of this rider that begins now; with `ends_in_s` one that is under way and ends then."""
    least, most = FAR_M
    near = [place for place in city.stations if least < apart_m(rider.home, place) < most]
    way = way_between(rider.home, chance.choice(near or [rider.work]), chance)
    duration_s = int(way.length_m * 3.6 / chance.uniform(*KMH))
    started_at = _now().replace(microsecond=0)
    if ends_in_s is not None:
        started_at -= timedelta(seconds=max(0, duration_s - ends_in_s))
    return LiveRide(
        trip_id=uuid4(),
        rider_id=rider.rider_id,
        vehicle_type=chance.choice(get_args(VehicleType)),
        vehicle_id=vehicle_id,
        start=way.start,
        end=way.end,
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=duration_s),
        points=ridden(way, started_at, duration_s, chance),
    )


async def tell(rodem: Rodem, data_dir: Path, ride: LiveRide, now: Callable[[], datetime]) -> None:
    """Tell of a ride while it is ridden, as its phone does, and its locks if it has some. Raises Problem or
    Unreachable."""
    phone = signed_in(rodem, data_dir, ride.rider_id)
    await _tell_lock(rodem, ride, "unlock")
    await start_trip(
        phone,
        NewLiveTrip(
            trip_id=ride.trip_id,
            vehicle_type=ride.vehicle_type,
            started_at=ride.started_at,
            start_station_id=ride.start.station_id,
            vehicle_id=ride.vehicle_id,
        ),
    )
    told, seq = 0, 0
    while told < len(ride.points):
        recorded = sum(point.at <= now() for point in ride.points)
        if recorded > told:
            await add_trace(phone, ride.trip_id, Chunk(seq=seq, points=ride.points[told:recorded]))
            told, seq = recorded, seq + 1
        await asyncio.sleep(CHUNK_S)
    await end_trip(phone, ride.trip_id, Ending(ended_at=ride.ended_at, end_station_id=ride.end.station_id))
    await asyncio.sleep(LOCK_S)
    await _tell_lock(rodem, ride, "lock")


async def _tell_lock(rodem: Rodem, ride: LiveRide, kind: Kind) -> None:
    if ride.vehicle_id is None:
        return
    at, station = (ride.started_at, ride.start) if kind == "unlock" else (ride.ended_at, ride.end)
    event = lock_event(kind, ride.vehicle_id, ride.vehicle_type, ride.rider_id, at, station)
    await report_vehicle_events(rodem, VehicleEvents(events=[event]))
