"""Law 9: what could be one rider's figure is hidden, and nobody can work it out."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.public_value.disclosure.cells.rules import Places
from services.public_value.disclosure.network.rules import BARRED, cheapest_cycle, month_network
from services.public_value.disclosure.suppression.rules import is_publishable
from tests.public_value.lattices import (
    City,
    all_cells,
    bounds,
    gives_a_rider_away,
    made_by,
    random_city,
    work_out,
)

DAY = timedelta(days=1)
FIRST = date(2026, 5, 1)


def riders(count: int, first: int = 0, trips: int = 1) -> dict[int, int]:
    return {first + i: trips for i in range(count)}


def one_district(days: dict[date, dict[int, int]]) -> City:
    return City({"D": None, "z": "D"}, {(day, "z"): made for day, made in days.items()})


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_hidden_figure_can_be_worked_out_from_all_that_is_ever_published(seed: int) -> None:
    """A reader may add and subtract the answers of all queries, and knows that no figure is below zero."""
    city = random_city(seed)
    cells = all_cells(city)
    published = [(cell.base, sum(made_by(city, cell.base).values())) for cell in cells if cell.shown]
    if not published:
        return
    for cell in cells:
        is_secret = gives_a_rider_away(city, cell.base)
        assert not (is_secret and cell.shown), cell.name
        # A hidden week that is no secret may follow from others. Hidden days and months never do: they
        # are hidden to protect others, which they would not if they were known.
        if is_secret or not (cell.shown or cell.name[0].startswith("P1W")):
            least, can_be_more = bounds(published, cell.base)
            assert can_be_more, (cell.name, least)


def test_a_flow_is_known_where_it_could_only_rise_and_nothing_can_fall() -> None:
    """One zone, two hidden days: as long as the other day is empty, each of them is known to be empty too."""
    network = month_network(Places(("z",), ("D",), np.zeros(1, dtype=np.int64)), [-1, -1])
    two_days = [1] * 6 + [BARRED] * 3
    assert cheapest_cycle(network, 0, two_days, [0] * 6 + [7] * 3) is None
    assert cheapest_cycle(network, 0, two_days, [0] * 3 + [7] * 6) is not None


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_a_published_sum_hides_is_nothing_or_itself_a_publishable_cell(seed: int) -> None:
    city = random_city(seed)
    cells = all_cells(city)
    for total in (cell for cell in cells if cell.shown):
        for kind, level in {(cell.name[0][:3], cell.name[1]) for cell in cells}:
            parts = [
                cell
                for cell in cells
                if cell.name[0][:3] == kind and cell.name[1] == level and cell.base <= total.base
            ]
            is_partition = sum(len(cell.base) for cell in parts) == len(total.base)
            hidden = frozenset[tuple[date, str]]().union(*(cell.base for cell in parts if not cell.shown))
            same_days = total.name[0] == (parts[0].name[0] if parts else "")
            same_place = level == total.name[1]
            if hidden and is_partition and (same_days or same_place):
                assert not gives_a_rider_away(city, hidden), (total.name, kind, level)


def test_a_small_cell_hides_its_sister_or_their_sum() -> None:
    """Golden G30: A 120 trips, B 7, 127 in all."""
    city = City(
        {"A": None, "B": None},
        {(FIRST, "A"): riders(12, trips=10), (FIRST, "B"): riders(7, first=20)},
    )
    shown = {cell.name[1:]: cell.shown for cell in all_cells(city) if cell.name[0].startswith("P1D")}
    assert not shown["zone", "B"]
    assert not (shown["zone", "A"] and shown["city", ""])
    assert shown["zone", "A"] or shown["city", ""]


@pytest.mark.parametrize(
    ("count", "top", "trips", "fine"),
    [
        pytest.param(12, 45, 60, False, id="G30: 60 trips of 12 riders, one of them 45"),
        pytest.param(10, 30, 60, True, id="ten riders, one with exactly half"),
        pytest.param(10, 31, 61, False, id="ten riders, one with just above half"),
        pytest.param(9, 1, 9, False, id="nine riders"),
        pytest.param(0, 0, 0, False, id="nobody"),
    ],
)
def test_when_a_cell_may_be_published(count: int, top: int, trips: int, fine: bool) -> None:
    assert is_publishable(count, top, trips) is fine


def shown_days(city: City) -> dict[date, bool]:
    return {
        date.fromisoformat(cell.name[0][4:]): cell.shown
        for cell in all_cells(city)
        if cell.name[0].startswith("P1D") and cell.name[1] == "city"
    }


def a_month(counts: list[int]) -> City:
    return one_district({FIRST + DAY * i: riders(count) for i, count in enumerate(counts)})


def test_four_empty_days_of_a_month_hide_one_more_day_the_smallest() -> None:
    counts = [90 + 17 * i for i in range(31)]
    counts[22:26] = [0, 0, 0, 0]
    counts[14] = 80
    hidden = [day for day, shown in shown_days(a_month(counts)).items() if not shown]
    assert hidden == [FIRST + DAY * i for i in (14, 22, 23, 24, 25)]


def test_in_a_full_month_nothing_is_hidden() -> None:
    assert all(cell.shown for cell in all_cells(a_month([60 + i for i in range(31)])))


def test_days_before_the_first_trip_and_after_the_last_need_no_protection() -> None:
    assert all(cell.shown for cell in all_cells(a_month([0] * 6 + [100 + i for i in range(8)] + [0] * 17)))


def test_of_a_short_month_the_sum_is_given_up_and_not_another_day() -> None:
    city = a_month([481, 900, 0, 700, 800, 650, 1200, 1100])
    assert [day for day, shown in shown_days(city).items() if not shown] == [FIRST + DAY * 2]
    assert not any(cell.shown for cell in all_cells(city) if cell.name[0].startswith("P1M"))


def test_one_week_too_few_riders_but_not_two_days_of_it() -> None:
    """A week with hidden days can be published if these days together could be published as one cell. Here
    each of two days has 8 riders, too few to be shown, and both together have 16, which is at least K."""
    counts = [riders(200 + i) for i in range(31)]
    thin_week = FIRST + DAY * 3  # Monday, 4 May 2026
    counts[3], counts[4] = riders(8), riders(8, first=8)
    months, _ = work_out(one_district({FIRST + DAY * i: made for i, made in enumerate(counts)}))
    assert months[FIRST].safe_weeks >= {thin_week}
    assert not months[FIRST].published[3, -1]


def test_a_hidden_day_of_a_cut_week_hides_the_week() -> None:
    """1 to 3 May 2026 lie in a week with days of April."""
    days = {date(2026, 4, 20) + DAY * i: riders(100 + i) for i in range(41)}
    days[date(2026, 5, 2)] = riders(3)
    _, weeks = work_out(one_district(days))
    assert not weeks[date(2026, 4, 27)].published[-1].any()
    assert weeks[date(2026, 5, 11)].published[-1].all()


def test_the_pattern_does_not_depend_on_how_riders_are_numbered() -> None:
    city = random_city(7)
    turned = City(
        city.parents, {key: {39 - r: n for r, n in made.items()} for key, made in city.trips.items()}
    )
    one, other = ([(cell.name, cell.shown) for cell in all_cells(each)] for each in (city, turned))
    assert one == other


@pytest.mark.data
@pytest.mark.parametrize("month", ["2016-01", "2016-03"])
def test_a_real_month_loses_at_most_one_in_ten_of_its_large_days(data_dir: Path, month: str) -> None:
    """Jersey City, where the bike stands for the rider: January had a blizzard and four empty days."""
    days: dict[date, dict[int, int]] = {}
    with (data_dir / "trips" / f"citibike_jc_{month}.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            made = days.setdefault(date.fromisoformat(row["Start Time"][:10]), {})
            made[int(row["Bike ID"])] = made.get(int(row["Bike ID"]), 0) + 1
    shown = shown_days(one_district(days))
    large = [day for day, made in days.items() if sum(made.values()) >= 200]
    assert sum(not shown[day] for day in large) <= len(large) / 10
    assert not any(is_shown for day, is_shown in shown.items() if day not in days)
