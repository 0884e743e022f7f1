"""A ride without rider that a person has decided stays the trip of who was judged."""

from typing import Any

import pytest

from tests.trips.locks.days import NOW, event, locked, phone, report, reported, ridden, told
from tests.trips.locks.telling import City, forget, id_of

STRIKE = {"verdict": "rejected", "reason": "You have lent your account.", "strike": True}


@pytest.fixture
async def struck(one_city: City) -> City:
    """A city in which `r1` has a strike for a ride whose locks named nobody."""
    await forget(one_city)
    one_city.at(NOW)
    await locked(one_city, event("unlock", 4), event("lock", 594))
    await told(one_city, "r1", phone("p1"))
    await one_city.searched()
    headers = one_city.as_operator("op1")
    answer = await one_city.post(f"/v1/trips/{ridden(4)}/decision", STRIKE, headers)
    assert answer.json()["verdict"] == "rejected", answer.text
    return one_city


async def seen_by(running: City, rider: str) -> dict[str, Any] | None:
    answer = await running.trip(str(ridden(4)), rider)
    return dict(answer.json()) if answer.is_success else None


async def strikes_of(running: City, rider: str) -> int:
    query = "SELECT cardinality(strikes) FROM riders WHERE rider_id = $1"
    rows = await running.trips.rows(query, id_of(rider))
    return rows[0][0] if rows else 0


async def test_another_rider_gets_neither_the_verdict_nor_the_strike(struck: City) -> None:
    await told(struck, "r2", phone("p2"))
    await struck.searched()
    headers = struck.as_operator("op1")
    await struck.post(f"/v1/trips/{id_of('p1')}/void", {"reason": "a test"}, headers)
    await struck.searched()
    assert await seen_by(struck, "r2") is None
    seen = await seen_by(struck, "r1")
    assert seen is not None
    assert (seen["verdict"], seen["decision"]["reason"]) == ("rejected", STRIKE["reason"])


async def test_nobody_is_rid_of_a_strike_by_anothers_phone(struck: City) -> None:
    await told(struck, "r2", phone("p2"))
    await struck.searched()
    seen = await seen_by(struck, "r1")
    assert seen is not None
    assert seen["decision"]["strike"] is True
    # The next decision on a trip of the rider counts strikes anew.
    await locked(struck, event("unlock", 4_000, rider="r1"), event("lock", 4_900))
    await struck.post(f"/v1/trips/{ridden(4_000)}/decision", STRIKE, struck.as_operator("op1"))
    assert await strikes_of(struck, "r1") == 2


async def test_what_locks_tell_once_more_leaves_the_verdict_where_it_is(struck: City) -> None:
    await locked(struck, event("unlock", 4, odometer_m=0), event("lock", 594, odometer_m=1_900))
    seen = await seen_by(struck, "r1")
    assert seen is not None
    assert (seen["verdict"], seen["distance_m"]) == ("rejected", 1_900)


async def test_what_is_no_trip_is_decided_by_nobody(one_city: City) -> None:
    """A ride of nobody, and one that is part of its operator's report."""
    await forget(one_city)
    one_city.at(NOW)
    await locked(one_city, event("unlock", 4), event("lock", 594))
    await locked(one_city, event("unlock", 4, "v2", rider="r3"), event("lock", 594, "v2"))
    await reported(one_city, report("o2", "r3", 4, 594, vehicle_id="v2"))
    await one_city.searched()
    for ride in (ridden(4), ridden(4, "v2")):
        answer = await one_city.post(f"/v1/trips/{ride}/decision", STRIKE, one_city.as_operator("op1"))
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
