"""Golden cases of challenges: histories, and the entries to which they lead.

The judge of `tests/challenges/judge` answers here. Who judges the service by it knows that it is right.
"""

import json
from pathlib import Path

import pytest

from services.trips.rules import energy_kcal
from tests.challenges.judge.comparing import differences
from tests.challenges.judge.pausing import Said, says_while_paused

from .folder import case_files

pytestmark = pytest.mark.cases


@pytest.mark.parametrize("file", case_files(".", "challenges*.json"))
def test_every_history_of_a_challenge(file: Path) -> None:
    said = json.loads(file.read_text())
    assert said["cases"]
    wrong = {
        f"{case['name']}: {case['because']}": found
        for case in said["cases"]
        if (found := differences(case, said["world"], energy_kcal))
    }
    assert not wrong, json.dumps(wrong, indent=1)


@pytest.mark.parametrize("file", case_files(".", "challenges*.json"))
def test_every_entry_of_a_paused_challenge(file: Path) -> None:
    for case in json.loads(file.read_text()).get("pausing", ()):
        says = says_while_paused(Said(**case["said"]), Said(**case["true"]))
        assert says == (Said(**case["says"]) if case["says"] else None), f"{case['name']}: {case['because']}"
