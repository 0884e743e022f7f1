"""Request models of statuses: the GBFS feed `station_status`."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.trips.stations.bodies import number_or_text
from shared.http import bodies
from shared.http.documented import example
from shared.limits import CAPACITY_DOCKS_MAX, STATIONS_MAX


def _yes_or_no(value: Any) -> bool:
    """A truth value, which feeds before GBFS 2.0 write as 1 or 0."""
    if type(value) not in (int, bool) or value not in (0, 1):
        raise PydanticCustomError("wrong_type", "true, false, 1 or 0")
    return bool(value)


YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
HowMany = Annotated[bodies.WholeNumber, Field(ge=0, le=CAPACITY_DOCKS_MAX)]
Moment = Annotated[int | str, BeforeValidator(number_or_text)]


class StationStatus(BaseModel):
    """A station of GBFS `station_status`, any version. What we do not use is passed over. Without
    `last_reported` it holds as of the feed's `last_updated`; a station that does not say otherwise is in
    service."""

    model_config = ConfigDict(extra="ignore")

    station_id: Annotated[bodies.Code, BeforeValidator(bodies.as_id)]
    num_vehicles_available: HowMany | None = None
    num_bikes_available: HowMany | None = None
    num_docks_available: HowMany | None = None
    is_installed: YesOrNo = True
    is_renting: YesOrNo = True
    is_returning: YesOrNo = True
    last_reported: Moment | None = None

    @model_validator(mode="after")
    def _tells_how_many(self) -> Self:
        if self.num_vehicles_available is None and self.num_bikes_available is None:
            raise PydanticCustomError("missing", "how many there are", {"field": ["num_vehicles_available"]})
        return self


class Statuses(BaseModel):
    """`data` of the feed. Each station is read by itself, so that a bad one is a failure of its own."""

    model_config = ConfigDict(extra="ignore")

    stations: Annotated[
        list[Annotated[StationStatus, bodies.UNREAD]], Field(min_length=1, max_length=STATIONS_MAX)
    ]


class StatusFeed(BaseModel):
    """GBFS `station_status`, 1.0 to 3.1. `last_updated` tells when the feed was made."""

    model_config = ConfigDict(extra="ignore") | example(
        last_updated=1_777_880_100,
        data={
            "stations": [
                {
                    "station_id": "41",
                    "num_bikes_available": 5,
                    "num_docks_available": 22,
                    "is_installed": True,
                    "is_renting": True,
                    "is_returning": True,
                    "last_reported": 1_777_880_000,
                }
            ]
        },
    )

    last_updated: Moment | None = None
    data: Statuses
