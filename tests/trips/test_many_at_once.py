"""Many trips at once cost what each of them costs, and name few of each other."""

import json
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trips.cross_checks.rules import shared_at_once
from services.trips.matching.rules import Ride, ride_of
from services.trips.patterns import rules as patterns
from services.trips.patterns.rules import PARTNERS_MAX
from services.trips.tellings.rules import seen
from tests.trips.test_rules import NOON, judged_together, limits_of, told


@pytest.mark.parametrize("apart_s", [0, 61])
def test_each_of_many_trips_names_the_first_of_those_it_is_held_beside(apart_s: int) -> None:
    """At the same time, or one after another and tiny; in whatever order they are told."""
    tellings = [
        told(each * apart_s, each * apart_s + 60, distance_m=100, trip_id=UUID(int=each + 1))
        for each in range(3 * PARTNERS_MAX)
    ]
    held = {trip.trip_id: (trip.verdict, trip.reasons, trip.beside) for trip in judged_together(tellings)}
    for verdict, reasons, beside in held.values():
        assert (verdict, reasons[-1]) == ("held", "serial_tiny")
        named = json.loads(beside or "{}")
        assert all(len(partners) == PARTNERS_MAX for partners in named.values())
        assert max(named["serial_tiny"]) <= str(UUID(int=PARTNERS_MAX + 1))
    random.Random(1).shuffle(tellings)
    again = {trip.trip_id: (trip.verdict, trip.reasons, trip.beside) for trip in judged_together(tellings)}
    assert again == held


class Asked:
    """A row of a trip of an hour that counts how often it is asked who rode."""

    times = 0

    def __init__(self, number: int, begins_min: int = 0, rider: int = 1) -> None:
        self.trip_id, self._rider_id = UUID(int=number), UUID(int=rider)
        self.started_at = NOON + timedelta(minutes=begins_min)
        self.ended_at = self.started_at + timedelta(hours=1)

    @property
    def rider_id(self) -> UUID:
        Asked.times += 1
        return self._rider_id


def test_a_vehicles_many_trips_at_once_are_not_compared_in_pairs() -> None:
    Asked.times = 0
    rows: list[Any] = [Asked(each) for each in range(1_000)]
    assert shared_at_once(rows) == set()
    assert Asked.times <= 10 * len(rows)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 3)), max_size=12))
def test_who_shares_a_vehicle_is_who_shares_time_with_another(spans: list[tuple[int, int]]) -> None:
    rows: list[Any] = [Asked(number, *each) for number, each in enumerate(spans)]
    expected = {
        a.trip_id
        for a in rows
        for b in rows
        if a.rider_id != b.rider_id and a.started_at < b.ended_at and b.started_at < a.ended_at
    }
    assert shared_at_once(rows) == expected


def test_of_many_riders_of_one_vehicle_each_is_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    shared = patterns._shares_vehicle

    def counted(a: Ride, b: Ride) -> bool:
        nonlocal compared
        compared += 1
        return shared(a, b)

    monkeypatch.setattr(patterns, "_shares_vehicle", counted)
    tellings = [told(each % 60, 1_200, rider_id=UUID(int=each % 2 + 1)) for each in range(1_000)]
    held = patterns.vehicle_shared([ride_of(seen(each, limits_of, NOON)) for each in tellings])
    assert {len(partners) for partners in held.values()} == {PARTNERS_MAX}
    assert len(held) == len(tellings)
    assert compared <= 3 * PARTNERS_MAX * len(tellings)
