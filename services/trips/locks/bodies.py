"""Requests of locks: a batch of unlocks and locks."""

from typing import Annotated

from pydantic import Field

from services.trips.locks.rules import Kind
from services.trips.rules import VehicleType
from shared.http.bodies import UNREAD, Body, Code, Id, Instant, WholeNumber
from shared.http.documented import example

EVENTS_MAX = 1_000
ODOMETER_M_MAX = 2_000_000_000
"""Two million kilometres: more than any vehicle rides, and within a PostgreSQL integer."""
EXAMPLES = [
    {
        "event_id": "0b8f6f5e-6c52-4d0a-9d6e-2f7f6b8f1a01",
        "vehicle_id": "B-1042",
        "kind": "unlock",
        "at": "2026-05-04T07:30:04Z",
        "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
        "vehicle_type": "bike",
        "station_id": "41",
        "odometer_m": 1_204_310,
    },
    {
        "event_id": "0b8f6f5e-6c52-4d0a-9d6e-2f7f6b8f1a02",
        "vehicle_id": "B-1042",
        "kind": "lock",
        "at": "2026-05-04T07:49:54Z",
        "station_id": "97",
        "odometer_m": 1_208_510,
    },
]


class VehicleEvent(Body):
    """That a vehicle was unlocked or locked. `vehicle_id` is what is printed on the vehicle, the same as in
    trips."""

    model_config = example(**EXAMPLES[0])

    event_id: Id
    vehicle_id: Code
    kind: Kind
    at: Instant
    rider_id: Id | None = None
    vehicle_type: VehicleType | None = None
    station_id: Code | None = None
    odometer_m: Annotated[WholeNumber, Field(ge=0, le=ODOMETER_M_MAX)] | None = None


class VehicleEvents(Body):
    """Up to 1000 events of an operator's vehicles, in any order. Each is read by itself, so that a bad one is
    a failure of its own."""

    model_config = example(events=EXAMPLES)

    events: Annotated[list[Annotated[VehicleEvent, UNREAD]], Field(min_length=1, max_length=EVENTS_MAX)]
