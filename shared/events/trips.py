"""Events of the topic `trips`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.event import Event, Kilocalories, LocalHour, Metres, Name, RiderEvent, Seconds, Word


class TripJudged(RiderEvent, frozen=True, kw_only=True, omit_defaults=True):
    """All that is known of a trip, and whether it counts. Never where it went: only stations and zones.

    `distance_m` is left out when it is unknown. `energy_kcal` is what the trip took, whether or not it
    counts. `local_on` and `local_hour` are the start's, in the trip's own time zone. `history`: the trip came
    with an import of earlier years.
    """

    type = "trip.judged.v1"

    trip_id: UUID
    operator_id: Name
    verdict: Word
    reasons: tuple[Word, ...] = ()
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


class StationReported(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A station as its operator put it, as it is from `valid_from` on; the revision counts its changes."""

    type = "station.reported.v1"

    station_id: Name
    operator_id: Name
    name: Name
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    valid_from: datetime
    capacity: Annotated[int, Meta(ge=0, le=10_000)] | None = None

    @property
    def key(self) -> str:
        return self.station_id


class ZoneReported(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A zone of the city (a district, or a neighbourhood inside the district `parent_id`).

    `outline` is good enough to draw: rings of [lon, lat] in degrees, simplified, without holes.
    """

    type = "zone.reported.v1"

    zone_id: Name
    name: Name
    parent_id: Name | None = None
    outline: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def key(self) -> str:
        return self.zone_id
