"""What a tariff would have given: limits, months that are partly tried, and which zones are shown."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.rewards.simulations.rules import (
    RIDERS_MIN,
    Row,
    Simulated,
    Simulation,
    StoredBonusDay,
    StoredTrip,
    Sums,
    Window,
    ZoneSums,
    check_window,
    shown,
)
from services.rewards.tariffs.rules import BODY_1, Tariff, Tariffs, tariff_of
from shared.http.problems import ValidationError

MAY = date(2026, 5, 1)
WHOLE = Window(MAY, date(2026, 5, 31))
ADA, BOB = sorted((uuid4(), uuid4()))


def tariff(version: int = 0, **changes: Any) -> Tariff:
    """The default game with these changes."""
    return tariff_of(version, {**BODY_1, **changes})


def in_force(**changes: Any) -> Tariffs:
    """The tariffs of a city that has published this one."""
    return Tariffs([tariff(2, **changes)])


def ridden(points: int, rider_id: UUID = ADA, days: int = 0, **facts: Any) -> StoredTrip:
    """A trip that is worth so many points by the rates of the default game, for its energy."""
    fields: dict[str, Any] = {
        "rider_id": rider_id,
        "local_on": MAY + timedelta(days=days),
        "points": points,
        "cap_points": 0,
        "counts": True,
        "vehicle_type": "bike",
        "local_hour": 10,
        "distance_m": 1,
        "energy_kcal": points * 10,
        "start_zone_id": "eixample",
    }
    return StoredTrip(**(fields | facts))


def simulated(*rows: Row, now: Tariffs | None = None, window: Window = WHOLE, **changes: Any) -> Simulated:
    """What this tariff would have given for these, in the place of those in force."""
    simulation = Simulation(Tariffs() if now is None else now, tariff(**changes), window)
    for row in rows:
        simulation.add([row])
    return simulation.end()


def points(found: Simulated) -> tuple[int, int]:
    return found.points.now, found.points.then


TWICE = [{"name": "Twice", "percent": 200}]


def test_who_loses_and_who_gains_is_counted_by_rider() -> None:
    """Ada's 30 points become 60; Bob's 30 stay, of which he had none before."""
    mornings = [{"name": "Mornings", "percent": 200, "local_hours": [{"from": 7, "to": 9}]}]
    found = simulated(
        ridden(10, local_hour=8), ridden(20, days=1, local_hour=7), ridden(30, BOB), multipliers=mornings
    )
    assert (found.riders, found.trips, found.riders_losing, found.riders_gaining) == (2, 3, 0, 1)
    assert points(found) == (60, 90)


def test_a_trip_that_earns_nothing_is_no_trip_of_a_simulation() -> None:
    found = simulated(ridden(0, counts=False, distance_m=5_000), multipliers=TWICE)
    assert (found.riders, found.trips, points(found)) == (0, 0, (0, 0))


def test_each_limit_takes_as_it_does_when_it_pays() -> None:
    """Of 120 the trip leaves 100; with 80 more the day 150; with the next day's 90 the month 200."""
    rows = [ridden(120), ridden(80), ridden(90, days=1)]
    limits: dict[str, Any] = {"trip_points_max": 100, "day_points_max": 150, "month_points_max": 200}
    assert points(simulated(*rows, **limits)) == (290, 200)
    stored = [ridden(120, cap_points=-20), *rows[1:]]
    assert points(simulated(*stored, now=in_force(**limits))) == (200, 290)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        pytest.param(None, (100, 200), id="no month has a limit"),
        pytest.param(250, (50, 50), id="of the month's 300 points 50 are over"),
        pytest.param(400, (100, 200), id="the month's limit is just reached"),
        pytest.param(350, (100, 150), id="of the month's 400 points 50 would be over"),
        pytest.param(150, (0, 0), id="the days before have reached it already"),
    ],
)
def test_of_a_month_that_is_partly_tried_the_other_days_are_paid_first(
    limit: int | None, expected: tuple[int, int]
) -> None:
    """200 points before the window, 100 in it, which become 200. The limit is that of the month's first day,
    which is not in the window."""
    now = Tariffs() if limit is None else in_force(month_points_max=limit)
    rows = [ridden(200), ridden(100, days=20)]
    window = Window(MAY + timedelta(days=20), MAY + timedelta(days=30))
    assert points(simulated(*rows, now=now, window=window, multipliers=TWICE)) == expected


