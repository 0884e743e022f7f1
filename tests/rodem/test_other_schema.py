"""Until the first release migrations change in place: what older ones made is refused in a sentence."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from rodem.cli import main
from rodem.local import postgres
from rodem.local.provision import SUPERUSER, database_dsn, load_secrets, owner_name, provision, role_name
from rodem.local.running import with_database
from shared import migrate
from tests.conftest import MakeDatabase

CHANGED = "COMMENT ON TABLE alembic_version IS 'what the SQL of yesterday came to'"
NEVER_TOLD = "COMMENT ON TABLE alembic_version IS NULL"
PORT_BASE = "28400"


async def execute(dsn: str, query: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(query)
    await connection.close()


async def refusal(capsys: pytest.CaptureFixture[str], dsn: str, *options: str) -> str:
    """What `rodem migrate` says of a database that it leaves as it is."""
    with pytest.raises(SystemExit) as left:
        await asyncio.to_thread(main, ["migrate", "trips", "--database", dsn, *options])
    assert left.value.code == 1
    return capsys.readouterr().err


@pytest.mark.parametrize("how", [CHANGED, NEVER_TOLD])
@pytest.mark.parametrize("options", [(), ("--down", "base")])
async def test_a_database_that_other_sql_has_made_is_refused_and_named(
    make_database: MakeDatabase, capsys: pytest.CaptureFixture[str], how: str, options: tuple[str, ...]
) -> None:
    dsn = await make_database("trips")
    await execute(dsn, how)
    told = await refusal(capsys, dsn, *options)
    [name] = [part for part in dsn.split("/") if part.startswith("test_trips")]
    assert told.startswith(f"The database {name.split('?')[0]} of 127.0.0.1:")
    assert "may until the first release: drop that database, or name another server.\n" in told
    assert told.count("\n") == 1


async def test_a_revision_that_is_no_longer_there_is_refused(
    make_database: MakeDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    dsn = await make_database("trips")
    await execute(dsn, "UPDATE alembic_version SET version_num = '0999'")
    assert "until the first release" in await refusal(capsys, dsn)


async def test_from_the_first_release_on_migrations_lead_on_from_what_is_there(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    dsn = await make_database("trips")
    await execute(dsn, CHANGED)
    monkeypatch.setattr(migrate, "is_released", lambda: True)
    await asyncio.to_thread(migrate.upgrade, "trips", dsn)


async def test_a_database_that_the_same_sql_has_made_is_migrated(make_database: MakeDatabase) -> None:
    dsn = await make_database("trips")
    await asyncio.to_thread(migrate.upgrade, "trips", dsn)
    await asyncio.to_thread(migrate.downgrade, "trips", dsn)
    await asyncio.to_thread(migrate.upgrade, "trips", dsn)


async def test_a_data_folder_of_an_older_schema_is_refused_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    secrets = load_secrets(folder, with_database())
    server = await postgres.start(folder / "postgres", secrets.passwords[SUPERUSER])
    await provision(server.dsn, secrets.passwords, with_database())
    owner = owner_name("rewards")
    dsn = database_dsn(server.dsn, owner, secrets.passwords[owner], role_name("rewards"))
    await asyncio.to_thread(migrate.upgrade, "rewards", dsn)
    await execute(dsn, CHANGED)
    await postgres.stop(server)
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "rodem", "up", "--data", str(folder), "--port-base", PORT_BASE],
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"The data folder {folder} was made before the migrations of rewards have changed, as they may"
        f" until the first release: remove {folder}, or start with another --data.\n"
    )
