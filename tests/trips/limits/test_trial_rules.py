"""Which trips are tried together: lots of riders that are not too large, and groups of a rider's trips, of
which none is judged beside a trip of another."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.trips.limit_trials.rules import LOT, TriedRider, groups, lots
from services.trips.rules import KeptTrip
from services.trips.tellings.rules import Correction, Telling

BEGAN = datetime(2026, 11, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEAR = timedelta(minutes=30)
SINCE, UNTIL = BEGAN, BEGAN + timedelta(days=30)


def riders(*trips: int) -> list[TriedRider]:
    return [TriedRider(UUID(int=number), (), each) for number, each in enumerate(trips, 1)]


@pytest.mark.parametrize(
    ("trips", "sizes"),
    [
        pytest.param((), [], id="nobody"),
        pytest.param((0, 0), [], id="nobody who has ridden"),
        pytest.param((1, 0, LOT - 1), [2], id="as many as a lot has"),
        pytest.param((1, LOT), [1, 1], id="one more"),
        pytest.param((1, LOT * 3, 1), [1, 1, 1, 1, 1], id="one rider's days in three parts"),
        pytest.param((LOT * 1_000,), [1] * 30, id="a part has a day at least"),
    ],
)
def test_lots_are_bounded_and_in_order(trips: tuple[int, ...], sizes: list[int]) -> None:
    found = list(lots(riders(*trips), SINCE, UNTIL))
    assert [len(each) for each in found] == sizes
    ids = [rider_id for each in found for rider_id in each]
    assert ids == sorted(ids)
    for rider_id in set(ids):
        spans = [each[rider_id] for each in found if rider_id in each]
        assert (spans[0][0], spans[-1][1]) == (SINCE, UNTIL)
        assert [since for since, _ in spans[1:]] == [until for _, until in spans[:-1]]


@dataclass(frozen=True)
class Stored:
    telling: Telling
    trip: KeptTrip


def stored(hours: float, minutes: int = 20, **facts: Any) -> Stored:
    """A trip so many hours after BEGAN, of so many minutes."""
    began_at = BEGAN + hours * HOUR
    ended_at = began_at + timedelta(minutes=minutes)
    told: dict[str, Any] = {
        "trip_id": UUID(int=int(hours * 60)),
        "way": "operator",
        "rider_id": UUID(int=1),
        "operator_id": "op1",
        "vehicle_type": "bike",
        "started_at": began_at,
        "ended_at": ended_at,
        "received_at": ended_at,
        "timezone": "Europe/Madrid",
    }
    kept: Any = type("Kept", (), {"ended_at": ended_at})
    return Stored(Telling(**told | facts), kept)


@pytest.mark.parametrize(
    ("trips", "sizes"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([stored(0), stored(10)], [2], id="one day"),
        pytest.param([stored(0), stored(24), stored(48)], [1, 1, 1], id="days apart"),
        pytest.param([stored(24), stored(0)], [1, 1], id="in any order"),
        pytest.param([stored(14.5, 20), stored(15.25)], [2], id="over midnight, 25 minutes apart"),
        pytest.param([stored(14.25, 20), stored(15.25)], [1, 1], id="over midnight, 40 minutes apart"),
        pytest.param([stored(0, 1_440), stored(10), stored(24.25)], [3], id="a long one around a short one"),
        pytest.param(
            [stored(0, correction=Correction(ended_at=BEGAN + 24 * HOUR)), stored(24.25)],
            [2],
            id="ended later by a correction",
        ),
        pytest.param([stored(0), stored(24, timezone="Asia/Tokyo")], [2], id="of two time zones"),
    ],
)
def test_groups_are_apart_and_of_different_days(trips: list[Stored], sizes: list[int]) -> None:
    assert [len(each) for each in groups(trips, NEAR)] == sizes
