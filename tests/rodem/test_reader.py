"""What services may read of each other where PostgreSQL is the log: the view of published events, no more."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from rodem.local import postgres
from rodem.local.provision import READER, database_dsn, provision, role_name
from shared import migrate

SERVICES = ("trips", "gateway")
PASSWORDS = {role: f"of-{role}" for role in (READER, *map(role_name, SERVICES))}


@pytest.fixture(scope="module")
async def admin(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A server of its own with the databases of two services, as its superuser."""
    server = await postgres.start(tmp_path_factory.mktemp("city") / "postgres", "of-the-superuser")
    await provision(server.dsn, PASSWORDS, SERVICES)
    for service in SERVICES:
        role = role_name(service)
        dsn = database_dsn(server.dsn, role, PASSWORDS[role], role)
        await asyncio.to_thread(migrate.upgrade, service, dsn)
    yield server.dsn
    await postgres.stop(server)


@pytest.mark.parametrize("service", SERVICES)
async def test_the_reader_reads_what_was_published_and_changes_nothing(admin: str, service: str) -> None:
    database = role_name(service)
    superuser = await asyncpg.connect(database_dsn(admin, "postgres", "of-the-superuser", database))
    query = (
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace"
    )
    relations = {row["relname"] for row in await superuser.fetch(query)}
    await superuser.close()
    assert {"outbox", "log", "published"} < relations
    reader = await asyncpg.connect(database_dsn(admin, READER, PASSWORDS[READER], database))
    try:
        assert await reader.fetch("SELECT * FROM published") == []
        for relation in relations - {"published"}:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await reader.fetch(f"SELECT * FROM {relation}")
        for statement in (
            "INSERT INTO outbox DEFAULT VALUES",
            "DELETE FROM published",
            "UPDATE log SET position = 0",
            "CREATE TABLE mine (x int)",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await reader.execute(statement)
    finally:
        await reader.close()
