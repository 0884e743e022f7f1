"""Cases of tariffs: those that one function answers, and limits, which are played on a database.

A file may have cases of other things too: they are for others.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.tariffs.rules import BODY_1, Tariffs, earned, stop_of, tariff_of
from shared.db import create_engine
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.conftest import MakeDatabase
from tests.events import trip_judged
from tests.handlers import by_type, of_room

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


@pytest.fixture
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("rewards"), 2)
    yield engine
    await engine.dispose()


async def publish(tx: AsyncConnection, body: Case) -> None:
    """As if this version had been published long ago."""
    stored = {name: value for name, value in body.items() if name != "version"}
    await tx.execute(
        sa.text("""
            INSERT INTO tariffs (tariff_id, city_id, state, version, body)
            VALUES (gen_random_uuid(), 'city', 'published', :version, CAST(:body AS jsonb))
        """),
        {"version": body["version"], "body": json.dumps(stored)},
    )


def worth(trip: Case, rates: Case) -> TripJudged:
    """A trip that has so many points before limits: for its energy alone."""
    return trip_judged(
        rider_id=RIDER,
        trip_id=uuid5(RIDER, trip["trip_id"]),
        local_on=date.fromisoformat(trip["local_on"]),
        distance_m=1,
        energy_kcal=trip["points"] * rates["kcal_per_point"],
        verdict="accepted" if trip.get("counts", True) else "voided",
    )


async def lines_booked(tx: AsyncConnection) -> dict[str, int]:
    """What each source has given in all, where it gives anything; trips by their own names."""
    rows = await tx.execute(sa.text("SELECT given_by, sum(points) FROM moves GROUP BY given_by"))
    return {source: int(points) for source, points in rows if points}


async def play_limits(tx: AsyncConnection, given: Case) -> Case:
    """Trips under these tariffs, told one by one, in the case's order and then backwards."""
    for body in given["tariffs"]:
        await publish(tx, body)
    handlers, rates = by_type(of_room("rewards")), given["tariffs"][0]["per"]["bike"]
    found = []
    for trips in (given["trips"], given["trips"][::-1]):
        async with tx.begin_nested() as undone:
            for trip in trips:
                heard = Heard(uuid4(), datetime.now(UTC), worth(trip, rates))
                await handlers["trip.judged.v1"](tx, [heard])
            found.append(await lines_booked(tx))
            assert (await tx.execute(sa.text("SELECT balanced FROM doctor"))).scalar_one()
            differences = await tx.execute(sa.text("SELECT what, id FROM differences"))
            assert differences.all() == []
            await undone.rollback()
    assert found[0] == found[1]
    names = {str(uuid5(RIDER, trip["trip_id"])): trip["trip_id"] for trip in given["trips"]}
    lines = {
        f"{kind}:{names.get(name, name)}": points
        for (kind, _, name), points in (
            (source.partition(":"), points) for source, points in found[0].items()
        )
    }
    return {"lines": lines, "points": sum(lines.values())}


@pytest.mark.parametrize("file", case_files(".", "prizes*.json"))
async def test_every_case_of_limits(engine: AsyncEngine, file: Path) -> None:
    cases = [case for case in json.loads(file.read_text())["cases"] if case["do"] == "limits"]
    assert cases
    for case in cases:
        async with engine.connect() as tx:
            answer = await play_limits(tx, case["given"])
            await tx.rollback()
        meant = {name: answer[name] for name in case["expect"]}
        assert meant == case["expect"], f"{case['name']}: {case['because']}"


@pytest.mark.parametrize("file", case_files(".", "prizes*.json"))
def test_every_case_of_tariffs(file: Path) -> None:
    cases = cases_of(file)
    assert cases
    for case in cases:
        answer = ASKED[case["do"]](case["given"])
        meant = {name: answer.get(name) for name in case["expect"]}
        assert meant == case["expect"], f"{case['name']}: {case['because']}"
