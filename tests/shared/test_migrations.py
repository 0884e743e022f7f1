"""A schema that was taken back can be made again: nothing of it is left behind."""

import asyncio

import asyncpg
import pytest

from rodem.local.running import with_database
from shared import migrate
from tests.conftest import MakeDatabase

LEFT = """
    SELECT array_agg(relname::text) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'alembic_version%'
"""
FUNCTIONS_LEFT = "SELECT array_agg(proname::text) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


@pytest.mark.parametrize("service", with_database())
async def test_every_schema_goes_down_and_up_again(make_database: MakeDatabase, service: str) -> None:
    dsn = await make_database(service)
    await asyncio.to_thread(migrate.downgrade, service, dsn)
    connection = await asyncpg.connect(dsn)
    left = [await connection.fetchval(query) for query in (LEFT, FUNCTIONS_LEFT)]
    await connection.close()
    assert left == [None, None]
    await asyncio.to_thread(migrate.upgrade, service, dsn)
