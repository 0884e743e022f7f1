"""Response models of bonus stations."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.challenges.bonus_stations.bodies import FLAG
from services.challenges.bonus_stations.rules import Counts
from services.challenges.bonus_stations.store import Flag
from shared.http.cursors import Place
from shared.http.documented import example
from shared.http.items import Failure


class BonusStationFailure(BaseModel):
    """A bonus station that was not taken. `station_id` is left out where it could not be read."""

    index: int
    station_id: str | None = None
    problem: dict[str, Any]


class BonusStationCounts(BaseModel):
    """The number of bonus stations that came, that end otherwise than before, that were removed and that are
    as they were, and those that were not taken."""

    model_config = example(new=2, changed=0, removed=1, unchanged=5, failures=[])

    new: int
    changed: int
    removed: int
    unchanged: int
    failures: list[BonusStationFailure]


class ListedBonusStation(BaseModel):
    """A station is a bonus station from `from` until before `until`."""

    model_config = ConfigDict(serialize_by_alias=True) | example(**FLAG)

    station_id: str
    from_: datetime = Field(alias="from")
    until: datetime


class BonusStationList(BaseModel):
    """The latest to begin first."""

    model_config = example(bonus_stations=[FLAG])

    bonus_stations: list[ListedBonusStation]
    next_cursor: str | None = None


def bonus_station_counts(counts: Counts, failures: list[Failure]) -> BonusStationCounts:
    """What came of a list of bonus stations."""
    return BonusStationCounts(**counts._asdict(), failures=[BonusStationFailure(**each) for each in failures])


def listed(flag: Flag) -> ListedBonusStation:
    """A bonus station in a list."""
    values = {"station_id": flag.station_id, "from": flag.from_at, "until": flag.until_at}
    return ListedBonusStation.model_validate(values)


def place(flag: Flag) -> Place:
    """The sort key of a bonus station in its list."""
    return flag.from_at.isoformat(), flag.station_id
