"""A database that cannot be used: the log and `/readyz` say why, and the service goes on once it can."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from rodem.local.provision import database_dsn, role_name
from shared import migrate
from shared.sessions import connect
from tests.conftest import MakeDatabase, serving
from tests.ports import free_ports
from tests.side_by_side import PASSWORD
from tests.trips.running_trips import running_trips
from tests.waiting import eventually

SECRET = "a-wrong-s3cret"
ROLE = role_name("trips")

Fault = Callable[[str], Awaitable[str]]
"""Takes the DSN of a good database. Returns the one that the service gets."""


async def run(dsn: str, *statements: str) -> None:
    connection = await connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def empty_database(dsn: str) -> str:
    name = f"test_empty_{uuid4().hex[:12]}"
    await run(dsn, f"CREATE DATABASE {name}")
    return database_dsn(dsn, "postgres", PASSWORD, name)


async def wrong_password(dsn: str) -> str:
    return dsn.replace(PASSWORD, SECRET)


async def no_such_database(dsn: str) -> str:
    return database_dsn(dsn, "postgres", PASSWORD, "nowhere")


async def tls_refused(dsn: str) -> str:
    return f"{dsn}?sslmode=require"


async def a_role_without_rights(dsn: str) -> str:
    await run(dsn, f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
    return serving(dsn, "trips")


async def a_role_that_may_not_connect(dsn: str) -> str:
    name = dsn.rpartition("/")[2]
    await run(dsn, f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
    return serving(dsn, "trips")


async def no_dsn(dsn: str) -> str:
    return dsn.replace("/test_", f"/{SECRET}#test_")


async def nobody_there(dsn: str) -> str:
    return f"postgresql://{ROLE}:{SECRET}@127.0.0.1:{free_ports(1)}/trips"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (wrong_password, "wrong_password"),
        (no_such_database, "no_such_database"),
        (tls_refused, "tls"),
        (a_role_without_rights, "no_rights"),
        (a_role_that_may_not_connect, "no_rights"),
        (empty_database, "no_schema"),
        (no_dsn, "dsn"),
        (nobody_there, "away"),
    ],
)
async def test_why_a_database_cannot_be_used_is_said_by_the_log_and_by_readyz(
    fault: Fault, reason: str, make_database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await fault(await make_database("trips"))
    with capture_logs() as lines:
        async with running_trips(dsn, tmp_path) as trips:
            answer = await trips.client.get("/readyz")

            async def logged() -> set[str]:
                return {line["reason"] for line in lines if line["event"] == "relay_lost_the_database"}

            await eventually(logged, {reason})
    body = answer.json()
    assert (answer.status_code, body["reason"]) == (503, reason)
    assert len(body["advice"]) > 20
    assert all(word not in answer.text + str(lines) for word in (PASSWORD, SECRET))
    assert "background_work_ended" not in {line["event"] for line in lines}
    assert all(line["advice"] for line in lines if "reason" in line)


async def test_a_service_whose_schema_comes_later_is_ready_without_a_new_start(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await empty_database(await make_database("trips"))
    async with running_trips(dsn, tmp_path) as trips:
        assert (await trips.client.get("/readyz")).status_code == 503
        await asyncio.to_thread(migrate.upgrade, "trips", dsn)

        async def status() -> int:
            return (await trips.client.get("/readyz")).status_code

        await eventually(status, 200)
