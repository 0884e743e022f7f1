"""The command line as a person or a program meets it."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import jwt
import pytest

from rodem.cli import main
from rodem.local import tokens
from rodem.local.provision import make_issuer
from shared.http import auth
from shared.http.tokens import create_verifier
from shared.settings import ServiceSettings
from tests.side_by_side import PASSWORD

MakeDatabase = Callable[[str], Awaitable[str]]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RODEM_ENV", raising=False)


def run(capsys: Capture, *args: str) -> tuple[object, str, str]:
    """Exit code, stdout and stderr of `rodem ARGS`."""
    with pytest.raises(SystemExit) as ended:
        main(args)
    out, err = capsys.readouterr()
    return ended.value.code, out, err


async def refused(capsys: Capture, *args: str) -> str:
    """The one sentence with which `rodem ARGS` is refused."""
    code, out, err = await asyncio.to_thread(run, capsys, *args)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    return err


def write_run(folder: Path, databases: dict[str, str]) -> str:
    services = {name: {"url": "http://127.0.0.1:9", "pid": 1} for name in databases}
    (folder / "run.json").write_text(
        json.dumps(
            {
                "gateway_url": "http://127.0.0.1:9",
                "services": services,
                "databases": databases,
                "owners": databases,
            }
        )
    )
    return str(folder)


@pytest.mark.parametrize(
    "command",
    [
        ["doctor", "--json"],
        ["import", "trips", "x.csv", "--format", "oslo"],
        ["import", "stations", "x.json"],
        ["migrate"],
        ["replay", "rewards"],
        ["dlq", "list"],
        ["dlq", "retry"],
    ],
    ids=" ".join,
)
async def test_without_a_city_the_error_says_how_to_start_one(
    command: list[str], tmp_path: Path, capsys: Capture
) -> None:
    assert await refused(capsys, *command, "--data", str(tmp_path)) == (
        f"No city runs from {tmp_path}: start one with `rodem up`.\n"
    )


def test_the_default_data_directory_is_dot_data(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "doctor")[2] == "No city runs from .data: start one with `rodem up`.\n"


async def test_the_services_accept_the_tokens(tmp_path: Path, capsys: Capture) -> None:
    assert (tokens.ISSUER, tokens.AUDIENCE) == (auth.DEVELOPMENT_ISSUER, "rodem")
    assert ServiceSettings.model_validate({"DATABASE_URL": ""}).operator_id == tokens.GAMES_OPERATOR
    settings = ServiceSettings.model_validate({"DATABASE_URL": "", "jwks_file": make_issuer(tmp_path)})
    verify = (await create_verifier(settings)).verify
    rider_id = uuid4()
    for role in auth.ROLES:
        sub = ["--sub", str(rider_id)] if role == "rider" else []
        code, out, err = await asyncio.to_thread(
            run, capsys, "token", "--role", role, *sub, "--data", str(tmp_path)
        )
        assert (code, err, len(out.split())) == (0, "", 1)
        caller = await verify(out.strip())
        assert caller.roles == {role}
        assert caller.rider_id == (rider_id if role == "rider" else None)
        assert caller.operator_id == ("operator" if role == "operator" else None)
        assert caller.partner_id == ("partner" if role == "partner" else None)


def test_a_token_lives_twelve_hours_and_a_new_rider_is_random(tmp_path: Path) -> None:
    make_issuer(tmp_path)
    claims, others = (
        jwt.decode(tokens.mint(tmp_path, "rider"), options={"verify_signature": False}) for _ in range(2)
    )
    assert UUID(claims["sub"]) != UUID(others["sub"])
    assert claims["exp"] - claims["iat"] == 12 * 3600
    city = jwt.decode(tokens.mint(tmp_path, "city"), options={"verify_signature": False})
    assert (city["sub"], city["city_id"]) == ("city", "city")


@pytest.mark.parametrize("role", auth.ROLES)
def test_a_token_of_any_role_is_for_the_city_that_is_named(
    tmp_path: Path, capsys: Capture, role: str
) -> None:
    make_issuer(tmp_path)
    argv = ["token", "--role", role, "--city-id", "lleida", "--data", str(tmp_path)]
    claims = jwt.decode(run(capsys, *argv)[1].strip(), options={"verify_signature": False})
    assert claims["city_id"] == "lleida"


async def test_tokens_that_would_not_work_are_refused(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    rider = ["token", "--role", "rider", "--data", str(tmp_path)]
    assert "rodem up" in await refused(capsys, *rider)
    make_issuer(tmp_path)
    assert "UUID" in await refused(capsys, *rider, "--sub", "me")
    monkeypatch.setenv("RODEM_ENV", "production")
    assert "production" in await refused(capsys, *rider)


SLOW_TO_IMPORT = {
    "aiohttp", "aiokafka", "alembic", "asyncpg", "babel", "fastapi", "httpx", "jinja2", "numpy",
    "opentelemetry", "prometheus_client", "rich", "shapely", "sqlalchemy", "structlog", "uvicorn",
}  # fmt: skip
MODULES_MAX = 600
"""Half as much again as a token takes, in a third of a second."""


def test_a_token_is_not_kept_waiting_by_what_it_does_not_need(tmp_path: Path) -> None:
    make_issuer(tmp_path)
    argv = ["rodem", "token", "--role", "rider", "--data", str(tmp_path)]
    program = f"""
