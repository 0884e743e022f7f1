"""What is told of a ride: by a phone, and by an operator's dock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from services.trips.limits.rules import FIRST, Limits
from services.trips.rules import Place, Point, VehicleType
from services.trips.tellings.rules import Telling
from services.trips.traces.rules import Points, cleaned
from tests.riders.chance import Chance, new_id
from tests.riders.phones import CENTRE, LAT_M, LON_M
from tests.riders.ways import Way

TIMEZONE = "Europe/Madrid"
OPERATOR = "docks"
GAMES_OPERATOR = "game"
East = float
North = float


def limits_of(vehicle_type: VehicleType, _on: object) -> Limits:
    """The limits of version 1, of every day."""
    return FIRST[vehicle_type]


def instant(at: float) -> datetime:
    """Seconds since 1970 as phones and docks write them: whole seconds."""
    return datetime.fromtimestamp(round(at), UTC)


def station_at(place: tuple[East, North]) -> Place:
    """A known station at this place, in metres from the centre."""
    point = Point(CENTRE[0] + place[1] / LAT_M, CENTRE[1] + place[0] / LON_M)
    return Place(point, None, station_id=f"{place[0]:.0f} {place[1]:.0f}")


@dataclass(frozen=True)
class Account:
    """Somebody's account, and the phone that it is used on."""

    rider_id: UUID
    device: str

    @classmethod
    def new(cls, chance: Chance, device: str | None = None) -> "Account":
        """A new account, on a phone of its own unless another is named."""
        return cls(new_id(chance), device or str(new_id(chance)))


def by_phone(
    chance: Chance,
    account: Account,
    started_at: float,
    ended_at: float,
    points: Points | None = None,
    *,
    vehicle_type: VehicleType = "bike",
    vehicle_id: str | None = None,
    stations: tuple[Place, Place] | None = None,
    distance_m: int | None = None,
) -> Telling:
    """What a phone tells of a ride, once all has arrived: without points it has no trace."""
    began, ended = instant(started_at), instant(ended_at)
    trace = None
    if points is not None:
        trace = cleaned(points, began.timestamp(), ended.timestamp(), FIRST[vehicle_type])
    return Telling(
        trip_id=new_id(chance),
        way="phone",
        rider_id=account.rider_id,
        operator_id=GAMES_OPERATOR,
        vehicle_type=vehicle_type,
        started_at=began,
        ended_at=ended,
        received_at=ended,
        timezone=TIMEZONE,
        vehicle_id=vehicle_id,
        start=stations[0] if stations else None,
        end=stations[1] if stations else None,
        start_station_id=stations[0].station_id if stations else None,
        end_station_id=stations[1].station_id if stations else None,
        distance_m=distance_m,
        distance_source="phone" if distance_m is not None else None,
        trace=trace,
        device_key=sha256(account.device.encode()).digest(),
    )


def by_dock(
    chance: Chance,
    account: Account,
    started_at: float,
    ended_at: float,
    way: Way,
    *,
    vehicle_type: VehicleType = "bike",
    vehicle_id: str,
) -> Telling:
    """What an operator's docks tell of a ride from the station at one end of a way to that at the other."""
    start, end = station_at(way.start), station_at(way.end)
    return Telling(
        trip_id=new_id(chance),
        way="operator",
        rider_id=account.rider_id,
        operator_id=OPERATOR,
        vehicle_type=vehicle_type,
        started_at=instant(started_at),
        ended_at=instant(ended_at),
        received_at=instant(ended_at),
        timezone=TIMEZONE,
        vehicle_id=vehicle_id,
        start=start,
        end=end,
        start_station_id=start.station_id,
        end_station_id=end.station_id,
    )
