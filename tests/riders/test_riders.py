"""Honest riders are hardly ever held, and cheating does not pay: the programme of riders, a part of it.

`python -m tests.riders` runs all of it: 5,000 riders, 400 commuters, 20 days of each cheat."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from services.trips.limits.rules import BIKE
from services.trips.traces.rules import TracePoint, cleaned, figures
from tests.cases.tracks import points_of_file
from tests.riders.chance import chance_for
from tests.riders.cheats import BEYOND, CHEATS
from tests.riders.honest import MONDAY, midnight, points_of_ride, rider_of
from tests.riders.programme import (
    HELD_RIDERS_MAX,
    HELD_TRIPS_MAX,
    SMALL,
    Honest,
    cheats,
    commutes,
    days_of_lot,
    honest_days,
    median_day,
)

SEED = 1


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    """Runs the parts one after the other: other tests have the other cores."""
    with ThreadPoolExecutor(1) as one:
        yield one


@pytest.fixture(scope="module")
def days(executor: Executor) -> Honest:
    """A day of each of the honest riders."""
    return honest_days(executor, SEED, SMALL.riders)


def test_under_one_in_a_hundred_honest_riders_has_a_trip_held_on_a_day(days: Honest) -> None:
    assert days.riders == SMALL.riders
    assert days.riders_held < HELD_RIDERS_MAX * days.riders, days.reasons


def test_rides_that_dock_and_phone_tell_are_one_trip(days: Honest) -> None:
    assert days.twice == 0
    assert 0.4 < days.alone / days.riders < 0.6


def test_under_one_in_two_hundred_commutes_on_the_same_way_is_held(executor: Executor) -> None:
    found = commutes(executor, SEED, SMALL.commuters)
    assert found.trips == 2 * 10 * SMALL.commuters
    assert found.trips_held < HELD_TRIPS_MAX * found.trips, found.reasons


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_takes_less_than_the_median_honest_rider(name: str, executor: Executor, days: Honest) -> None:
    [found] = cheats(executor, SEED, SMALL.cheats, [name])
    assert found.mean_points < median_day(days), found.trips


def test_there_are_twelve_cheats() -> None:
    assert len(CHEATS) == 12
    assert not CHEATS.keys() & BEYOND.keys()


def test_a_seed_makes_up_the_same_riders_again() -> None:
    assert days_of_lot(SEED, range(10)) == days_of_lot(SEED, range(10))
    assert days_of_lot(SEED, range(10)) != days_of_lot(SEED + 1, range(10))


@pytest.mark.data
def test_riders_are_as_uneven_as_a_real_one(data_dir: Path) -> None:
    """The pace varies on the middle one of 100 made-up rides as on the middle one of the pieces of 12 minutes
    of a real ride, and so it does on the most even ones: riders who are too even look like replays."""
    real = _spreads_of_pieces(data_dir / "gpx" / "ride_london_2017-07-09.gpx")
    made = _spreads_made_up(100)
    assert np.median(made) == pytest.approx(np.median(real), rel=0.15)
    assert np.percentile(made, 5) == pytest.approx(np.percentile(real, 5), rel=0.3)


def _spreads_of_pieces(path: Path) -> list[float]:
    points = sorted(points_of_file(path))
    first_at = points[0].at
    lots: dict[int, list[TracePoint]] = {}
    for point in points:
        lots.setdefault(int((point.at - first_at) // 720), []).append(point)
    return _known(_spread(lot) for lot in lots.values())


def _spreads_made_up(count: int) -> list[float]:
    found = []
    for number in range(count):
        chance = chance_for(SEED, number)
        rider = rider_of(chance)
        points, _ = points_of_ride(chance, rider, midnight(MONDAY), rider.commute)
        found.append(_spread([TracePoint(*point) for point in points.tolist()]))
    return _known(found)


def _spread(points: list[TracePoint]) -> float | None:
    began, ended = points[0].at, points[-1].at
    return figures(cleaned(points, began, ended, BIKE), began, ended, BIKE, only_inside=False).spread


def _known(spreads: Iterator[float | None] | list[float | None]) -> list[float]:
    return [each for each in spreads if each is not None]
