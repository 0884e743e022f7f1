"""Small cities made of chance, everything that is ever published of them, and exact inference from it.

Nothing here is shared with the product but its entry points: what can be asked for is spelled out again,
and what can be worked out is found by linear programming in fractions, not by looking for cycles.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from services.public_value.disclosure.cells.rules import Rollups, period_places
from services.public_value.disclosure.rules import Shown, month_shown, week_places, week_shown
from services.public_value.rollups.rules import Sums

K = 10
DAY = timedelta(days=1)

Base = tuple[date, str]
"""A day and a zone: what all cells are made of."""


@dataclass(frozen=True)
class City:
    """`trips[day, zone]` is rider -> trips. `parents` as in the table of zones."""

    parents: dict[str, str | None]
    trips: dict[Base, dict[int, int]]

    @property
    def span(self) -> tuple[date, date]:
        days = [day for (day, _), riders in self.trips.items() if riders]
        return min(days), max(days)

    def days(self) -> list[date]:
        first, last = self.span
        return [first + DAY * i for i in range((last - first).days + 1)]

    def district(self, zone_id: str) -> str:
        return self.parents.get(zone_id) or zone_id


@dataclass(frozen=True)
class Cell:
    """A figure that can be asked for: a name, the days and zones that it adds up, whether it is shown."""

    name: tuple[str, str, str]
    base: frozenset[Base]
    shown: bool


def random_city(seed: int) -> City:
    """At most 3 zones in 2 districts and 7 days, or 2 zones and 10 days with a whole week; cells are empty,
    thin, dominated or full."""
    chance = random.Random(seed)
    has_a_week = chance.random() < 0.3
    zones = ["a", "b", "c"][: chance.randint(1, 2 if has_a_week else 3)]
    parents: dict[str, str | None] = {"A": None, "B": None}
    parents |= {zone: chance.choice("AB") for zone in zones}
    parents = {zone: p for zone, p in parents.items() if zone in zones or zone in parents.values()}
    started = [*zones, "outside"] if chance.random() < 0.3 else zones
    # From 4 May on a week lies whole in its month; before, two months share one.
    first = date(2026, 5, 4) if has_a_week else date(2026, 4, 27) + DAY * chance.randrange(8)
    fullness = [chance.choice([0, 0, 3, 9, 10, 14, 30]) for _ in range(4)]
    trips: dict[Base, dict[int, int]] = {}
    for number in range(chance.randint(7, 10) if has_a_week else chance.randint(2, 7)):
        for zone in started:
            riders = chance.sample(range(40), chance.choice(fullness))
            rider_trips = {rider: chance.randint(1, 2) for rider in riders}
            if riders and chance.random() < 0.15:
                rider_trips[riders[0]] = 1 + sum(rider_trips.values())
            trips[first + DAY * number, zone] = rider_trips
    if not any(trips.values()):
        trips[first, zones[0]] = dict.fromkeys(range(12), 1)
    return City(parents, trips)


def rollups(city: City, days: Sequence[date], zones: Sequence[str]) -> Rollups:
    """What the tables would hold of these days."""
    sums = np.zeros((len(days), len(zones), len(Sums._fields)), dtype=np.int64)
    rows = []
    for d, day in enumerate(days):
        for z, zone in enumerate(zones):
            riders = city.trips.get((day, zone), {})
            sums[d, z, 0] = sum(riders.values())
            rows += [(d, z, rider, count) for rider, count in riders.items()]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Rollups(sums, np.zeros((len(days), len(Sums._fields)), dtype=np.int64), *columns)


def work_out(city: City) -> tuple[dict[date, Shown], dict[date, Shown]]:
    """The product's months and weeks of this city."""
    months = {}
    by_month: dict[date, list[date]] = {}
    by_week: dict[date, list[date]] = {}
    for day in city.days():
        by_month.setdefault(day.replace(day=1), []).append(day)
        by_week.setdefault(day - DAY * day.weekday(), []).append(day)
    for month, days in by_month.items():
        ridden = {zone for (day, zone), riders in city.trips.items() if riders and day in days}
        where = period_places(city.parents, ridden)
        months[month] = month_shown(days[0], city.span, rollups(city, days, where.zones), where)
    weeks = {}
    for week, days in by_week.items():
        of_week = {month: months[month] for month in {day.replace(day=1) for day in days}}
        where = week_places(list(of_week.values()), period_places(city.parents, ()))
        weeks[week] = week_shown(days[0], rollups(city, days, where.zones), where, of_week)
    return months, weeks


