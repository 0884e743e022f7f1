"""Which cells of a month are hidden: a function of its data alone, whatever anybody asks. Pure.

1. A cell is hidden that fewer than K riders made, or of which one rider made more than half.
2. What is hidden of a published sum must together be a cell that could be published, or nothing; else the
   smallest further part is hidden too. Of a month that has fewer than ten published days it is the month.
3. Every hidden cell must remain on a cycle of hidden pipes (see `disclosure/network/rules.py`), or it could
   be worked out from what is published; else the cells on the cheapest such cycle are hidden too.
2 and 3 are repeated until nothing changes. Hiding only ever grows, so that ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.public_value.disclosure.cells.rules import Cells, Flags, Numbers, Places, Rollups, union
from services.public_value.disclosure.network.rules import BARRED, Network, cheapest_cycle, of_month

K = 10
"""Distinct riders below which a cell is hidden."""
DAYS_MIN = 10
"""Published days below which a month's sum is given up rather than one more day."""
HIDDEN_COST = 1
PUBLISHED_COST = 1_000
"""Per trip: the cheapest cycle is the one that hides fewest trips, then the one of fewest pipes."""


@dataclass(frozen=True)
class Sum:
    """A published total and its parts, as numbers of cells. Parts count where the cell of `within` (their
    district) is hidden; `within` is None when they always do."""

    total: int
    parts: Numbers
    within: Numbers | None = None
    of_days: bool = False


@dataclass
class Month:
    """A month being worked on: `hidden` and `proven` (on a cycle of hidden cells) only ever grow."""

    places: Places
    rollups: Rollups
    riders: Numbers
    top: Numbers
    trips: Numbers
    network: Network
    flows: list[int]
    hidden: Flags
    proven: Flags

    @property
    def days(self) -> int:
        return len(self.rollups.sums)


def is_publishable(riders: int, top: int, trips: int) -> bool:
    """Whether enough riders made a cell, and none of them more than half of it.

    >>> is_publishable(10, 30, 60), is_publishable(9, 1, 9), is_publishable(12, 45, 60)
    (True, False, False)
    """
    return riders >= K and 2 * top <= trips


def hidden_cells(cells: Cells, rollups: Rollups, places: Places, week_of_day: Sequence[int]) -> Month:
    """Decide what is hidden of a month, its weeks aside: those are all hidden still."""
    weeks = max(week_of_day, default=-1) + 1
    trips = cells.trips.reshape(-1)
    week_trips = np.zeros(weeks, dtype=np.int64)
    for day, week in enumerate(week_of_day):
        if week >= 0:
            week_trips[week] += cells.trips[day, places.city]
    hidden = (cells.riders < K) | (2 * cells.top > cells.trips)
    month = Month(
        places,
        rollups,
        cells.riders.reshape(-1),
        cells.top.reshape(-1),
        trips,
        of_month(places, week_of_day),
        [int(flow) for flow in (*trips, *week_trips)],
        np.concatenate([hidden.reshape(-1), np.ones(weeks, dtype=np.bool_)]),
        np.zeros(len(trips) + weeks, dtype=np.bool_),
    )
    if trips.any():
        sums, checked = _sums(month), dict[int, int]()
        while _protect_sums(month, sums, checked) or _protect_cells(month):
            pass
    return month


def _sums(month: Month) -> list[Sum]:
    """Every sum of the lattice, and the city's days and month as sums of zones of hidden districts."""
    places, wide = month.places, month.places.count
    zones = np.arange(len(places.zones))
    districts = len(zones) + np.arange(len(places.districts))
    sums = []
    for period in range(month.days + 1):
        row = period * wide
        for number, of_district in enumerate(districts):
            sums.append(Sum(row + int(of_district), row + zones[places.district_of == number]))
        sums.append(Sum(row + places.city, row + districts))
        sums.append(Sum(row + places.city, row + zones, within=row + districts[places.district_of]))
    days = np.arange(month.days) * wide
    sums += [Sum(month.days * wide + place, days + place, of_days=True) for place in range(wide)]
    return sums


