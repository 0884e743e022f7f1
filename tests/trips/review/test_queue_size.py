"""What is read for a page of the queue does not grow with history. Work is counted in blocks, because a time
would depend on the machine."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.trips.queue.rules import Filters
from services.trips.queue.store import statement
from shared.db import create_engine
from tests.blocks import blocks, grown
from tests.conftest import MakeDatabase

LAST = datetime(2026, 11, 16, tzinfo=UTC)
# A trip a minute. Some are told by phones.
TRIPS = sa.text("""
    INSERT INTO trips (trip_id, city_id, rider_id, operator_id, way, vehicle_type, started_at, ended_at,
        duration_s, energy_kcal, local_on, local_hour, received_at, content_hash, history, unpaid,
        first_verdict, verdict, revision, confirmed_by)
    SELECT gen_random_uuid(), 'city', gen_random_uuid(), 'op1', way, 'bike', at, at + interval '10 minutes',
        600, 0, current_date, 0, now(), '', false, false, 'accepted', 'accepted', 1, ARRAY[way]
    FROM generate_series(CAST(:first AS int), CAST(:trips AS int)) AS ride
    CROSS JOIN LATERAL (
        SELECT CAST(:last AS timestamptz) - ride * interval '1 minute' AS at,
            CASE WHEN ride <= CAST(:phones AS int) THEN 'phone' ELSE 'operator' END AS way
    ) AS facts
""")


@pytest.fixture
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("trips"), 1, statement_timeout_s=120)
    yield engine
    await engine.dispose()


async def _fill(engine: AsyncEngine, first: int, trips: int) -> None:
    async with engine.begin() as tx:
        await tx.execute(TRIPS, {"last": LAST, "first": first, "trips": trips, "phones": 10})
        await tx.execute(sa.text("ANALYZE trips"))


async def test_a_rare_source_among_what_is_accepted_is_found_by_its_index(engine: AsyncEngine) -> None:
    page = statement("op1", Filters(verdict="accepted", confirmed_by="phone"), 51, None)
    await _fill(engine, 1, 2_000)
    before = {"page": await blocks(engine, *page)}
    await _fill(engine, 2_001, 20_000)
    after = {"page": await blocks(engine, *page)}
    assert not grown(before, after), after
