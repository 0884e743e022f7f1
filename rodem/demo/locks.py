"""What the locks of the demo's bikes tell: that one was taken from a dock, and that it came back."""

from datetime import datetime
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from rodem.demo.city import Station
from rodem_client.api.vehicle_events import VehicleEvent

Kind = Literal["unlock", "lock"]


def lock_event(
    kind: Kind,
    vehicle_id: str,
    vehicle_type: Literal["bike", "ebike"],
    rider_id: UUID,
    at: datetime,
    station: Station,
) -> VehicleEvent:
    """An unlock or a lock, for `POST /v1/vehicle-events:batch`. Equal ones have one id."""
    return VehicleEvent(
        event_id=uuid5(NAMESPACE_URL, f"{kind} {vehicle_id} {at.isoformat()}"),
        vehicle_id=vehicle_id,
        kind=kind,
        at=at,
        rider_id=rider_id,
        vehicle_type=vehicle_type,
        station_id=station.station_id,
    )
