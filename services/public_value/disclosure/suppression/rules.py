"""Small-cell suppression: which cells of a month are hidden. Pure.

The result depends on the month's data alone, never on what anybody asks.

1. Primary suppression. A cell is hidden if fewer than K riders made it (threshold rule), or if one rider made
   more than half of its trips (dominance rule).
2. Complementary suppression of sums. The hidden parts of a published sum, taken together, must satisfy rule 1
   as one cell; else the smallest published part is hidden too. A month with fewer than DAYS_MIN published
   days hides its total instead of one more day.
3. Complementary suppression against differencing. Every hidden cell must lie on a residual cycle of hidden
   cells (see `disclosure/network/rules.py`), else its value follows from published ones. Where it does not,
   the published cells on the cheapest such cycle are hidden too.

Rules 2 and 3 are repeated until nothing changes. That ends, because no cell is ever published again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.public_value.disclosure.cells.rules import Cells, Flags, Numbers, Places, Rollups, union
from services.public_value.disclosure.network.rules import BARRED, Network, cheapest_cycle, month_network

K = 10
"""Distinct riders below which a cell is hidden."""
DAYS_MIN = 10
"""Published days below which a month's total is hidden instead of one more day."""
HIDDEN_COST = 1
"""Cost of a hidden cell on a cycle: among cycles that hide equally many trips, the shortest is cheapest."""
PUBLISHED_COST = 1_000
"""Cost of a published cell on a cycle, per trip that would be hidden with it."""


@dataclass(frozen=True)
class Sum:
    """A total and its parts, as numbers of cells. A part is one only while its cell in `within` (the zone's
    district) is hidden; `within` is None when all parts always are."""

    total: int
    parts: Numbers
    within: Numbers | None = None
    of_days: bool = False


@dataclass
class Month:
    """A month being worked on, by number of cell; `flows`, `hidden` and `proven` go on with the city's weeks.

    `hidden` and `proven` (known to lie on a residual cycle of hidden cells) only ever grow.
    """

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
    """Whether at least K riders made a cell of so many trips, and the `top` trips of one are at most half.

    >>> is_publishable(10, 30, 60), is_publishable(9, 1, 9), is_publishable(12, 45, 60)
    (True, False, False)
    """
    return riders >= K and 2 * top <= trips


def hidden_cells(cells: Cells, rollups: Rollups, places: Places, week_of_day: Sequence[int]) -> Month:
    """Apply the three rules to a month. All its weeks are hidden in the result: `safe_weeks` decides later
    which of them may be published."""
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
        month_network(places, week_of_day),
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
    """All sums: of zones to districts, of districts to the city, of days to the month; and the city as the
    sum of the zones of its hidden districts."""
    places, cells_per_period = month.places, month.places.count
    zones = np.arange(len(places.zones))
    districts = len(zones) + np.arange(len(places.districts))
    sums = []
    for period in range(month.days + 1):
        row = period * cells_per_period
        for number, district in enumerate(districts):
            sums.append(Sum(row + int(district), row + zones[places.district_of == number]))
        sums.append(Sum(row + places.city, row + districts))
        sums.append(Sum(row + places.city, row + zones, within=row + districts[places.district_of]))
    day_rows, month_row = np.arange(month.days) * cells_per_period, month.days * cells_per_period
    sums += [Sum(month_row + place, day_rows + place, of_days=True) for place in range(cells_per_period)]
    return sums


def _protect_sums(month: Month, sums: Sequence[Sum], checked: dict[int, int]) -> bool:
    """Rule 2. Returns whether it has hidden anything.

    `checked` has how many hidden parts each sum had when it was last safe, so that it is not checked again.
    """
    changed = False
    for number, sum_ in enumerate(sums):
        while not month.hidden[sum_.total]:
            is_part = month.hidden[sum_.within] if sum_.within is not None else np.True_
            hidden = sum_.parts[month.hidden[sum_.parts] & is_part]
            if checked.get(number, 0) == len(hidden):
                break
            if _is_safe_together(month, hidden):
                checked[number] = len(hidden)
                break
            published = sum_.parts[~month.hidden[sum_.parts] & is_part]
            hides_total = not len(published) or (sum_.of_days and len(published) < DAYS_MIN)
            smallest = sum_.total if hides_total else published[np.argmin(month.trips[published])]
            month.hidden[smallest] = True
            changed = True
    return changed


