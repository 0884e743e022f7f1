"""What roles may do: read what other services published, change rows of their own service, own nothing."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from rodem.local import postgres
from rodem.local.postgres_binaries import CannotStart
from rodem.local.provision import READER, database_dsn, owner_name, provision, role_name
from shared import migrate

SERVICES = ("trips", "gateway")
PASSWORDS = {role: f"of-{role}" for role in (READER, *map(role_name, SERVICES), *map(owner_name, SERVICES))}


@pytest.fixture(scope="module")
async def admin(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A server of its own with the databases of two services, as its superuser."""
    server = await postgres.start(tmp_path_factory.mktemp("city") / "postgres", "of-the-superuser")
    await provision(server.dsn, PASSWORDS, SERVICES)
    for service in SERVICES:
        owner = owner_name(service)
        dsn = database_dsn(server.dsn, owner, PASSWORDS[owner], role_name(service))
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


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_reads_and_writes_its_tables_but_owns_none_of_them(admin: str, service: str) -> None:
    """So what a migration takes from a service the service cannot give itself again."""
    role = role_name(service)
    serving = await asyncpg.connect(database_dsn(admin, role, PASSWORDS[role], role))
    try:
        tables = await serving.fetch(
            "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public'"
        )
        assert {row["tableowner"] for row in tables} == {owner_name(service)}
        await serving.execute("DELETE FROM positions")
        for statement in (
            "CREATE TABLE mine (x int)",
            "TRUNCATE positions",
            "DROP TABLE positions",
            "ALTER TABLE positions ADD mine int",
            f"SET ROLE {owner_name(service)}",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await serving.execute(statement)
    finally:
        await serving.close()


async def test_a_database_of_the_one_role_of_before_is_refused_in_a_sentence(admin: str) -> None:
    superuser = await asyncpg.connect(admin)
    await superuser.execute("CREATE ROLE rodem_rewards LOGIN; CREATE ROLE rodem_rewards_owner LOGIN")
    await superuser.execute("CREATE DATABASE rodem_rewards OWNER rodem_rewards")
    await superuser.close()
    passwords = PASSWORDS | {"rodem_rewards": "new", "rodem_rewards_owner": "new"}
    with pytest.raises(CannotStart, match="belongs to rodem_rewards, not to rodem_rewards_owner"):
        await provision(admin, passwords, ["rewards"])
