"""Request models: a trip as a phone or an operator reports it, a batch, a void, and the place in a cursor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from services.trips.rules import Listed, OperatorsSource, RiderKey, VehicleType
from services.trips.traces import rules as told
from shared.http import cursors
from shared.http.bodies import Body, Code, Degrees, Id, Instant, WholeNumber, Words
from shared.http.cursors import Listing, Page
from shared.http.documented import example
from shared.limits import BATCH_TRIPS_MAX, REPORTED_DISTANCE_M_MAX

TRACE_POINTS_MAX = 2_000

EXAMPLE = {
    "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
    "vehicle_type": "bike",
    "started_at": "2026-05-04T07:30:00Z",
    "ended_at": "2026-05-04T07:50:00Z",
    "distance_m": 4_200,
}
OPERATORS_EXAMPLE = {
    **EXAMPLE,
    "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
    "distance_source": "odometer",
}


class Position(Body):
    """Where a trip begins or ends, in degrees. 0, 0 is no position: devices send it while they have none."""

    lat: Annotated[Degrees, Field(ge=-90, le=90)]
    lon: Annotated[Degrees, Field(ge=-180, le=180)]

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if self.lat == self.lon == 0:
            raise PydanticCustomError("no_position", "a position other than 0, 0", {"field": ["lat"]})
        return self


class TracePoint(Body):
    """Where the vehicle was at a moment. Degrees and metres."""

    at: Instant
    lat: Annotated[Degrees, Field(ge=-90, le=90)]
    lon: Annotated[Degrees, Field(ge=-180, le=180)]
    accuracy_m: Annotated[Degrees, Field(ge=0, le=100_000)] | None = None
    speed_mps: Annotated[Degrees, Field(ge=0, le=1_000)] | None = None
    mock: Annotated[bool, Field(strict=True)] = False


def trace_points(points: Sequence[TracePoint]) -> list[told.TracePoint]:
    """These points as they are judged. The speed is left out: a phone's own word for it proves nothing."""
    return [
        told.TracePoint(point.at.timestamp(), point.lat, point.lon, point.accuracy_m, point.mock)
        for point in points
    ]


class RiderTrip(Body):
    """A trip as the rider's phone reports it. A station may be named by any of its ids: `station_id`,
    `short_name`, `legacy_id` or `external_id`. `start` and `end` are used where the station is not known."""

    model_config = example(**EXAMPLE)

    trip_id: Id
    vehicle_type: VehicleType
    started_at: Instant
    ended_at: Instant
    start_station_id: Code | None = None
    end_station_id: Code | None = None
    start: Position | None = None
    end: Position | None = None
    distance_m: Annotated[WholeNumber, Field(ge=0, le=REPORTED_DISTANCE_M_MAX)] | None = None
    vehicle_id: Code | None = None
    device_id: Code | None = None
    trace: Annotated[list[TracePoint], Field(min_length=1, max_length=TRACE_POINTS_MAX)] | None = None

    @field_validator("trace")
    @classmethod
    def _in_order(cls, trace: list[TracePoint] | None) -> list[TracePoint] | None:
        moments: list[datetime] = [point.at for point in trace or []]
        if moments != sorted(moments):
            raise PydanticCustomError("not_in_order", "points in order of time")
        return trace


class OperatorTrip(RiderTrip):
    """A trip as an operator reports it, with its rider and the source of its distance."""

    model_config = example(**OPERATORS_EXAMPLE)

    rider_id: Id
    distance_source: OperatorsSource | None = None

    @model_validator(mode="after")
    def _source_of_a_distance(self) -> Self:
        if self.distance_source is not None and self.distance_m is None:
            raise PydanticCustomError("missing", "a distance", {"field": ["distance_m"]})
        return self


class Batch(Body):
    """Up to 1000 trips of an operator. `history`: they may be older than 14 days. `points` false, which needs
    `history`: they count, and earn no points. `rider_key` is what each `rider_id` stands for: where the
    source names no riders, `bike`, or `trip` (each trip has a `rider_id` of its own). `import_id`: the import
    that they come with."""

    model_config = example(trips=[OPERATORS_EXAMPLE], timezone="Europe/Madrid", history=True, points=False)

    trips: Annotated[list[Any], Field(min_length=1, max_length=BATCH_TRIPS_MAX)]
    timezone: Annotated[str, Field(max_length=64)] | None = None
    history: Annotated[bool, Field(strict=True)] = False
    points: Annotated[bool, Field(strict=True)] = True
    import_id: Id | None = None
    rider_key: RiderKey = "rider"

    @model_validator(mode="after")
    def _unpaid_only_as_history(self) -> Self:
        if not self.points and not self.history:
            raise PydanticCustomError("not_allowed", "history", {"field": ["points"]})
        return self

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str | None) -> str | None:
        if name is not None and name not in available_timezones():
            raise PydanticCustomError("not_allowed", "an IANA time zone")
        return name


class Void(Body):
    """Why a trip is taken back."""

    model_config = example(reason="The lock was open all night.")

    reason: Words


def listed_after(listing: Listing, page: Page) -> Listed | None:
    """The trip behind which a page of this list begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return Listed(datetime.fromisoformat(place[0]), UUID(place[1])) if place else None
