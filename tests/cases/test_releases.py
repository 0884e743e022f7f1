"""Golden cases of releases: by the rules, by a judge written apart from them, and by public_value."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, Protocol

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.public_value.plans.rules import Plan
from shared.db import create_engine
from tests.conftest import MakeDatabase
from tests.public_value.releases.judge.judge import Judge
from tests.public_value.releases.memory import MemoryCity
from tests.public_value.releases.stored import StoredCity
from tests.public_value.releases.story import moment

from .folder import CASES

pytestmark = pytest.mark.cases


class Teller(Protocol):
    """A city that hears steps and makes releases."""

    async def tell(self, step: Mapping[str, Any]) -> None: ...
    async def release(self, now: datetime, *, by_command: bool = False) -> int | None: ...
    async def read(self, name: str, release: int | None = None) -> Any: ...


class AtOnce:
    """A city in memory, which needs no waiting."""

    def __init__(self, city: MemoryCity | Judge) -> None:
        self.city = city

    async def tell(self, step: Mapping[str, Any]) -> None:
        self.city.tell(step)

    async def release(self, now: datetime, *, by_command: bool = False) -> int | None:
        return self.city.release(now, by_command=by_command)

    async def read(self, name: str, release: int | None = None) -> Any:
        return self.city.read(name, release)


@pytest.fixture(scope="module")
async def database(make_database: MakeDatabase) -> AsyncIterator[tuple[AsyncEngine, str]]:
    dsn = await make_database("public_value")
    engine = create_engine(dsn, 2)
    yield engine, dsn
    await engine.dispose()


def cases() -> list[Any]:
    """All of them; one that is skipped where the file is not beside the checkout."""
    file = CASES / "releases.json"
    if not file.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"{file} is not there"))]
    found = json.loads(file.read_text())["cases"]
    return [pytest.param(case, id=f"{case['topic']}: {case['name']}") for case in found]


def plan_of(city: dict[str, Any]) -> Plan:
    return Plan(city.get("places", "P1D"), city.get("operators", {"op": "place"}))


@pytest.mark.parametrize("case", cases())
async def test_rules_tell_what_the_contract_says(case: dict[str, Any]) -> None:
    city = case["city"]
    memory = MemoryCity(city["zones"], plan_of(city), phones_cover=city.get("cover") == "any")
    await check(case, AtOnce(memory))


@pytest.mark.parametrize("case", cases())
async def test_a_judge_tells_what_the_contract_says(case: dict[str, Any]) -> None:
    await check(case, AtOnce(Judge(case["city"])))


@pytest.mark.parametrize("case", cases())
async def test_public_value_tells_what_the_contract_says(
    case: dict[str, Any], database: tuple[AsyncEngine, str]
) -> None:
    city = case["city"]
    stored = StoredCity(*database, city["zones"], plan_of(city), any_covers=city.get("cover") == "any")
    await stored.begin()
    await check(case, stored)


async def check(case: dict[str, Any], city: Teller) -> None:
    """Go through the steps of a case, and read what is shown and hidden after each."""
    runs: list[int] = []
    newest = 0
    for step in case["steps"]:
        await city.tell(step)
        if "release" in step:
            made = await city.release(moment(step["at"]), by_command=step["release"] == "now")
            assert step.get("made", made is not None) is (made is not None), step
            newest = made or newest
            runs.append(newest)
        release = runs[step["of"] - 1] if "of" in step else None
        names = [*step.get("shown", {}), *step.get("hidden", {})]
        read = {name: await city.read(name, release) for name in names}
        expected = {name: _shown(value, read[name]) for name, value in step.get("shown", {}).items()}
        assert read == {**expected, **step.get("hidden", {})}, case["because"]


def _shown(value: Any, read: Any) -> Any:
    """The expected value; with the days that were read, where the case names none."""
    return [value, read[1]] if isinstance(read, list) and not isinstance(value, list) else value
