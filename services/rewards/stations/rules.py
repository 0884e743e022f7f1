"""Which stations and districts are in service on a local day. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from shared.zones import outermost


class Station(NamedTuple):
    """A station that is in service from the local day `from_on` up to and without `until_on` (None: it still
    is). Its district is None where its zone is not known."""

    station_id: str
    from_on: date
    until_on: date | None
    district_id: str | None


class InService(NamedTuple):
    """What is in service on a day: stations, and the districts that have one."""

    stations: frozenset[str]
    districts: frozenset[str]


NOTHING = InService(frozenset(), frozenset())


class Map:
    """The stations of the city, day by day."""

    def __init__(self, stations: Iterable[Station]) -> None:
        known = list(stations)
        self.district_of: Mapping[str, str] = {
            each.station_id: each.district_id for each in known if each.district_id is not None
        }
        ends = (day for each in known for day in (each.from_on, each.until_on) if day is not None)
        self._changes = sorted(set(ends))
        self._in_service = [_on(known, day) for day in self._changes]

    def on(self, day: date) -> InService:
        """What is in service on this day."""
        place = bisect_right(self._changes, day)
        return self._in_service[place - 1] if place else NOTHING


def _on(stations: Iterable[Station], day: date) -> InService:
    running = [
        each for each in stations if each.from_on <= day and (each.until_on is None or day < each.until_on)
    ]
    districts = (each.district_id for each in running if each.district_id is not None)
    return InService(frozenset(each.station_id for each in running), frozenset(districts))


def district_of(zone_id: str | None, parents: Mapping[str, str | None]) -> str | None:
    """The district of a zone: the outermost zone around it, or the zone itself. None for an unknown zone."""
    return None if zone_id is None or zone_id not in parents else outermost(zone_id, parents)
