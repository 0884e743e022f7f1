"""Request models: the conditions that a trip or an activity must meet to be counted."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from services.challenges.tree.words import DistanceSource, VehicleType
from shared.http.bodies import Body, Text, WholeNumber
from shared.limits import REPORTED_DISTANCE_M_MAX

DURATION_S_MAX = 86_400
CLIMB_M_MAX = 2_000

ShortCode = Annotated[Text, Field(min_length=1, max_length=64)]
"""An id of a station, a zone, a badge or a group, a tag of a day, or a service."""
Weekday = Annotated[WholeNumber, Field(ge=1, le=7)]
"""A day of the ISO week. 1 is Monday."""

DISTINCT: JsonDict = {"uniqueItems": True}
NOT_EMPTY = ConfigDict(json_schema_extra={"minProperties": 1})
"""Says in the schema that something must be in an object. `refusals` checks it."""


def _only_true(value: Any) -> Any:
    # pydantic takes 1 and 1.0 for True.
    if value is not True:
        raise PydanticCustomError("not_allowed", "true, or left out")
    return value


class HoursBody(Body):
    """Local hours from `from` (inclusive) to `to` (exclusive). From 22 to 6 goes past midnight."""

    from_: Annotated[WholeNumber, Field(ge=0, le=23, alias="from")]
    to: Annotated[WholeNumber, Field(ge=1, le=24)]


class DistanceRange(Body):
    """Metres, both bounds included. `{min: 0}` asks that the distance is known."""

    model_config = NOT_EMPTY

    min: Annotated[WholeNumber, Field(ge=0, le=REPORTED_DISTANCE_M_MAX)] | None = None
    max: Annotated[WholeNumber, Field(ge=0, le=REPORTED_DISTANCE_M_MAX)] | None = None


class DurationRange(Body):
    """Seconds, both bounds included."""

    model_config = NOT_EMPTY

    min: Annotated[WholeNumber, Field(ge=0, le=DURATION_S_MAX)] | None = None
    max: Annotated[WholeNumber, Field(ge=0, le=DURATION_S_MAX)] | None = None


class ClimbRange(Body):
    """The least metres that the end lies above the start."""

    min: Annotated[WholeNumber, Field(ge=1, le=CLIMB_M_MAX)]


class CorridorBody(Body):
    """Zones that a trip passes in this order, with others between or not."""

    zone_ids_in_order: Annotated[list[ShortCode], Field(min_length=2, max_length=5)]


def _list(items_max: int | None = None) -> Any:
    """A list that holds something, nothing twice, and at most so many."""
    return Field(min_length=1, max_length=items_max, json_schema_extra=DISTINCT)


StationIds = Annotated[list[ShortCode], _list(100)]
ZoneIds = Annotated[list[ShortCode], _list(80)]
DayTags = Annotated[list[ShortCode], _list(10)]
Services = Annotated[list[ShortCode], _list(10)]
LocalHours = Annotated[list[HoursBody], _list(6)]
Weekdays = Annotated[list[Weekday], _list(7)]
VehicleTypes = Annotated[list[VehicleType], _list()]
DistanceSources = Annotated[list[DistanceSource], _list()]


class WhereBody(Body):
    """The conditions on what is counted: all must hold, of a list any."""

    services: Services | None = None
    vehicle_types: VehicleTypes | None = None
    weekdays: Weekdays | None = None
    local_hours: LocalHours | None = None
    day_tags_any: DayTags | None = None
    distance_sources: DistanceSources | None = None
    distance_m: DistanceRange | None = None
    duration_s: DurationRange | None = None
    climb_m: ClimbRange | None = None
    start_station_ids: StationIds | None = None
    end_station_ids: StationIds | None = None
    start_zone_ids: ZoneIds | None = None
    end_zone_ids: ZoneIds | None = None
    corridor: CorridorBody | None = None
    station_ids: StationIds | None = None
    zone_ids: ZoneIds | None = None
    bonus_stations: Annotated[Literal[True], BeforeValidator(_only_true)] | None = None
