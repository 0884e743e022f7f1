"""Cells: sums and distinct riders of every period and place of a span of days. Pure, on numpy arrays.

A cell is one period and one place. Periods are the days of the span and, last, the whole span; places are the
zones, the districts and, last, the whole city. Arrays over cells have the shape
(days + 1, zones + districts + 1).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.public_value.rollups.rules import Sums
from services.public_value.zones.rules import district

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

TRIPS = Sums._fields.index("trips")


@dataclass(frozen=True)
class Places:
    """Zones and the districts that they lie in: `zones[i]` lies in `districts[district_of[i]]`."""

    zones: tuple[str, ...]
    districts: tuple[str, ...]
    district_of: Numbers

    @property
    def count(self) -> int:
        return len(self.zones) + len(self.districts) + 1

    @property
    def city(self) -> int:
        """The number of the place that is the whole city."""
        return self.count - 1


@dataclass(frozen=True)
class Rollups:
    """The stored cells and shares of a span of days.

    `sums` is by day, zone and field of Sums. `unplaced` is by day and field: points without a zone in a span
    in which no trip started outside all zones. `day`, `zone`, `rider` (numbers from 0) and `trips` are the
    columns of the shares, with a row for each rider of a day and zone.
    """

    sums: Numbers
    unplaced: Numbers
    day: Numbers
    zone: Numbers
    rider: Numbers
    trips: Numbers


@dataclass(frozen=True)
class Cells:
    """What each cell adds up. `sums` has a third axis, the fields of Sums; `riders` counts distinct riders;
    `top` is the trips of the rider who has most of them."""

    sums: Numbers
    riders: Numbers
    top: Numbers

    @property
    def trips(self) -> Numbers:
        trips: Numbers = self.sums[:, :, TRIPS]
        return trips


def period_places(parents: Mapping[str, str | None], ridden: Collection[str]) -> Places:
    """The places of a period: every zone that holds no other zone, and each `ridden` zone (a trip started in
    it), which may hold others or be OUTSIDE.

    An innermost zone without trips is a place too: that its figure is zero may be a secret. That no trip
    started outside all zones, or in a district but in none of its zones, is a fact about the map.
    """
    inner = set(parents) - {parent for parent in parents.values() if parent is not None}
    zones = tuple(sorted(inner | set(ridden)))
    zone_districts = [district(zone_id, parents) for zone_id in zones]
    districts = tuple(sorted(set(zone_districts)))
    district_of = np.array([districts.index(district_id) for district_id in zone_districts], dtype=np.int64)
    return Places(zones, districts, district_of)


def cells(rollups: Rollups, places: Places) -> Cells:
    """Add zones up to districts and the city, and days to the whole span."""
    by_district = np.zeros((len(places.districts), len(places.zones)), dtype=np.int64)
    by_district[places.district_of, np.arange(len(places.zones))] = 1
    zones = rollups.sums
    districts = np.einsum("dz,tzm->tdm", by_district, zones)
    city = zones.sum(axis=1, keepdims=True) + rollups.unplaced[:, None, :]
    days = np.concatenate([zones, districts, city], axis=1)
    sums = np.concatenate([days, days.sum(axis=0, keepdims=True)], axis=0)
    riders, top = _riders_and_top(rollups, places, len(zones))
    return Cells(sums, riders, top)


def _riders_and_top(rollups: Rollups, places: Places, days: int) -> tuple[Numbers, Numbers]:
    """Distinct riders of each cell, and the most trips that one of them has in it."""
    shape = (days + 1, places.count)
    riders, top = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    if not len(rollups.rider):
        return riders, top
    rider_count = int(rollups.rider.max()) + 1
    whole_span, whole_city = np.full_like(rollups.day, days), np.full_like(rollups.zone, places.city)
    district_place = len(places.zones) + places.district_of[rollups.zone]
    for period in (rollups.day, whole_span):
        for place in (rollups.zone, district_place, whole_city):
            cell = period * places.count + place
            # One number for each pair of cell and rider.
            pairs, pair_of_row = np.unique(cell * rider_count + rollups.rider, return_inverse=True)
            trips = np.bincount(pair_of_row, weights=rollups.trips).astype(np.int64)
            np.add.at(riders.reshape(-1), pairs // rider_count, 1)
            np.maximum.at(top.reshape(-1), pairs // rider_count, trips)
    return riders, top


def union(rollups: Rollups, days_and_zones: Flags) -> tuple[int, int, int]:
    """Distinct riders of these days and zones together, the most trips of one of them, and all trips."""
    rows = days_and_zones[rollups.day, rollups.zone]
    trips = np.bincount(rollups.rider[rows], weights=rollups.trips[rows])
    if not len(trips):
        return 0, 0, 0
    return int(np.count_nonzero(trips)), int(trips.max()), int(trips.sum())
