"""Response models of stations."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.trips.rules import Point, haversine_m, whole_metres
from services.trips.stations.rules import Observed
from services.trips.stations.store import Listed
from shared.http import cursors
from shared.http.bodies import Word
from shared.http.documented import example
from shared.http.items import Failure


class StationFailure(BaseModel):
    """A station that was not taken. `station_id` is left out where it could not be read."""

    index: int
    station_id: str | None = None
    problem: dict[str, Any]


class StationCounts(BaseModel):
    """The number of stations that were new, moved, changed and unchanged, and those that were not taken."""

    model_config = example(new=2, moved=1, changed=0, unchanged=420, failures=[])

    new: int
    moved: int
    changed: int
    unchanged: int
    failures: list[StationFailure]


def station_counts(observed: Iterable[Observed], failures: list[Failure]) -> StationCounts:
    """The number of stations that were new, moved, changed and unchanged, and those that were not taken."""
    counts = Counter(station.news for station in observed)
    return StationCounts(
        new=counts["new"],
        moved=counts["moved"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        failures=[StationFailure(**each) for each in failures],
    )


class StationsGiven(BaseModel):
    """How many stations another operator has now."""

    model_config = example(stations=517)

    stations: int


class ListedStatus(BaseModel):
    """What a station has reported last. `state`: `usable`, `empty` (no vehicle), `full` (no dock) or
    `out_of_service`."""

    reported_at: datetime
    state: Word
    vehicles_available: int
    docks_available: int | None = None


class ListedStation(BaseModel):
    """A station that is in service. Without a status it has reported none; `distance_m` is from the point
    that was asked for, as the crow flies."""

    station_id: str
    operator_id: str | None = None
    name: str
    lat: float
    lon: float
    capacity: int | None = None
    elevation_m: int | None = None
    until: datetime | None = None
    zone_id: str | None = None
    distance_m: int | None = None
    status: ListedStatus | None = None


class StationList(BaseModel):
    """Stations that are in service now, with the newest status of each."""

    model_config = example(
        stations=[
            {
                "station_id": "41",
                "operator_id": "bicing",
                "name": "Rambla de Catalunya, 2",
                "lat": 41.3886,
                "lon": 2.1668,
                "capacity": 27,
                "elevation_m": 32,
                "zone_id": "eixample",
                "status": {
                    "reported_at": "2026-05-04T08:30:00Z",
                    "state": "usable",
                    "vehicles_available": 5,
                    "docks_available": 22,
                },
            }
        ]
    )

    stations: list[ListedStation]
    next_cursor: str | None = None


def listed_station(row: Listed, near: Point | None) -> ListedStation:
    """A station as everybody sees it."""
    status = None
    if row.reported_at is not None and row.state is not None and row.vehicles is not None:
        status = ListedStatus(
            reported_at=row.reported_at,
            state=row.state,
            vehicles_available=row.vehicles,
            docks_available=row.docks,
        )
    return ListedStation(
        station_id=row.station_id,
        operator_id=row.operator_id,
        name=row.name,
        lat=row.lat,
        lon=row.lon,
        capacity=row.capacity,
        elevation_m=row.elevation_m,
        until=row.until_at,
        zone_id=row.zone_id,
        distance_m=whole_metres(haversine_m(near, Point(row.lat, row.lon))) if near else None,
        status=status,
    )


def place(row: Listed) -> cursors.Place:
    """Where a station is in its list. A cursor holds no fractions: the distance is a text in full length."""
    return ("" if row.apart is None else repr(row.apart), row.station_id)
