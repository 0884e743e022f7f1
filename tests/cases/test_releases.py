"""Golden cases of releases: by the rules, and by a judge that was written apart from them."""

import json
from typing import Any, Protocol

import pytest

from services.public_value.releases.rules import Plan
from tests.public_value.releases.judge.judge import Judge
from tests.public_value.releases.memory import MemoryCity
from tests.public_value.releases.story import moment

from .folder import CASES

pytestmark = pytest.mark.cases


class Teller(Protocol):
    """A city that hears steps and makes releases."""

    def tell(self, step: dict[str, Any]) -> None: ...
    def release(self, now: Any, *, by_command: bool = False) -> int | None: ...
    def read(self, name: str, release: int | None = None) -> Any: ...


def cases() -> list[Any]:
    """All of them; one that is skipped where the file is not beside the checkout."""
    file = CASES / "releases.json"
    if not file.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"{file} is not there"))]
    found = json.loads(file.read_text())["cases"]
    return [pytest.param(case, id=f"{case['topic']}: {case['name']}") for case in found]


def by_rules(city: dict[str, Any]) -> Teller:
    plan = Plan(city.get("places", "P1D"), city.get("operators", {"op": "place"}))
    return MemoryCity(city["zones"], plan, phones_cover=city.get("cover") == "any")


def by_judge(city: dict[str, Any]) -> Teller:
    return Judge(city)


@pytest.mark.parametrize("teller", [by_rules, by_judge])
@pytest.mark.parametrize("case", cases())
def test_releases_tell_what_the_contract_says(case: dict[str, Any], teller: Any) -> None:
    city: Teller = teller(case["city"])
    runs: list[int] = []
    newest = 0
    for step in case["steps"]:
        city.tell(step)
        if "release" in step:
            made = city.release(moment(step["at"]), by_command=step["release"] == "now")
            assert step.get("made", made is not None) is (made is not None), step
            newest = made or newest
            runs.append(newest)
        release = runs[step["of"] - 1] if "of" in step else None
        read = {
            name: city.read(name, release) for name in {**step.get("shown", {}), **step.get("hidden", {})}
        }
        expected = {name: _shown(name, value, read[name]) for name, value in step.get("shown", {}).items()}
        assert read == {**expected, **step.get("hidden", {})}, case["because"]


def _shown(name: str, value: Any, read: Any) -> Any:
    """The expected value; with the days that were read, where the case names none."""
    return [value, read[1]] if isinstance(read, list) and not isinstance(value, list) else value