def _protect_sums(month: Month, sums: Sequence[Sum], checked: dict[int, int]) -> bool:
    """Rule 2. `checked` remembers with how many hidden parts a sum was found safe."""
    changed = False
    for number, each in enumerate(sums):
        while not month.hidden[each.total]:
            counts = month.hidden[each.within] if each.within is not None else np.True_
            hidden = each.parts[month.hidden[each.parts] & counts]
            if checked.get(number, 0) == len(hidden):
                break
            if _is_safe_together(month, hidden):
                checked[number] = len(hidden)
                break
            shown = each.parts[~month.hidden[each.parts] & counts]
            gives_up = not len(shown) or (each.of_days and len(shown) < DAYS_MIN)
            month.hidden[each.total if gives_up else shown[np.argmin(month.trips[shown])]] = True
            changed = True
    return changed


def _is_safe_together(month: Month, hidden: Numbers) -> bool:
    """Whether these cells, disjoint ones, could be published as one."""
    riders, top, trips = month.riders[hidden], month.top[hidden], month.trips[hidden]
    if len(hidden) and riders.max() >= K and 2 * top.sum() <= trips.sum():
        return True  # the common case, without looking at who the riders are
    return is_publishable(*union(month.rollups, _base(month, hidden)))


def _base(month: Month, numbers: Numbers) -> Flags:
    """The days and zones that these cells are made of."""
    places = month.places
    chosen = np.zeros((month.days, len(places.zones)), dtype=np.bool_)
    for number in numbers:
        period, place = divmod(int(number), places.count)
        days = slice(None) if period == month.days else period
        if place == places.city:
            chosen[days] = True
        elif place >= len(places.zones):
            chosen[days, places.district_of == place - len(places.zones)] = True
        else:
            chosen[days, place] = True
    return chosen


def _protect_cells(month: Month) -> bool:
    """Rule 3."""
    free = _hidden_only(month)
    costs = [
        HIDDEN_COST if hidden else PUBLISHED_COST * flow
        for hidden, flow in zip(month.hidden.tolist(), month.flows, strict=True)
    ]
    changed = False
    in_need = (month.hidden & ~month.proven)[: len(month.trips)]  # weeks follow their days
    for pipe in np.flatnonzero(in_need).tolist():
        if month.proven[pipe]:
            continue
        # Most are safe already, which is soon seen when only hidden pipes are looked at.
        cycle = cheapest_cycle(month.network, pipe, free, month.flows) or cheapest_cycle(
            month.network, pipe, costs, month.flows
        )
        assert cycle is not None, "every pipe lies on a cycle from the source around to it"
        for each in cycle:
            changed |= not month.hidden[each]
            month.hidden[each] = month.proven[each] = True
            costs[each] = free[each] = HIDDEN_COST
    return changed


def _hidden_only(month: Month) -> list[int]:
    return [HIDDEN_COST if hidden else BARRED for hidden in month.hidden.tolist()]


def safe_weeks(month: Month, week_of_day: Sequence[int]) -> list[bool]:
    """Of the weeks that the month holds whole, which of the city's figures may be published too.

    Those that tell nothing new, because all their days are published; and those whose hidden days
    together, and the hidden days of no published week together, could be published as a cell, if then
    every hidden cell still lies on a cycle of hidden ones. Never is a day hidden for a week's sake.
    """
    wide, city = month.places.count, month.places.city
    of_day = np.array(week_of_day, dtype=np.int64)
    day_cells = np.arange(month.days) * wide + city
    unseen = month.hidden[day_cells]
    bound = np.zeros(month.days, dtype=np.bool_)
    first_week = len(month.trips)
    safe = []
    for week in range(max(week_of_day, default=-1) + 1):
        days = of_day == week
        inside, rest = day_cells[days & unseen], day_cells[unseen & ~bound & ~days]
        fine = not len(inside) or (
            _is_safe_together(month, day_cells[days])
            and _is_safe_together(month, inside)
            and (not len(rest) or _is_safe_together(month, rest))
            and _stay_undetermined(month, first_week + week)
        )
        if fine:
            month.hidden[first_week + week] = False
            bound |= days
        safe.append(fine)
    return safe


def _stay_undetermined(month: Month, week: int) -> bool:
    """Whether every hidden cell stays on a cycle of hidden ones when this week is published."""
    costs = _hidden_only(month)
    costs[week] = BARRED
    proven: set[int] = set()
    for pipe in np.flatnonzero(month.hidden[: len(month.trips)]).tolist():
        if pipe not in proven:
            cycle = cheapest_cycle(month.network, pipe, costs, month.flows)
            if cycle is None:
                return False
            proven.update(cycle)
    return True
