"""A city of the demo: zones, stations, and a model of the terrain."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

M_PER_DEGREE = 111_195
"""Metres in a degree of latitude. A degree of longitude has cos(latitude) times as many."""
COAST_LAT, COAST_LON, COAST_BEARING = 41.3850, 2.1960, math.radians(45)
"""A point on Barcelona's straightened coast, and its direction from north."""
SLOPES = ((0, 0.008), (1_500, 0.018), (3_500, 0.030), (5_500, 0.060))
"""(metres inland, slope from there on): the plain, the hills, and the range of Collserola."""


@dataclass(frozen=True)
class Station:
    """A place where trips begin and end. `lat` and `lon` are degrees, `elevation_m` is above the sea."""

    station_id: str
    lat: float
    lon: float
    elevation_m: float


@dataclass(frozen=True)
class City:
    """A city as the demo sends it: bodies of `PUT /v1/zones` in their order, and a GBFS station feed."""

    name: str
    zones: Sequence[bytes]
    station_feed: dict[str, Any]
    stations: Sequence[Station]


def stations_of(feed: dict[str, Any]) -> list[Station]:
    """The stations of a GBFS feed, with elevations of the terrain model."""
    return [
        Station(raw["station_id"], raw["lat"], raw["lon"], elevation_m(raw["lat"], raw["lon"]))
        for raw in feed["data"]["stations"]
    ]


def elevation_m(lat: float, lon: float) -> float:
    """The elevation of the ground, which rises with the distance from the sea, steeper and steeper.

    The model is piecewise linear. In Barcelona it is right within some ten metres, except on single hills.

    >>> round(elevation_m(41.3870, 2.1700)), round(elevation_m(41.4180, 2.1300))  # Catalunya, Vallcarca
    (15, 167)
    """
    inland_m = max(0.0, from_coast_m(lat, lon))
    ends = [start for start, _ in SLOPES[1:]] + [math.inf]
    return sum(
        slope * (min(inland_m, end) - start)
        for (start, slope), end in zip(SLOPES, ends, strict=True)
        if inland_m > start
    )


def from_coast_m(lat: float, lon: float) -> float:
    """Metres inland, at a right angle to the coast; negative at sea."""
    north_m = (lat - COAST_LAT) * M_PER_DEGREE
    east_m = (lon - COAST_LON) * M_PER_DEGREE * math.cos(math.radians(COAST_LAT))
    return north_m * math.sin(COAST_BEARING) - east_m * math.cos(COAST_BEARING)


def apart_m(a: Station, b: Station) -> float:
    """Metres in a straight line, on a plane: a city is small."""
    north_m = (a.lat - b.lat) * M_PER_DEGREE
    east_m = (a.lon - b.lon) * M_PER_DEGREE * math.cos(math.radians(COAST_LAT))
    return math.hypot(north_m, east_m)
