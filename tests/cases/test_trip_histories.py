"""Golden histories of trips: what arrives, by the real routes on a real database, in every order that the
case names, and what comes of it."""

import itertools
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from math import factorial
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import create_engine
from tests.conftest import MakeDatabase

from . import expected
from . import trip_histories as histories
from .folder import CASES, case_files
from .trip_histories import FOUR_HOURS, Case, History, Trips, running_trips

pytestmark = pytest.mark.cases

ORDERS_MAX = 24
"""Orders of one history that are played: all of up to four steps."""
FILE = CASES / "trips.json"


def all_cases() -> Any:
    return histories.cases(FILE) if FILE.is_file() else {"cases": [], "stations": {}, "rides": {}}


def named_cases() -> Sequence[Any]:
    if not FILE.is_file():
        return case_files(".", FILE.name)
    return [pytest.param(each, id=each["name"]) for each in all_cases()["cases"] if each["do"] == "history"]


@pytest.fixture(scope="module")
async def trips(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trips]:
    async with running_trips(make_database, tmp_path_factory.mktemp("issuer")) as running:
        await histories.put_stations(running, all_cases()["stations"])
        yield running


@pytest.fixture(scope="module")
async def rewards(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("rewards"), 1)
    yield engine
    await engine.dispose()


def orders(steps: Sequence[Case], any_order: bool) -> Iterator[Sequence[Case]]:
    """The given order, and if every one is meant all others, or some of many."""
    yield steps
    if not any_order:
        return
    if factorial(len(steps)) <= ORDERS_MAX:
        yield from (list(each) for each in itertools.permutations(steps) if list(each) != steps)
        return
    chance = random.Random(len(steps))
    for _ in range(ORDERS_MAX - 1):
        yield chance.sample(steps, len(steps))


@pytest.mark.parametrize("case", list(named_cases()))
async def test_a_history_comes_out_as_the_contract_says(
    trips: Trips, rewards: AsyncEngine, case: Case
) -> None:
    history = History(trips, all_cases()["rides"])
    at = datetime.fromisoformat(case["at"])
    for number, steps in enumerate(orders(case["steps"], case.get("any_order", False))):
        await trips.play_in(case.get("city", {}))
        for step in steps:
            received = at - FOUR_HOURS if number else datetime.fromisoformat(step["received"])
            answer = await history.tell(step, received)
            told = expected.is_told(step, answer)
            assert told is None or (number and _is_too_late(steps, step, answer)), told
        found = await histories.outcome(trips, rewards, at)
        faults = expected.differences(case["expect"], found)
        assert not faults, (faults, case["because"], [step["do"] for step in steps])


def _is_too_late(steps: Sequence[Case], step: Case, answer: httpx.Response) -> bool:
    """Whether the step was refused because, in this order, the trip had been cancelled before."""
    before = steps[: list(steps).index(step)]
    cancelled = any(each["do"] == "cancel" and each["trip"] == step["trip"] for each in before)
    return cancelled and answer.json()["code"] in ("trace-closed", "trip-cancelled")
