"""Request models of stations: the GBFS feed `station_information`, transfers, and which are listed."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from shared.http import bodies, cursors
from shared.http.documented import example
from shared.limits import (
    CAPACITY_DOCKS_MAX,
    ELEVATION_M_MAX,
    ELEVATION_M_MIN,
    ID_LENGTH_MAX,
    NAME_LENGTH_MAX,
    STATIONS_MAX,
)


def _other_id(value: Any) -> str | None:
    """Another id of the station, as a string; None if it is none. A station is not lost for it."""
    return bodies.code_text(bodies.as_id(bodies.in_one_language(value)))


def number_or_text(value: Any) -> Any:
    """The value if it is a number or a text. A pydantic union would add its alternatives to the error's
    pointer."""
    if type(value) not in (int, str):
        raise PydanticCustomError("wrong_type", "a number or a text")
    return value


OtherId = Annotated[bodies.Code | None, BeforeValidator(_other_id)]


class StationInformation(BaseModel):
    """A station of GBFS `station_information`, any version. What we do not use is passed over. Trips may name
    the station by `short_name`, `legacy_id` (as Lyft's feeds have it) and `external_id` too. Beside GBFS it
    tells how high it lies (`elevation_m`), and from when on it is out of service for good (`until`)."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    station_id: Annotated[bodies.Code, BeforeValidator(bodies.as_id)]
    name: Annotated[
        bodies.Text,
        BeforeValidator(bodies.in_one_language),
        Field(min_length=1, max_length=NAME_LENGTH_MAX),
    ]
    short_name: OtherId = None
    legacy_id: OtherId = None
    external_id: OtherId = None
    lat: Annotated[bodies.Degrees, Field(ge=-90, le=90)]
    lon: Annotated[bodies.Degrees, Field(ge=-180, le=180)]
    capacity: Annotated[bodies.WholeNumber, Field(ge=0, le=CAPACITY_DOCKS_MAX)] | None = None
    elevation_m: Annotated[bodies.WholeNumber, Field(ge=ELEVATION_M_MIN, le=ELEVATION_M_MAX)] | None = None
    until: bodies.Instant | None = None

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Self:
        # Feeds write 0, 0 for a depot and for a station that they have no position of.
        if self.lat == self.lon == 0:
            raise PydanticCustomError("no_position", "a position other than 0, 0", {"field": ["lat"]})
        return self


class Stations(BaseModel):
    """`data` of the feed. Each station is read by itself, so that a bad one is a failure of its own."""

    model_config = ConfigDict(extra="ignore")

    stations: Annotated[
        list[Annotated[StationInformation, bodies.UNREAD]], Field(min_length=1, max_length=STATIONS_MAX)
    ]


class Feed(BaseModel):
    """GBFS `station_information`, 1.1 to 3.0. `last_updated` tells since when the positions hold."""

    model_config = ConfigDict(extra="ignore") | example(
        last_updated=1_777_880_000,
        data={
            "stations": [
                {
                    "station_id": "41",
                    "name": "Rambla de Catalunya, 2",
                    "lat": 41.3886,
                    "lon": 2.1668,
                    "capacity": 27,
                    "elevation_m": 32,
                }
            ]
        },
    )

    last_updated: Annotated[int | str, BeforeValidator(number_or_text)] | None = None
    data: Stations


OperatorId = Annotated[bodies.Text, Field(min_length=1, max_length=ID_LENGTH_MAX)]


class Transfer(bodies.Body):
    """All stations of one operator become another's."""

    model_config = example(from_operator_id="bicing", to_operator_id="ambici")

    from_operator_id: OperatorId
    to_operator_id: OperatorId

    @model_validator(mode="after")
    def _to_another(self) -> Self:
        if self.from_operator_id == self.to_operator_id:
            raise PydanticCustomError("not_allowed", "another operator", {"field": ["to_operator_id"]})
        return self


class StationsQuery(cursors.Page):
    """Which stations are asked for. All that are named must hold."""

    bbox: str | None = Field(default=None, max_length=200, examples=["2.1,41.3,2.2,41.4"])
    near: str | None = Field(default=None, max_length=100, examples=["41.39,2.17"])
    zone_id: str | None = Field(default=None, min_length=1, max_length=ID_LENGTH_MAX)
