"""What is read to look at trips beside others does not grow with history. Work is counted in blocks, because
a time would depend on the machine."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.trips.cross_checks import store
from services.trips.replayed import store as replayed
from shared.db import by_column, create_engine
from tests.blocks import blocks, grown
from tests.conftest import MakeDatabase

OTHERS = 100
LAST = datetime(2026, 11, 16, tzinfo=UTC)
# A trip an hour of each vehicle; each has a phone and a way of its own. Each hundredth is held as a replay.
TRIPS = """
    WITH told AS (
        INSERT INTO trips (trip_id, city_id, rider_id, operator_id, way, vehicle_type, vehicle_id, started_at,
            ended_at, duration_s, energy_kcal, local_on, local_hour, received_at, content_hash, history,
            unpaid, first_verdict, verdict, revision, device_key, others)
        SELECT gen_random_uuid(), 'city', gen_random_uuid(), 'op1', 'phone', 'bike', 'v' || v, at,
            at + interval '10 minutes', 600, 0, current_date, 0, now(), '\\x00', false, false, 'accepted',
            'accepted', 1, sha256(('v' || v)::bytea),
            CASE WHEN ride % 100 = 0 THEN jsonb_build_object('replayed', jsonb_build_array(gen_random_uuid()))
            END
        FROM generate_series(1, :others) AS v,
            generate_series(CAST(:first AS int), CAST(:rides AS int)) AS ride,
            LATERAL (SELECT CAST(:last AS timestamptz) - ride * interval '1 hour' AS at) AS began
        RETURNING trip_id, vehicle_id, started_at, ended_at
    )
    INSERT INTO ways (trip_id, city_id, key, started_at, ended_at)
    SELECT trip_id, 'city', sha256(vehicle_id::bytea), started_at, ended_at FROM told
"""


@pytest.fixture
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("trips"), 1, statement_timeout_s=120)
    yield engine
    await engine.dispose()


async def _fill(engine: AsyncEngine, first: int, rides: int) -> None:
    values = {"last": LAST, "others": OTHERS, "first": first, "rides": rides}
    async with engine.begin() as tx:
        await tx.execute(sa.text(TRIPS), values)
        for table in ("trips", "ways"):
            await tx.execute(sa.text(f"ANALYZE {table}"))


async def _read_by_each(engine: AsyncEngine) -> dict[str, int]:
    """The blocks that each statement reads for a change of every vehicle, phone and way, of the last days."""
    since, until = LAST - timedelta(days=1), LAST
    names = [f"v{number + 1}" for number in range(OTHERS)]
    async with engine.connect() as tx:
        hashed = sa.text("SELECT sha256(name::bytea) FROM unnest(CAST(:names AS text[])) AS name")
        keys = list((await tx.execute(hashed, {"names": names})).scalars())
    vehicles = by_column(store.NEAR_COLUMNS, [("op1", name, since, until) for name in names])
    devices = by_column(store.DEVICE_COLUMNS, [(key, since, until) for key in keys])
    ways = by_column(replayed.NEAR_COLUMNS, [(uuid4(), key, since, until) for key in keys])
    named = {"trip_ids": [str(uuid4()) for _ in names]}
    return {
        "vehicles": await blocks(engine, store.OF_VEHICLES, vehicles),
        "devices": await blocks(engine, store.OF_DEVICES, devices),
        "ways": await blocks(engine, replayed.NEAR, ways),
        "held": await blocks(engine, replayed.HELD_BESIDE, named),
    }


async def test_a_look_reads_as_much_after_months_as_after_a_week(engine: AsyncEngine) -> None:
    await _fill(engine, 1, 200)
    before = await _read_by_each(engine)
    await _fill(engine, 201, 2_000)
    after = await _read_by_each(engine)
    assert not grown(before, after), after
