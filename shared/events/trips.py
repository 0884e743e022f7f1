"""Events of the topic `trips`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from shared.events.event import (
    Event,
    Kilocalories,
    LocalHour,
    Metres,
    Minutes,
    Name,
    RiderEvent,
    Seconds,
    Word,
)
from shared.limits import CAPACITY_DOCKS_MAX, ELEVATION_M_MAX, ELEVATION_M_MIN

Degrees = Annotated[float, Meta(ge=-180, le=180)]
Ring = Annotated[tuple[tuple[Degrees, Degrees], ...], Meta(max_length=10_000)]


class TripJudged(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The state of a trip, and whether it counts. It has stations and zones, but no coordinates.

    `distance_m` is left out when it is unknown. `energy_kcal` is the energy that the rider spent, whether or
    not the trip counts. `started_at` and `ended_at` are as exact as they were reported: to the second, or
    finer. `local_on` and `local_hour` are those of the start, in the trip's own time zone.
    `history`: the trip came with an import of earlier years. `unpaid`: the trip may count, but earns no
    points. `rider_key` is what `rider_id` stands for where the source names no riders: a bike, or the trip
    alone.

    `confirmed_by` are the sources that reported the trip (phone, operator); `merged_into` are the trips that
    replace it. `climb_m` is the end's elevation above the start's, at least 0. `zone_ids` are the zones that
    the trip passed, in order, without consecutive repetitions.
    """

    type = "trip.judged.v1"

    trip_id: UUID
    operator_id: Name
    verdict: Word
    reasons: Annotated[tuple[Word, ...], Meta(max_length=50)] = ()
    counts: bool
    history: bool = False
    vehicle_type: Word
    started_at: datetime
    ended_at: datetime
    local_on: date
    local_hour: LocalHour
    duration_s: Seconds
    energy_kcal: Kilocalories
    distance_m: Metres | None = None
    distance_source: Word | None = None
    start_station_id: Name | None = None
    end_station_id: Name | None = None
    start_zone_id: Name | None = None
    end_zone_id: Name | None = None
    unpaid: bool = False
    rider_key: Word | None = None
    confirmed_by: Annotated[tuple[Word, ...], Meta(max_length=8)] = ()
    merged_into: Annotated[tuple[UUID, ...], Meta(max_length=20)] = ()
    climb_m: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    zone_ids: Annotated[tuple[Name, ...], Meta(max_length=20)] = ()


class StationReported(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A station as its operator reports it, valid from `valid_from` on. A higher revision is a later report.

    `lat` and `lon` are in degrees, `elevation_m` is above sea level. The station is permanently out of
    service from `until` on, if `until` is given.
    """

    type = "station.reported.v1"

    station_id: Name
    operator_id: Name
    name: Name
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    valid_from: datetime
    capacity: Annotated[int, Meta(ge=0, le=CAPACITY_DOCKS_MAX)] | None = None
    zone_id: Name | None = None
    elevation_m: Annotated[int, Meta(ge=ELEVATION_M_MIN, le=ELEVATION_M_MAX)] | None = None
    until: datetime | None = None

    @property
    def key(self) -> str:
        return self.station_id


class ZoneReported(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A zone of the city (a district, or a neighbourhood inside the district `parent_id`).

    `outline` is for drawing only: simplified rings of [lon, lat] in degrees, without holes.
    """

    type = "zone.reported.v1"

    zone_id: Name
    name: Name
    parent_id: Name | None = None
    outline: Annotated[tuple[Ring, ...], Meta(max_length=1_000)]

    @property
    def key(self) -> str:
        return self.zone_id


class MinutesByState(Struct, frozen=True, kw_only=True):
    """How long a station was in each state. The sum is the length of the local day."""

    usable: Minutes
    empty: Minutes
    full: Minutes
    out_of_service: Minutes
    unknown: Minutes


class StationMinutes(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One station's local day: minutes in each state, and its longest outage in minutes.

    Published when the day is over, and again when late reports change the minutes. The times of day at which
    the state changed are left out.
    """

    type = "station.minutes.v1"

    station_id: Name
    local_on: date
    minutes: MinutesByState
    longest_outage_min: Minutes

    @property
    def key(self) -> str:
        return self.station_id
