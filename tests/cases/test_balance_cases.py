"""Golden cases of balances that come from another system."""

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from services.rewards.migrated.rules import Balance, NotMigrated, check, missing

from .folder import case_files

pytestmark = pytest.mark.cases


def id_of(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


def migrated(given: dict[str, Any]) -> dict[str, Any]:
    """The riders who get a line, or why none does."""
    names = {id_of(row["rider"]): row["rider"] for row in given["rows"]}
    balances = [
        Balance(id_of(row["rider"]), row["points"], row.get("lifetime_points", row["points"]))
        for row in given["rows"]
    ]
    known = {id_of(rider): (points, points) for rider, points in given.get("known", {}).items()}
    try:
        check(balances, given.get("expect_total"))
        return {"riders": [names[each.rider_id] for each in missing(balances, known)]}
    except NotMigrated as refusal:
        return {"riders": [], "refused": refusal.code}


@pytest.mark.parametrize("file", case_files(".", "prizes*.json"))
def test_every_file_of_balances(file: Path) -> None:
    cases = [each for each in json.loads(file.read_text())["cases"] if each["do"] == "migrate"]
    assert cases
    for case in cases:
        assert migrated(case["given"]) == case["expect"], case["name"]
