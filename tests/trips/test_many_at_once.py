"""A thousand trips of one rider at once are held, and name few of each other."""

import json
import random
from uuid import UUID

import pytest

from services.trips.patterns.rules import PARTNERS_MAX
from tests.trips.test_rules import judged_together, told


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
