"""Cases of prizes that one function of tariffs answers, each by what it asks for (`do`).

A file may have cases of other things too: they are for others.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.rewards.tariffs.rules import BODY_1, Tariffs, earned, stop_of, tariff_of
from tests.events import trip_judged

from .folder import case_files

pytestmark = pytest.mark.cases

RIDER = UUID("6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11")
ZONE = ZoneInfo("Europe/Madrid")
TARIFF_1 = {"version": 1, **BODY_1}

Case = dict[str, Any]


def points_of_trip(given: Case) -> Case:
    """The points of a trip before limits."""
    facts, body = dict(given["trip"]), given.get("tariff", TARIFF_1)
    district = facts.pop("start_district_id", None)
    zones_within = {district: [facts["start_zone_id"]]} if district else {}
    trip = trip_judged(
        rider_id=RIDER,
        **{"distance_m": None, **facts, "local_on": date.fromisoformat(facts["local_on"])},
    )
    no_budget = given.get("no_budget", ())

    def can_pay(campaign_id: str, _: int) -> str | None:
        return "budget_spent" if campaign_id in no_budget else None

    found = earned(tariff_of(body["version"], body, zones_within), trip, can_pay)
    return {
        "base_points": found.base_points,
        "full_points": found.full_points,
        "multiplier": found.multiplier and found.multiplier.name,
        "reason": found.refusal,
    }


def tariff_of_day(given: Case) -> Case:
    """The version that pays a day."""
    stops = [
        stop_of(
            each["version"],
            datetime.fromisoformat(each["at"]),
            datetime.fromisoformat(each["until"]),
            ZONE,
        )
        for each in given.get("stops", ())
    ]
    published = [tariff_of(body["version"], body) for body in given["tariffs"]]
    return {"version": Tariffs(published, stops)[date.fromisoformat(given["local_on"])].version}


ASKED: Mapping[str, Callable[[Case], Case]] = {
    "points_of_trip": points_of_trip,
    "tariff_of_day": tariff_of_day,
}


def cases_of(file: Path) -> list[Case]:
    """The cases in a file that ask for one of these functions."""
    return [case for case in json.loads(file.read_text())["cases"] if case["do"] in ASKED]


@pytest.mark.parametrize("file", case_files(".", "prizes*.json"))
def test_every_case_of_tariffs(file: Path) -> None:
    cases = cases_of(file)
    assert cases
    for case in cases:
        answer = ASKED[case["do"]](case["given"])
        meant = {name: answer.get(name) for name in case["expect"]}
        assert meant == case["expect"], f"{case['name']}: {case['because']}"
