"""All sums that follow from all releases together, worked out exactly, for a reader who knows some rows."""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from services.public_value.plans.rules import Plan
from services.public_value.releases.enough.rules import Limits
from services.public_value.releases.months import rules as months
from services.public_value.releases.places.rules import CITY
from services.public_value.releases.rules import Counted, measured
from tests.public_value.releases.memory import MemoryCity
from tests.public_value.releases.story import moment

SMALL = Limits(k=2, colluders=1)
ZONES = {"a": "A", "b": "A", "c": None, "A": None}
LATE = date.max
"""Stands for the day of rows that came later: one figure tells of all of them."""
Row = tuple[date, Counted]


def random_city(seed: int) -> MemoryCity:
    """A city with all its releases, of k = 2 and m = 1."""
    plan, steps = random_story(seed)
    city = MemoryCity(ZONES, plan, SMALL)
    for step in steps:
        city.tell(step)
        if "release" in step:
            city.release(moment(step["at"]))
    return city


def random_story(seed: int) -> tuple[Plan, list[dict[str, Any]]]:
    """What happens in a small city until its month has closed: two operators, phones, and late, void and
    corrected trips."""
    chance = random.Random(seed)
    operators: dict[str, Literal["place", "city"]] = {"op": "place"}
    if chance.random() < 0.5:
        operators["rival"] = "place" if chance.random() < 0.7 else "city"
    plan = Plan("P1D" if chance.random() < 0.5 else "P1M", operators)
    days = [date(2026, 5, 4) + timedelta(days=each) for each in range(chance.choice([1, 2, 2, 3]))]
    zones: list[str | None] = chance.choice([["a", "b"], ["a", "b", "c"], ["a", "c", None], ["a"]])
    types = chance.choice([["bike"], ["bike", "ebike"], ["bike", "ebike"]])
    is_even = chance.random() < 0.5
    steps: list[dict[str, Any]] = []
    for day in days:
        groups = [
            _group(chance, operators, day, zone, vehicle, is_even)
            for zone in zones
            for vehicle in types
            # In some zones nobody rides on a day, or few.
            for _ in range(chance.choice([0, 0, 1, 4, 6, 9]))
        ]
        steps.append({"at": f"{day}T12:00", "trips": groups})
        steps.append({"at": f"{day + timedelta(days=2)}T04:00", "release": "nightly"})
        if chance.random() < 0.5:
            steps.append({"at": f"{day + timedelta(days=2)}T12:00", **_changes(chance, groups)})
    late = [
        _group(chance, operators, chance.choice(days), chance.choice(zones), chance.choice(types), is_even)
        for _ in range(8)
    ]
    steps.append({"at": "2026-05-20T12:00", "trips": [{**group, "tag": "late"} for group in late]})
    nights = ("2026-05-21T04:00", "2026-06-02T04:00", "2026-07-02T04:00")
    return plan, [*steps, *({"at": at, "release": "nightly"} for at in nights)]


def _group(
    chance: random.Random,
    operators: Mapping[str, str],
    day: date,
    zone: str | None,
    vehicle: str,
    is_even: bool,
) -> dict[str, Any]:
    """Trips of one rider. `is_even`: most riders ride alike."""
    return {
        "who": f"r{chance.randrange(12)}",
        "on": str(day),
        "type": vehicle,
        "each": 1 if is_even else chance.choice([1, 1, 1, 2, 3]),
        "m": chance.choice([1_000, 1_000, 2_000, None]) if not is_even else 1_000,
        "operator": chance.choice(["op", "op", *operators]),
        "confirmed": chance.random() < 0.95,
        **({"zone": zone} if zone else {}),
    }


