"""Cells: sums and distinct riders of every period and place of a span of days. Pure, on numpy arrays.

A cell is a period (a day of the span, or last the whole span) and a place (a zone, a district, or last the
whole city). Arrays over cells have the shape (days + 1, zones + districts + 1).
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
    """Zones and the districts that they lie in. Of each zone, `districts[district_of[i]]` is its district."""

    zones: tuple[str, ...]
    districts: tuple[str, ...]
    district_of: Numbers

    @property
    def count(self) -> int:
        return len(self.zones) + len(self.districts) + 1

    @property
    def city(self) -> int:
        """The place that is the whole city."""
        return self.count - 1


@dataclass(frozen=True)
class Rollups:
    """What is stored of a span of days. `sums` by day and zone; `unplaced` by day, of what lies in no place
    (points without a zone, as long as no trip starts outside all zones). Then one row for each rider with
    trips in a cell: day, zone and rider as numbers from 0."""

    sums: Numbers
    unplaced: Numbers
    day: Numbers
    zone: Numbers
    rider: Numbers
    trips: Numbers


@dataclass(frozen=True)
class Cells:
    """`sums` has a third axis, the fields of Sums. `top` is the trips of the rider who has most of them."""

    sums: Numbers
    riders: Numbers
    top: Numbers

    @property
    def trips(self) -> Numbers:
        trips: Numbers = self.sums[:, :, TRIPS]
        return trips


def places(parents: Mapping[str, str | None], ridden: Collection[str]) -> Places:
    """The places of a period: every zone that holds no other, and those others in which trips started.

    A zone where nothing was ridden is a place with a figure to hide. But that no trip starts outside all
    zones, or in a district apart from its zones, is a fact about the map and no secret.
    """
    inner = set(parents) - {parent for parent in parents.values() if parent is not None}
    zones = tuple(sorted(inner | set(ridden)))
    of = [district(zone_id, parents) for zone_id in zones]
    districts = tuple(sorted(set(of)))
    return Places(zones, districts, np.array([districts.index(each) for each in of], dtype=np.int64))


def cells(rollups: Rollups, where: Places) -> Cells:
    """Add zones up to districts and the city, and days to the whole span."""
    by_district = np.zeros((len(where.districts), len(where.zones)), dtype=np.int64)
    by_district[where.district_of, np.arange(len(where.zones))] = 1
    zones = rollups.sums
    districts = np.einsum("dz,tzm->tdm", by_district, zones)
    city = zones.sum(axis=1, keepdims=True) + rollups.unplaced[:, None, :]
    days = np.concatenate([zones, districts, city], axis=1)
    sums = np.concatenate([days, days.sum(axis=0, keepdims=True)], axis=0)
    riders, top = _shares(rollups, where, len(zones))
    return Cells(sums, riders, top)


def _shares(rollups: Rollups, where: Places, days: int) -> tuple[Numbers, Numbers]:
    """Distinct riders of each cell, and the most trips that one of them has in it."""
    shape = (days + 1, where.count)
    riders, top = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    if not len(rollups.rider):
        return riders, top
    rider_count = int(rollups.rider.max()) + 1
    whole_span, whole_city = np.full_like(rollups.day, days), np.full_like(rollups.zone, where.city)
    district_place = len(where.zones) + where.district_of[rollups.zone]
    for period in (rollups.day, whole_span):
        for place in (rollups.zone, district_place, whole_city):
            cell = period * where.count + place
            shares, which = np.unique(cell * rider_count + rollups.rider, return_inverse=True)
            trips = np.bincount(which, weights=rollups.trips).astype(np.int64)
            np.add.at(riders.reshape(-1), shares // rider_count, 1)
            np.maximum.at(top.reshape(-1), shares // rider_count, trips)
    return riders, top


def union(rollups: Rollups, where: Flags) -> tuple[int, int, int]:
    """Distinct riders of these days and zones together, the most trips of one of them, and all trips."""
    chosen = where[rollups.day, rollups.zone]
    trips = np.bincount(rollups.rider[chosen], weights=rollups.trips[chosen])
    if not len(trips):
        return 0, 0, 0
    return int(np.count_nonzero(trips)), int(trips.max()), int(trips.sum())
