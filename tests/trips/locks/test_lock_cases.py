"""Golden cases of rides that locks tell, by HTTP: in the order of the case, and in every other."""

import json
from collections.abc import AsyncIterator, Sequence
from itertools import permutations
from typing import Any

import pytest

from tests.cases.folder import CASES, case_files
from tests.conftest import MakeDatabase
from tests.trips.locks.telling import City, city, forget, id_of, put_stations, whole

pytestmark = pytest.mark.cases

FILE = CASES / "trips.json"


def lock_cases() -> Sequence[Any]:
    """The histories that locks take part in."""
    if not FILE.is_file():
        return case_files(".", FILE.name)
    cases = [each for each in json.loads(FILE.read_text())["cases"] if each["do"] == "history"]
    told = [each for each in cases if any(step["do"] == "locks" for step in each["steps"])]
    return [pytest.param(each, id=each["name"]) for each in told]


@pytest.fixture(scope="module")
async def of_cases(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[City]:
    given = json.loads(FILE.read_text())
    async with city(await make_database("trips"), tmp_path_factory.mktemp("issuer")) as running:
        await put_stations(running, given["stations"])
        running.rides = given["rides"]
        yield running


@pytest.mark.parametrize("case", lock_cases())
async def test_what_becomes_of_locks(of_cases: City, case: dict[str, Any]) -> None:
    steps = whole(case["steps"])
    orders = permutations(steps) if case.get("any_order") else [tuple(steps)]
    for order in list(orders)[:24]:
        await forget(of_cases)
        for step in order:
            answer = await of_cases.tell(step)
            assert answer.is_success, answer.text
            if "answer" in step:
                expected = {name: value for name, value in step["answer"].items() if name != "status"}
                assert answer.json() == expected
        of_cases.at(case["at"])
        await of_cases.searched()
        riders = {
            each.get("rider")
            for step in steps
            for each in (step, *step.get("events", ()))
            if each.get("rider")
        }
        found: dict[str, dict[str, Any]] = {}
        for rider in riders:
            found |= {trip["trip_id"]: {**trip, "rider": rider} for trip in await of_cases.trips_of(rider)}
        for name, expected in case["expect"].get("trips", {}).items():
            trip = found[id_of(name)]
            expected = dict(expected)
            if "merged_into" in expected:
                expected["merged_into"] = [id_of(each) for each in expected["merged_into"]]
            assert {key: trip.get(key) for key in expected} == expected, name
        for name in case["expect"].get("not_trips", ()):
            assert id_of(name) not in found
