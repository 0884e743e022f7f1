"""Request models of live trips: start, chunk of points, end."""

from typing import Annotated

from pydantic import Field

from services.trips.bodies import TracePoint
from services.trips.rules import VehicleType
from shared.http.bodies import Body, Code, Id, Instant, WholeNumber
from shared.http.documented import example
from shared.limits import REPORTED_DISTANCE_M_MAX

SEQ_MAX = 9_999
CHUNK_POINTS_MAX = 1_000

STARTED = {
    "trip_id": "0b7e0a3c-5b0e-4a5e-9f0e-2d6c3b1f7c22",
    "vehicle_type": "bike",
    "started_at": "2026-05-04T07:30:00Z",
    "start_station_id": "42",
}
POINT = {"at": "2026-05-04T07:30:05Z", "lat": 41.3901, "lon": 2.1702, "accuracy_m": 6.5}


class NewLiveTrip(Body):
    """A trip that begins. `vehicle_id` is what is printed on the vehicle."""

    model_config = example(**STARTED)

    trip_id: Id
    vehicle_type: VehicleType
    started_at: Instant
    start_station_id: Code | None = None
    vehicle_id: Code | None = None
    device_id: Code | None = None


class Chunk(Body):
    """Points of a live trip, in any order. Chunks have numbers of their own, and may come in any order
    too."""

    model_config = example(seq=0, points=[POINT])

    seq: Annotated[WholeNumber, Field(ge=0, le=SEQ_MAX)]
    points: Annotated[list[TracePoint], Field(min_length=1, max_length=CHUNK_POINTS_MAX)]


class Ending(Body):
    """How a live trip ends. `distance_m` is what the phone says; a trace is believed before it."""

    model_config = example(ended_at="2026-05-04T07:50:00Z", end_station_id="7")

    ended_at: Instant
    end_station_id: Code | None = None
    distance_m: Annotated[WholeNumber, Field(ge=0, le=REPORTED_DISTANCE_M_MAX)] | None = None