def all_cells(city: City) -> list[Cell]:
    """Every figure that any query can ask for."""
    months, weeks = work_out(city)
    cells = []
    for shown in months.values():
        days = [shown.start + DAY * i for i in range(shown.days)]
        for number, day in enumerate(days):
            cells += _of_period(city, shown, number, "P1D", [day])
        cells += _of_period(city, shown, shown.days, "P1M", days)
    for shown in weeks.values():
        days = [shown.start + DAY * i for i in range(shown.days)]
        cells += _of_period(city, shown, shown.days, "P1W", days)
    return cells


def _of_period(city: City, shown: Shown, number: int, kind: str, days: Sequence[date]) -> list[Cell]:
    zones = shown.places.zones
    of_place = [("zone", zone, [zone]) for zone in zones]
    for district in shown.places.districts:
        of_place.append(("district", district, [z for z in zones if city.district(z) == district]))
    of_place.append(("city", "", list(zones)))
    return [
        Cell(
            (f"{kind} {days[0]}", level, name),
            frozenset((day, zone) for day in days for zone in inside),
            bool(shown.published[number, place]),
        )
        for place, (level, name, inside) in enumerate(of_place)
    ]


def made_by(city: City, base: frozenset[Base]) -> dict[int, int]:
    """Trips of each rider in these days and zones."""
    riders: dict[int, int] = {}
    for key in base:
        for rider, trips in city.trips.get(key, {}).items():
            riders[rider] = riders.get(rider, 0) + trips
    return riders


def gives_a_rider_away(city: City, base: frozenset[Base]) -> bool:
    """The law's words: fewer than k distinct riders, or one with more than half of the trips."""
    riders = made_by(city, base)
    return len(riders) < K or 2 * max(riders.values()) > sum(riders.values())


def bounds(equations: list[tuple[frozenset[Base], int]], wanted: frozenset[Base]) -> tuple[Fraction, bool]:
    """The least that `wanted` can be, knowing these sums and that nothing is below zero; and whether it can
    be more than that."""
    variables = sorted({base for members, _ in equations for base in members} | wanted)
    table = Tableau(equations, variables)
    least = -table.maximize([Fraction(-(v in wanted)) for v in variables])
    most = table.maximize([Fraction(v in wanted) for v in variables])
    return least, most > least


class Tableau:
    """A linear program in fractions: maximize over x >= 0 with the given sums. Bland's rule, so it ends."""

    def __init__(self, equations: list[tuple[frozenset[Base], int]], variables: list[Base]) -> None:
        self.columns = len(variables)
        self.rows = [
            [Fraction(v in members) for v in variables] + [Fraction(total)] for members, total in equations
        ]
        self.basis: list[int] = []
        self._find_a_corner()

    def _find_a_corner(self) -> None:
        count = len(self.rows)
        for i, row in enumerate(self.rows):
            row[self.columns : self.columns] = [Fraction(i == j) for j in range(count)]
        self.basis = [self.columns + i for i in range(count)]
        self._climb([Fraction(0)] * self.columns + [Fraction(-1)] * count)
        for i in range(count):
            if self.basis[i] >= self.columns:
                pivot = next((j for j in range(self.columns) if self.rows[i][j]), None)
                if pivot is not None:
                    self._pivot(i, pivot)
        keep = [i for i in range(count) if self.basis[i] < self.columns]
        self.rows = [self.rows[i][: self.columns] + self.rows[i][-1:] for i in keep]
        self.basis = [self.basis[i] for i in keep]

    def maximize(self, gains: list[Fraction]) -> Fraction:
        """The most of the sum of gains; a very large number when there is no limit."""
        if not self._climb(gains):
            return Fraction(10**9)
        return sum((gains[b] * row[-1] for b, row in zip(self.basis, self.rows, strict=True)), Fraction(0))

    def _climb(self, gains: list[Fraction]) -> bool:
        while True:
            entering = next((j for j in range(len(gains)) if self._gain(gains, j) > 0), None)
            if entering is None:
                return True
            ratios = [
                (row[-1] / row[entering], self.basis[i], i)
                for i, row in enumerate(self.rows)
                if row[entering] > 0
            ]
            if not ratios:
                return False
            self._pivot(min(ratios)[2], entering)

    def _gain(self, gains: list[Fraction], j: int) -> Fraction:
        used = (gains[b] * row[j] for b, row in zip(self.basis, self.rows, strict=True) if row[j])
        return gains[j] - sum(used, Fraction(0))

    def _pivot(self, i: int, j: int) -> None:
        scale = self.rows[i][j]
        self.rows[i] = [value / scale for value in self.rows[i]]
        for other, row in enumerate(self.rows):
            if other != i and row[j]:
                factor = row[j]
                self.rows[other] = [a - factor * b for a, b in zip(row, self.rows[i], strict=True)]
        self.basis[i] = j