def _changes(chance: random.Random, groups: list[dict[str, Any]]) -> dict[str, Any]:
    changed = chance.sample(groups, len(groups) // 2)
    half = len(changed) // 2
    return {"void": changed[:half], "change": [{**group, "m": 3_000} for group in changed[half:]]}


def equations(city: MemoryCity, measure: str) -> Iterator[list[Row]]:
    """The rows of which each released figure of this measure is the sum, which is checked. Sums of days are
    left out: they follow."""
    counted = {day: [(day, row) for row in rows] for day, rows in city.frozen["trips"].items()}
    shown = [day for day in counted if _key(measure, day, CITY) in city.told()]
    held = shown
    if city.plan.places == "P1M":
        rows = {day: measured(city.frozen["trips"][day], measure) for day in shown}
        held = months.days_by_place(rows, city.limits)
    month = [row for day in held for row in counted[day]]
    for figure in city.told().values():
        if figure.measure == measure and figure.interval == "P1D":
            found = _rows_in(city, measure, figure, counted[figure.start])
        elif figure.measure == measure and figure.vehicle_type:
            found = [row for row in month if row[1].vehicle_type == figure.vehicle_type]
        elif figure.measure == "energy_kcal" and measure == "duration_s":
            yield [row for row in month if row[1].vehicle_type == "bike"]
            continue
        elif figure.measure == measure and figure.place != CITY and city.plan.places == "P1M":
            found = _rows_in(city, measure, figure, month)
        elif figure.measure == f"{measure}.came_later":
            found = list(_came_later(city, shown))
        else:
            continue
        assert sum(getattr(row, measure) for _, row in found) == figure.value, figure
        yield found


def _key(measure: str, day: date, place: str) -> tuple[Any, ...]:
    return measure, "P1D", day, place, ""


def _rows_in(city: MemoryCity, measure: str, figure: Any, rows: Iterable[Row]) -> list[Row]:
    told = {
        each.place
        for each in city.told().values()
        if (each.measure, each.interval, each.start) == (measure, figure.interval, figure.start)
    }
    kind, _, of = figure.place.partition(":")
    return [
        (day, row)
        for day, row in rows
        for district in [city.city.districts.get(row.zone_id, row.zone_id)]
        if figure.place in (CITY, f"zone/{row.zone_id}", f"district/{district}")
        or (figure.place == "rest" and f"district/{district}" not in told)
        or (kind == "rest" and of == district and f"zone/{row.zone_id}" not in told)
    ]


def _came_later(city: MemoryCity, shown: Iterable[date]) -> Iterator[Row]:
    now = city._trips(everybody=True)
    for day in shown:
        before = {row[:1] + row[4:] for row in city.frozen["trips"][day]}
        yield from ((LATE, row) for row in now.get(day, []) if row[:1] + row[4:] not in before)


def leaks(city: MemoryCity, measure: str) -> Iterator[tuple[Any, list[Row]]]:
    """Sums of too few, or of which one rider has most, that a reader can work out; with the reader."""
    figures = list(equations(city, measure))
    everything = {(day, row[0], row[4:]): (day, row) for rows in figures for day, row in rows}
    riders = sorted({str(row.rider) for _, row in everything.values()})
    # What follows depends on the cells alone, which most readers have in common.
    following: dict[frozenset[Any], list[list[Any]]] = {}
    for operator in [None, *city.plan.operators]:
        for colluder in [None, *riders]:
            unknown = defaultdict(list)
            for day, row in everything.values():
                # What phones alone have told is known.
                if row.covers and row.operator != operator and row.rider != colluder:
                    unknown[_cell(day, row)].append((day, row))
            cells = frozenset(unknown)
            if cells and cells not in following:
                following[cells] = list(sums_that_follow(figures, list(unknown)))
            for each in following.get(cells, []):
                rows = [row for cell in each for row in unknown[cell]]
                if is_of_too_few(city.limits, rows, measure):
                    yield (operator, colluder), rows


def _cell(day: date, row: Counted) -> Any:
    """Rows that every figure has together. Whether anybody rode is known of each, so a cell of which the
    reader knows all rows is no unknown."""
    return LATE if day == LATE else (day, row.zone_id, row.vehicle_type)


def is_of_too_few(limits: Limits, rows: Iterable[Row], measure: str) -> bool:
    sums: dict[object, int] = defaultdict(int)
    for _, row in rows:
        sums[row.rider] += getattr(row, measure)
    amounts = [amount for amount in sums.values() if amount]
    return bool(amounts) and (len(amounts) < limits.k or 2 * max(amounts) > sum(amounts))


def sums_that_follow(figures: Iterable[Iterable[Row]], cells: list[Any]) -> Iterator[list[Any]]:
    """Every set of cells whose sum is a linear combination of the figures."""
    index = {cell: number for number, cell in enumerate(cells)}
    matrix = []
    for rows in figures:
        line = [Fraction(0)] * len(cells)
        for day, row in rows:
            if (cell := _cell(day, row)) in index:
                line[index[cell]] = Fraction(1)
        matrix.append(line)
    # A vector is a combination of the figures if nothing that they leave open (the null space) changes it.
    free = np.array(null_space(matrix, len(cells)), dtype=np.int64).reshape(-1, len(cells))
    subsets = np.array(list(itertools.product((0, 1), repeat=len(cells))), dtype=np.int64)
    for subset in subsets[1:][~(subsets[1:] @ free.T).any(axis=1)]:
        yield [cell for cell, is_in in zip(cells, subset, strict=True) if is_in]


def null_space(matrix: list[list[Fraction]], width: int) -> list[list[int]]:
    """A basis in whole numbers, by elimination over the rationals."""
    rows: list[list[Fraction]] = [list(row) for row in matrix]
    pivots: list[int] = []
    for column in range(width):
        at = len(pivots)
        found = next((number for number in range(at, len(rows)) if rows[number][column]), None)
        if found is None:
            continue
        rows[at], rows[found] = rows[found], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for number, row in enumerate(rows):
            if number != at and row[column]:
                factor = row[column]
                rows[number] = [value - factor * above for value, above in zip(row, rows[at], strict=True)]
        pivots.append(column)
    basis = []
    for column in (each for each in range(width) if each not in pivots):
        vector = [Fraction(0)] * width
        vector[column] = Fraction(1)
        for at, pivot in enumerate(pivots):
            vector[pivot] = -rows[at][column]
        scale = np.lcm.reduce([value.denominator for value in vector])
        basis.append([int(value * int(scale)) for value in vector])
    return basis
