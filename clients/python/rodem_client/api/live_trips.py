"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import TraceHeard, TracePoint, TripVerdict
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class Ending(Model, frozen=True, kw_only=True):
    """How a live trip ends. `distance_m` is what the phone says; a trace is believed before it."""

    ended_at: datetime
    end_station_id: str | None = None
    distance_m: int | None = None


class Chunk(Model, frozen=True, kw_only=True):
    """Points of a live trip, in any order. Chunks have numbers of their own, and may come in any order
    too."""

    seq: int
    points: list[TracePoint]


class ChunkTaken(Model, frozen=True, kw_only=True):
    """The chunk is stored. What has arrived so far, so that an app can go on after a crash."""

    trace: TraceHeard


class NewLiveTrip(Model, frozen=True, kw_only=True):
    """A trip that begins. `vehicle_id` is what is printed on the vehicle."""

    trip_id: UUID
    vehicle_type: Literal["bike", "ebike"]
    started_at: datetime
    start_station_id: str | None = None
    vehicle_id: str | None = None
    device_id: str | None = None


async def cancel_trip(rodem: Rodem, trip_id: UUID | str) -> TripVerdict:
    """Withdraw a live trip, ended or not, as if it had never been told."""
    return decoded(await rodem.send("POST", f"/v1/trips/{segment(trip_id)}/cancel"), TripVerdict)


async def end_trip(rodem: Rodem, trip_id: UUID | str, body: Ending | Raw) -> TripVerdict:
    """End a live trip. It is judged at once by what has come of it, and again with every chunk that
    follows."""
    return decoded(await rodem.send("POST", f"/v1/trips/{segment(trip_id)}/end", body=body), TripVerdict)


async def add_trace(rodem: Rodem, trip_id: UUID | str, body: Chunk | Raw) -> ChunkTaken:
    """Points of a live trip, in any order, also before its start and after its end. The same chunk sent again
    has the same answer."""
    return decoded(await rodem.send("POST", f"/v1/trips/{segment(trip_id)}/trace", body=body), ChunkTaken)


async def start_trip(
    rodem: Rodem, body: NewLiveTrip | Raw, *, idempotency_key: str | None = None
) -> TripVerdict:
    """Begin a trip that is told while it is ridden. It is open until its end is told."""
    return decoded(
        await rodem.send("POST", "/v1/trips:start", body=body, idempotency_key=idempotency_key or new_key()),
        TripVerdict,
    )
