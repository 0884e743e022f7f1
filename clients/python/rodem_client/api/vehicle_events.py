"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded


class VehicleEvent(Model, frozen=True, kw_only=True):
    """That a vehicle was unlocked or locked. `vehicle_id` is what is printed on the vehicle, the same as in
    trips."""

    event_id: UUID
    vehicle_id: str
    kind: Literal["lock", "unlock"]
    at: datetime
    rider_id: UUID | None = None
    vehicle_type: Literal["bike", "ebike"] | None = None
    station_id: str | None = None
    odometer_m: int | None = None


class VehicleEvents(Model, frozen=True, kw_only=True):
    """Up to 1000 events of an operator's vehicles, in any order. Each is read by itself, so that a bad one is
    a failure of its own."""

    events: list[VehicleEvent]


class EventFailure(Model, frozen=True, kw_only=True):
    """An event that did not land: its index in the batch, and the code of the problem."""

    index: int
    code: str


class EventsReport(Model, frozen=True, kw_only=True):
    """`rides` were completed or changed by this call; `waiting` of its unlocks have no lock yet;
    `duplicates` of its events were known."""

    rides: int
    waiting: int
    duplicates: int
    failures: list[EventFailure]


async def report_vehicle_events(rodem: Rodem, body: VehicleEvents | Raw) -> EventsReport:
    """Report up to 1000 unlocks and locks of vehicles, in any order and as often as need be. An unlock and
    the next event of its vehicle, if that is a lock within 24 hours, are a ride. One vehicle, kind and
    instant is one event, whatever its id; what is told later of it is added. Good events land; each bad one
    is a failure: `event-conflict` where another value was told before, `clock-ahead` for more than 5 minutes
    ahead. A rider who was erased is named by none."""
    return decoded(await rodem.send("POST", "/v1/vehicle-events:batch", body=body), EventsReport)
