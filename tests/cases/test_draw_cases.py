"""Cases of prizes that ask for draws: of pseudonyms, winners, and tickets, which are counted in a database.

A file may have cases of other things too: they are for others.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.tickets import store
from services.rewards.tickets.rules import tickets_of
from shared import draws
from shared.db import create_engine
from tests.conftest import MakeDatabase

from .folder import case_files

pytestmark = pytest.mark.cases

Case = dict[str, Any]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DRAW = """
    INSERT INTO draws (draw_id, city_id, operator_id, state, body, opens_at, closes_at, freezes_at)
    VALUES (:draw_id, 'city', 'operator', 'published', CAST(:body AS jsonb), :opens_at, :closes_at,
        :closes_at)
"""
TRIP = """
    INSERT INTO trips (rider_id, local_on, trip_id, revision, points, cap_points, available_at, earns,
        counts, started_at, start_station_id, end_station_id, vehicle_type, local_hour, energy_kcal, city_id)
    VALUES (:rider_id, :local_on, gen_random_uuid(), 1, 0, 0, :at, :earns, :earns, :at, :start, :end,
        'bike', 12, 0, 'city')
"""


def drawn(given: Case) -> Case:
    text = draws.list_of(given["tickets"])
    seed = bytes.fromhex(given["seed"])
    return {
        "commitment": draws.commitment(seed).hex(),
        "list": text,
        "list_hash": draws.list_hash(text).hex(),
        "winners": list(draws.winners(seed, text, given["prizes"])),
    }


def pseudonym(given: Case) -> Case:
    return {"pseudonym": draws.pseudonym(bytes.fromhex(given["key"]), UUID(given["rider_id"]))}


ASKED: Mapping[str, Callable[[Case], Case]] = {"draw": drawn, "pseudonym": pseudonym}


def cases_of(file: Path, *asked: str) -> list[Case]:
    """The cases in a file that ask for one of these."""
    return [case for case in json.loads(file.read_text())["cases"] if case["do"] in asked]


@pytest.mark.parametrize("file", case_files(".", "prizes*.json"))
def test_every_case_of_the_arithmetic_of_draws(file: Path) -> None:
    cases = cases_of(file, *ASKED)
    assert cases
    for case in cases:
        answer = ASKED[case["do"]](case["given"])
        meant = {name: answer.get(name) for name in case["expect"]}
        assert meant == case["expect"], f"{case['name']}: {case['because']}"


async def counted(tx: AsyncConnection, given: Case) -> int:
    """The tickets of a rider who takes part in a draw with these trips."""
    draw_id, rider_id = uuid4(), uuid4()
    window = {"opens_at": NOW - timedelta(hours=1), "closes_at": NOW + timedelta(hours=1)}
    values = {"draw_id": draw_id, "body": json.dumps({"name": {}, "tickets": given["tickets"]})}
    await tx.execute(sa.text(DRAW), {**values, **window})
    await store.join(tx, "city", draw_id, rider_id, NOW)
    for trip in given.get("trips", []):
        stations = {"start": trip.get("start_station_id"), "end": trip.get("end_station_id")}
        of_trip = {"rider_id": rider_id, "local_on": NOW.date(), "at": NOW, "earns": trip.get("counts", True)}
        await tx.execute(sa.text(TRIP), {**of_trip, **stations})
    [holding] = await store.holdings(tx, draw_id)
    return tickets_of(given["tickets"], holding)


@pytest.mark.parametrize("file", case_files(".", "prizes*.json"))
async def test_every_case_of_tickets(file: Path, make_database: MakeDatabase) -> None:
    cases = cases_of(file, "tickets_of")
    assert cases
    engine = create_engine(await make_database("rewards"), 1)
    async with engine.connect() as tx:
        for case in cases:
            found = {"tickets": await counted(tx, case["given"])}
            assert found == case["expect"], f"{case['name']}: {case['because']}"
    await engine.dispose()