import sys
from rodem.cli import main
sys.argv = {argv}
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
    env = {**os.environ, "RODEM_ENV": ""}
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=env)
    modules = set(ran.stderr.split())
    assert modules & SLOW_TO_IMPORT == set()
    assert "rodem.local.tokens" in modules
    assert len(modules) < MODULES_MAX


def test_the_list_of_commands_fits_into_80_columns(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = run(capsys, "--help")[1].partition("Commands:\n")[2].splitlines()
    assert len(listed) > 10
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []


async def test_replay_refuses_to_count_twice_unless_told_to_begin_anew(
    make_database: MakeDatabase, tmp_path: Path, capsys: Capture
) -> None:
    dsn = await make_database("gateway")
    data = write_run(tmp_path, {"gateway": dsn})
    assert "nothing to replay" in await refused(capsys, "replay", "gateway", "--data", data)
    connection = await asyncpg.connect(dsn)
    await connection.execute("""
        INSERT INTO positions VALUES ('trips', 0, 7), ('rewards', 0, 3);
        INSERT INTO totals VALUES (gen_random_uuid(), 'city', 1, 1, 1, 1, now());
        INSERT INTO identities (issuer, subject, city_id, rider_id) VALUES ('i', 's', 'c', gen_random_uuid());
        INSERT INTO dead_letters (topic, partition, position, id, type, key, time, data, error)
        VALUES ('trips', 0, 7, gen_random_uuid(), 'x.y.v1', 'k', now(), '{}', 'ValueError');
    """)

    async def state() -> list[int]:
        queries = ("sum(position) FROM positions", "count(*) FROM totals", "count(*) FROM dead_letters")
        owned = "count(*) FROM identities"
        return [int(await connection.fetchval(f"SELECT {query}")) for query in (*queries, owned)]

    assert "--reset" in await refused(capsys, "replay", "gateway", "--data", data)
    assert await state() == [10, 1, 1, 1]
    code, out, _ = await asyncio.to_thread(run, capsys, "replay", "gateway", "--reset", "--data", data)
    assert (code, "rewards and trips" in out) == (0, True)
    assert await state() == [0, 0, 0, 1]
    assert (await asyncio.to_thread(run, capsys, "replay", "gateway", "--data", data))[0] == 0
    assert "no service 'x'" in await refused(capsys, "replay", "x", "--data", data)
    await connection.close()


async def test_dead_letters_are_listed_and_marked_for_another_try(
    make_database: MakeDatabase, tmp_path: Path, capsys: Capture
) -> None:
    dsn = await make_database("gateway")
    data = write_run(tmp_path, {"gateway": dsn, "trips": await make_database("trips")})
    listing = ["dlq", "list", "--json", "--data", data]
    assert await asyncio.to_thread(run, capsys, *listing) == (0, "[]\n", "")
    connection = await asyncpg.connect(dsn)
    await connection.execute("""
        INSERT INTO dead_letters (topic, partition, position, id, type, key, time, data, error)
        SELECT 'trips', 0, n, gen_random_uuid(), 'x.y.v1', 'k', now(), '{}', 'ValueError: [/bad]'
        FROM generate_series(1, 3) AS n
    """)
    await connection.close()

    async def listed(*args: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((await asyncio.to_thread(run, capsys, *listing, *args))[1])
        return found

    found = await listed()
    assert [(each["service"], each["position"], each["error"]) for each in found] == [
        ("gateway", position, "ValueError: [/bad]") for position in (1, 2, 3)
    ]
    assert await listed("--service", "trips") == []
    retry = ["dlq", "retry", "--data", data]
    assert (await asyncio.to_thread(run, capsys, *retry, found[1]["id"]))[1].startswith("1 ")
    assert [each["position"] for each in await listed() if "retry_at" in each] == [2]
    assert (await asyncio.to_thread(run, capsys, *retry))[1].startswith("3 ")
    assert "rodem dlq list" in await refused(capsys, *retry, str(uuid4()))
    shown = (await asyncio.to_thread(run, capsys, "dlq", "list", "--data", data))[1]
    assert all(each["id"] in shown for each in found), "whole, so that it can be copied"


async def test_migrations_go_down_and_up(
    make_database: MakeDatabase, tmp_path: Path, capsys: Capture
) -> None:
    dsn = await make_database("trips")
    data = write_run(tmp_path, {"trips": dsn})

    async def tables() -> int:
        connection = await asyncpg.connect(dsn)
        found: int = await connection.fetchval(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        await connection.close()
        return found

    before = await tables()
    down = ["migrate", "trips", "--down", "base", "--data", data]
    assert (await asyncio.to_thread(run, capsys, *down))[0] == 0
    assert await tables() == 0
    assert (await asyncio.to_thread(run, capsys, "migrate", "trips", "--database", dsn))[0] == 0
    assert await tables() == before
    assert "Name the service" in await refused(capsys, "migrate", "--down", "base", "--data", data)
    assert "9999" in await refused(capsys, "migrate", "trips", "--down", "9999", "--data", data)


async def test_a_database_that_is_away_is_one_sentence(tmp_path: Path, capsys: Capture) -> None:
    data = write_run(tmp_path, {"gateway": "postgresql://127.0.0.1:9/x"})
    for command in (["dlq", "list"], ["replay", "gateway"], ["migrate", "gateway"]):
        assert "rodem doctor" in await refused(capsys, *command, "--data", data)


async def test_a_database_that_refuses_is_said_with_what_to_do(postgres_dsn: str, capsys: Capture) -> None:
    dsns = {
        "refuses the password": postgres_dsn.replace(PASSWORD, "another"),
        "rodem provision": f"{postgres_dsn}_not_there",
        "has no TLS": f"{postgres_dsn}?sslmode=require",
    }
    for said, dsn in dsns.items():
        sentence = await refused(capsys, "migrate", "trips", "--database", dsn)
        assert said in sentence
        assert "another" not in sentence


def test_serve_without_settings_names_what_is_missing(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    code, _, err = run(capsys, "serve", "nothing")
    assert (code, "no service 'nothing'" in err) == (1, True)
    child = subprocess.run(
        [sys.executable, "-m", "rodem", "serve", "trips"], check=False, capture_output=True, text=True
    )
    assert (child.returncode, child.stderr.count("\n"), "DATABASE_URL" in child.stderr) == (1, 1, True)
