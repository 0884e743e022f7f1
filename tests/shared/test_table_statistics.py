"""Tables that grow fast are analyzed by the service itself, before autovacuum comes by."""

import asyncpg
import pytest
from structlog.testing import capture_logs

from shared.db import create_engine
from shared.table_statistics import analyze_grown
from tests.conftest import MakeDatabase, serving

FILL = """
    INSERT INTO outbox (id, type, key, data)
    SELECT gen_random_uuid(), 'trip.judged.v1', 'key', repeat('x', 100) FROM generate_series(1, $1)
"""
ESTIMATE = "SELECT reltuples::bigint FROM pg_class WHERE oid = 'outbox'::regclass"


@pytest.mark.parametrize("service", ["trips", "rewards"])
async def test_a_table_is_analyzed_when_it_has_grown_fourfold(
    service: str, make_database: MakeDatabase
) -> None:
    dsn = serving(await make_database(service), service)
    connection, engine = await asyncpg.connect(dsn), create_engine(dsn, 1)
    assert "outbox" not in await analyze_grown(engine)
    for rows, grown in ((1_000, True), (2_000, False), (2_000, True)):
        await connection.execute(FILL, rows)
        with capture_logs() as logs:
            assert ("outbox" in await analyze_grown(engine)) is grown
        assert bool(logs) is grown
    assert await connection.fetchval(ESTIMATE) == 5_000
    assert await analyze_grown(engine) == []
    await connection.close()
    await engine.dispose()


async def test_a_plan_that_was_made_for_an_empty_table_is_made_anew(make_database: MakeDatabase) -> None:
    dsn = serving(await make_database("trips"), "trips")
    connection, engine = await asyncpg.connect(dsn), create_engine(dsn, 1)
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    await connection.execute("PREPARE latest AS SELECT max(position) FROM log WHERE type = $1 AND id = $2")
    explain = "EXPLAIN EXECUTE latest('trip.judged.v1', '00000000-0000-0000-0000-000000000000')"
    await connection.execute("VACUUM ANALYZE log")
    assert "Seq Scan" in str(await connection.fetch(explain))
    await connection.execute(
        "INSERT INTO log SELECT i, gen_random_uuid(), 'trip.judged.v1', 'key', now(), '{}'"
        " FROM generate_series(1, 5000) AS i"
    )
    assert "Seq Scan" in str(await connection.fetch(explain))
    assert "log" in await analyze_grown(engine)
    assert "Seq Scan" not in str(await connection.fetch(explain))
    await connection.close()
    await engine.dispose()
