"""What challenges know of a trip or an activity. Pure."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

BIKE_SHARE = "bike_share"
"""The service of trips."""


class End(NamedTuple):
    """Where a trip starts or ends, as far as that is known. `is_bonus`: it is a bonus station at that
    moment."""

    station_id: str | None
    zone_id: str | None
    is_bonus: bool


class Deed(msgspec.Struct, frozen=True, gc=False):
    """A trip that counts, or an activity (`service` says which): what challenges count.

    An activity has no vehicle, no ends and no measures. `duration_s` is in seconds; `distance_m` and
    `climb_m` are in metres. `day_tags` are those of `local_on`. `is_erased`: its rider was erased, so it
    counts for groups only.
    """

    trip_id: UUID
    rider_id: UUID
    operator_id: str
    service: str
    started_at: datetime
    local_on: date
    local_hour: int
    vehicle_type: str | None = None
    duration_s: int | None = None
    energy_kcal: int = 0
    distance_m: int | None = None
    distance_source: str | None = None
    climb_m: int | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    start_zone_id: str | None = None
    end_zone_id: str | None = None
    zone_ids: tuple[str, ...] = ()
    day_tags: tuple[str, ...] = ()
    start_is_bonus: bool = False
    end_is_bonus: bool = False
    is_erased: bool = False

    @property
    def start(self) -> End:
        """Its start."""
        return End(self.start_station_id, self.start_zone_id, self.start_is_bonus)

    @property
    def end(self) -> End:
        """Its end."""
        return End(self.end_station_id, self.end_zone_id, self.end_is_bonus)

    @property
    def path(self) -> list[str]:
        """The known zones that it passed, in order, without consecutive repetitions."""
        path: list[str] = []
        for zone_id in (self.start_zone_id, *self.zone_ids, self.end_zone_id):
            if zone_id is not None and (not path or path[-1] != zone_id):
                path.append(zone_id)
        return path
