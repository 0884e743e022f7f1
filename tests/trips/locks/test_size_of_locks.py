"""What is read for a batch of events does not grow with the history of vehicles. Work is counted in blocks,
because a time would depend on the machine."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.trips.locks import store as locks
from services.trips.riderless import store as riderless
from services.trips.verdicts import store as verdicts
from shared.db import by_column, create_engine
from tests.blocks import blocks, grown
from tests.conftest import MakeDatabase

VEHICLES = 100
LAST = datetime(2026, 11, 16, tzinfo=UTC)
EVENTS = """
    INSERT INTO vehicle_events (operator_id, vehicle_id, at, kind, city_id, event_id, received_at)
    SELECT 'op1', 'v' || v,
        CAST(:last AS timestamptz) - ride * interval '1 hour' + later * interval '10 minutes', kind, 'city',
        gen_random_uuid(), now()
    FROM generate_series(1, :vehicles) AS v,
        generate_series(CAST(:first AS int), CAST(:rides AS int)) AS ride,
        (VALUES ('unlock', 0), ('lock', 1)) AS event (kind, later)
"""
TRIPS = """
    INSERT INTO trips (trip_id, city_id, rider_id, operator_id, way, vehicle_type, vehicle_id, started_at,
        ended_at, duration_s, energy_kcal, local_on, local_hour, received_at, content_hash, history, unpaid,
        first_verdict, verdict, revision, rider_named, is_trip)
    SELECT gen_random_uuid(), 'city', gen_random_uuid(), 'op1', CASE WHEN named THEN 'phone' ELSE 'locks' END,
        'bike', 'v' || v, CAST(:last AS timestamptz) - ride * interval '1 hour',
        CAST(:last AS timestamptz) - ride * interval '1 hour' + interval '10 minutes', 600, 0,
        current_date, 0, now(), '\\x00', false, false, 'accepted', 'accepted', 1, named, named
    FROM generate_series(1, :vehicles) AS v,
        generate_series(CAST(:first AS int), CAST(:rides AS int)) AS ride,
        unnest(ARRAY[true, false]) AS named
"""


@pytest.fixture
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("trips"), 1, statement_timeout_s=120)
    yield engine
    await engine.dispose()


async def fill(engine: AsyncEngine, first: int, rides: int) -> None:
    """Let each vehicle have had rides of these numbers, the newest first."""
    async with engine.begin() as tx:
        for statement in (EVENTS, TRIPS):
            values = {"last": LAST, "vehicles": VEHICLES, "first": first, "rides": rides}
            await tx.execute(sa.text(statement), values)
        await tx.execute(sa.text("ANALYZE vehicle_events"))
        await tx.execute(sa.text("ANALYZE trips"))


async def read_by_each(engine: AsyncEngine) -> dict[str, int]:
    """The blocks that each statement reads for an event of every vehicle, two hours before its last ride."""
    at = LAST - timedelta(hours=3)
    vehicles = [f"v{number + 1}" for number in range(VEHICLES)]
    keys = by_column(locks.KEY_COLUMNS, [(vehicle, at, "unlock") for vehicle in vehicles])
    rows = [("op1", vehicle, at, at + timedelta(minutes=10)) for vehicle in vehicles]
    searched = by_column(riderless.SEARCH_COLUMNS, rows)
    ridden = by_column(riderless.RIDDEN_COLUMNS, rows)
    noted = {**searched, "city_id": "city", "operator_ids": ["op1"]}
    return {
        "known": await blocks(engine, locks.KNOWN, {**keys, "operator_id": "op1"}),
        "beside": await blocks(engine, locks.BESIDE, {**keys, "operator_id": "op1"}),
        "rides": await blocks(engine, riderless.RIDES, searched),
        "riders": await blocks(engine, riderless.RIDERS, ridden),
        "search": await blocks(engine, verdicts.SEARCH_RIDERS, noted),
    }


async def test_a_batch_reads_as_much_after_years_as_after_a_week(engine: AsyncEngine) -> None:
    await fill(engine, 1, 200)
    before = await read_by_each(engine)
    await fill(engine, 201, 2_000)
    after = await read_by_each(engine)
    assert not grown(before, after)
