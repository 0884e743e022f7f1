"""Secrets come from files, and a city's databases come from its secrets."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from rodem.cli import app
from rodem.local import postgres, secret_files
from rodem.local.running import with_database
from rodem.refusals import Refused
from shared.dsn import parse
from shared.settings import ServiceSettings


def test_a_setting_is_read_from_the_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "DATABASE_URL").write_text("postgresql://of-the-file\n")
    (tmp_path / "RODEM_INTERNAL_SECRET").write_text("of the file\n")
    monkeypatch.setenv("RODEM_SECRETS_DIR", str(tmp_path))
    settings = ServiceSettings()  # type: ignore[call-arg]
    assert settings.database_url == "postgresql://of-the-file"
    assert settings.internal_secret.get_secret_value() == "of the file"


def test_the_environment_comes_before_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "DATABASE_URL").write_text("postgresql://of-the-file")
    monkeypatch.setenv("RODEM_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://of-the-environment")
    settings = ServiceSettings()  # type: ignore[call-arg]
    assert settings.database_url == "postgresql://of-the-environment"


def test_secrets_that_are_there_stay_and_others_cannot_reach_them(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    secret_files.make(folder, "postgres:5432", with_database())
    before = {path.name: path.read_text() for path in folder.iterdir()}
    (folder / "DATABASE_URL.trips").unlink()
    assert secret_files.make(folder, "postgres:5432", with_database()) == ["DATABASE_URL.trips"]
    after = {path.name: path.read_text() for path in folder.iterdir()}
    assert after.pop("DATABASE_URL.trips") != before.pop("DATABASE_URL.trips")
    assert after == before
    assert folder.stat().st_mode & 0o077 == 0


def test_services_are_on_the_server_of_the_administrator_with_its_parameters(tmp_path: Path) -> None:
    """As a managed database gives its DSN: hosts, TLS, and which of the hosts is wanted."""
    given = "postgres://admin:p%40ss@a.example:5433,b.example/defaultdb?sslmode=require&target_session_attrs=read-write"
    (tmp_path / "DATABASE_URL").write_text(given + "\n")
    made = secret_files.make(tmp_path, "elsewhere:5432", with_database())
    assert "DATABASE_URL" not in made
    databases = secret_files.read(tmp_path, with_database())
    assert databases.admin == given
    for dsn in [*databases.of_services.values(), *databases.of_owners.values()]:
        parts = parse(dsn)
        assert parts.hosts == (("a.example", 5433), ("b.example", None))
        assert (parts.session_attrs, "sslmode=require" in parts.url) == ("read-write", True)


@pytest.mark.parametrize(
    ("server", "sslmode"),
    [
        pytest.param("postgres:5432", "disable", id="of compose, on a network of its own"),
        pytest.param("db.example:5432", "require", id="elsewhere"),
        pytest.param("127.0.0.1:5432", "prefer", id="on this machine"),
    ],
)
def test_what_is_made_says_whether_postgresql_is_reached_over_tls(
    tmp_path: Path, server: str, sslmode: str
) -> None:
    secret_files.make(tmp_path, server, with_database())
    databases = secret_files.read(tmp_path, with_database())
    dsns = [databases.admin, *databases.of_services.values(), *databases.of_owners.values()]
    assert {parse(dsn).sslmode for dsn in dsns} == {sslmode}


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://rodem_rewards:x@h/rodem_trips",
        "postgresql://rodem_trips:x@h/rodem_rewards",
        "postgresql://rodem_trips@h/rodem_trips",
        "postgresql://rodem_trips:it's@h/rodem_trips",
    ],
)
def test_a_service_is_given_no_other_role_or_database(tmp_path: Path, dsn: str) -> None:
    secret_files.make(tmp_path, "h:5432", with_database())
    (tmp_path / "DATABASE_URL.trips").write_text(dsn)
    with pytest.raises(Refused, match=r"DATABASE_URL\.trips must hold"):
        secret_files.read(tmp_path, with_database())


def test_a_missing_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="rodem secrets DIR"):
        secret_files.read(tmp_path, with_database())


async def test_provision_makes_databases_that_each_service_can_use(tmp_path: Path) -> None:
    """`rodem provision` runs twice here, because it runs again before every new version. The role of one
    service cannot connect to the database of another."""
    server = await postgres.start(tmp_path / "postgres", "of-the-superuser")
    try:
        folder = tmp_path / "secrets"
        folder.mkdir()
        (folder / "POSTGRES_PASSWORD").write_text("of-the-superuser")
        secret_files.make(folder, f"127.0.0.1:{server.port}", with_database())
        for _ in range(2):
            ran = await asyncio.to_thread(CliRunner().invoke, app, ["provision", "--secrets", str(folder)])
            assert ran.exit_code == 0, ran.exception
        dsn = (folder / "DATABASE_URL.trips").read_text()
        trips = await asyncpg.connect(dsn)
        assert await trips.fetchval("SELECT count(*) FROM trips") == 0
        await trips.close()
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(dsn, database="rodem_rewards")
    finally:
        await postgres.stop(server)