def _is_safe_together(month: Month, hidden: Numbers) -> bool:
    """Whether these disjoint cells, taken together, could be published as one cell."""
    riders, top, trips = month.riders[hidden], month.top[hidden], month.trips[hidden]
    # If one of the cells alone has K riders, and the sum of the top shares (which bounds the union's top
    # share) is at most half, then the union is safe and its riders need not be counted.
    if len(hidden) and riders.max() >= K and 2 * top.sum() <= trips.sum():
        return True
    return is_publishable(*union(month.rollups, _days_and_zones(month, hidden)))


def _days_and_zones(month: Month, cell_numbers: Numbers) -> Flags:
    """The days and zones that these cells are made of."""
    places = month.places
    days_and_zones = np.zeros((month.days, len(places.zones)), dtype=np.bool_)
    for number in cell_numbers:
        period, place = divmod(int(number), places.count)
        days = slice(None) if period == month.days else period
        if place == places.city:
            days_and_zones[days] = True
        elif place >= len(places.zones):
            days_and_zones[days, places.district_of == place - len(places.zones)] = True
        else:
            days_and_zones[days, place] = True
    return days_and_zones


def _protect_cells(month: Month) -> bool:
    """Rule 3. Returns whether it has hidden anything."""
    hidden_costs = _hidden_costs(month)
    costs = [
        HIDDEN_COST if hidden else PUBLISHED_COST * flow
        for hidden, flow in zip(month.hidden.tolist(), month.flows, strict=True)
    ]
    changed = False
    # Without the city's weeks: a week only adds up days, and `safe_weeks` decides about weeks.
    unproven = (month.hidden & ~month.proven)[: len(month.trips)]
    for arc in np.flatnonzero(unproven).tolist():
        if month.proven[arc]:
            continue
        # Most cells are safe already, and a search among hidden arcs alone is short.
        cycle = cheapest_cycle(month.network, arc, hidden_costs, month.flows) or cheapest_cycle(
            month.network, arc, costs, month.flows
        )
        assert cycle is not None, "every arc lies on a cycle through the source"
        for member in cycle:
            changed |= not month.hidden[member]
            month.hidden[member] = month.proven[member] = True
            costs[member] = hidden_costs[member] = HIDDEN_COST
    return changed


def _hidden_costs(month: Month) -> list[int]:
    """Costs of arcs when a cycle may use hidden ones only."""
    return [HIDDEN_COST if hidden else BARRED for hidden in month.hidden.tolist()]


def safe_weeks(month: Month, week_of_day: Sequence[int]) -> list[bool]:
    """Which of the month's whole weeks may be published for the city. No day is hidden for a week's sake.

    A week whose days are all published tells nothing new. A week with hidden days is safe if three sums
    satisfy rule 1 (the week, its hidden days, and the month's hidden days outside published weeks) and every
    hidden cell still lies on a residual cycle of hidden cells once the week is published.
    """
    week_numbers = np.array(week_of_day, dtype=np.int64)
    day_cells = np.arange(month.days) * month.places.count + month.places.city
    hidden_days = month.hidden[day_cells]
    in_published_week = np.zeros(month.days, dtype=np.bool_)
    first_week = len(month.trips)
    safe = []
    for week in range(max(week_of_day, default=-1) + 1):
        days = week_numbers == week
        inside, outside = day_cells[days & hidden_days], day_cells[hidden_days & ~in_published_week & ~days]
        is_safe = not len(inside) or (
            _is_safe_together(month, day_cells[days])
            and _is_safe_together(month, inside)
            and (not len(outside) or _is_safe_together(month, outside))
            and _stay_undetermined(month, first_week + week)
        )
        if is_safe:
            month.hidden[first_week + week] = False
            in_published_week |= days
        safe.append(is_safe)
    return safe


def _stay_undetermined(month: Month, week: int) -> bool:
    """Whether every hidden cell stays on a residual cycle of hidden cells when this week is published."""
    costs = _hidden_costs(month)
    costs[week] = BARRED
    proven: set[int] = set()
    for arc in np.flatnonzero(month.hidden[: len(month.trips)]).tolist():
        if arc not in proven:
            cycle = cheapest_cycle(month.network, arc, costs, month.flows)
            if cycle is None:
                return False
            proven.update(cycle)
    return True