def test_whole_months_are_looked_at_only_where_months_have_a_limit() -> None:
    window = Window(date(2025, 12, 20), date(2026, 1, 3))
    limited, free = tariff(month_points_max=1), tariff()
    months = Window(date(2025, 12, 1), date(2026, 1, 31))
    assert Simulation(Tariffs(), free, window).days == window
    assert Simulation(Tariffs(), limited, window).days == months
    assert Simulation(in_force(month_points_max=1), free, window).days == months


def test_activities_give_the_bonus_of_the_tariff() -> None:
    bonus = [{"kind": "report_confirmed", "points": 20, "day_max": 3}]
    day = StoredBonusDay(ADA, MAY, 5, "report_confirmed", 4)
    found = simulated(day, StoredBonusDay(BOB, MAY, 5, "rebalanced", 1), bonus=bonus)
    assert (found.riders, found.trips, points(found)) == (2, 0, (10, 60))
    assert (found.riders_losing, found.riders_gaining) == (1, 1)


def zone(riders: int, trips: int = 0) -> ZoneSums:
    few = {uuid4() for _ in range(min(riders, RIDERS_MIN))}
    return ZoneSums(riders, trips or riders, Sums(riders, 2 * riders), few)


def rows_of(**zones: ZoneSums) -> list[tuple[Any, ...]]:
    by_id = {None if name == "unknown" else name: each for name, each in zones.items()}
    return [(row.zone_id, row.riders, row.trips, row.points.now) for row in shown(by_id)]


def test_a_zone_of_ten_riders_is_shown_and_one_of_nine_is_not() -> None:
    assert rows_of(a=zone(10), b=zone(30)) == [("a", 10, 10, 10), ("b", 30, 30, 30)]
    # Nine alone could be told by subtraction: the smallest zone joins them.
    assert rows_of(a=zone(10), b=zone(30), c=zone(9)) == [("b", 30, 30, 30), (None, None, 19, 19)]


def test_what_is_not_shown_is_of_ten_riders_too() -> None:
    assert rows_of(a=zone(20), b=zone(5), c=zone(5)) == [("a", 20, 20, 20), (None, None, 10, 10)]
    assert rows_of(a=zone(20), unknown=zone(40)) == [("a", 20, 20, 20), (None, None, 40, 40)]
    same = zone(5)
    assert rows_of(a=zone(20), b=zone(12), c=same, d=same) == [("a", 20, 20, 20), (None, None, 22, 22)]


def test_where_nine_riders_are_all_there_are_no_zone_is_shown() -> None:
    assert rows_of(a=zone(5), b=zone(4)) == []
    assert rows_of() == []


@pytest.mark.parametrize(
    ("since", "until", "pointer", "code"),
    [
        pytest.param(MAY, MAY - timedelta(days=1), "/until", "empty_range"),
        pytest.param(MAY, MAY + timedelta(days=41), "/until", "in_the_future"),
        pytest.param(MAY - timedelta(days=366), MAY, "/since", "out_of_range"),
    ],
)
def test_days_that_cannot_be_tried_are_refused(since: date, until: date, pointer: str, code: str) -> None:
    today = MAY + timedelta(days=40)
    with pytest.raises(ValidationError) as refused:
        check_window(Window(since, until), today)
    assert refused.value.members["errors"] == [{"pointer": pointer, "code": code}]


def test_a_day_and_a_year_can_be_tried() -> None:
    check_window(Window(MAY, MAY), MAY)
    check_window(Window(MAY - timedelta(days=365), MAY), MAY)
