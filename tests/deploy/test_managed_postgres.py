"""The how-to of a managed PostgreSQL, followed on one behind TLS whose administrator is no superuser."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from rodem.local import postgres
from rodem.local.asking import ask
from rodem.local.running import with_database
from services.rewards.ledger.store import is_balanced
from shared import outages, sessions
from tests.docs.test_howtos import DOCS, blocks, steps
from tests.foreign_postgres import Certificate, make_certificate, pgbouncer
from tests.side_by_side import start_postgres
from tests.trips.running_trips import running_trips

PAGE = "how-to/use-a-managed-postgresql.md"
BY_ROLE = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1"


@pytest.fixture
async def managed(tmp_path: Path) -> AsyncIterator[tuple[int, Certificate]]:
    """TLS ends in PgBouncer, because the PostgreSQL that comes with Rodem has none."""
    certificate = make_certificate(tmp_path)
    server = await start_postgres(tmp_path / "postgres")
    try:
        superuser = await sessions.connect(server.dsn)
        await superuser.execute("CREATE ROLE admin LOGIN CREATEROLE CREATEDB PASSWORD 'PASSWORD'")
        await superuser.close()
        settings = {
            "pool_mode": "session",
            "client_tls_sslmode": "require",
            "client_tls_cert_file": certificate.server,
            "client_tls_key_file": certificate.key,
            "auth_user": "postgres",
            "auth_query": BY_ROLE,
        }
        async with pgbouncer(tmp_path / "pooler", server.dsn, settings) as port:
            yield port, certificate
    finally:  # also where PgBouncer is missing, and the test is skipped
        await postgres.stop(server)


async def test_a_managed_postgresql_is_used_as_the_how_to_says(
    managed: tuple[int, Certificate], tmp_path: Path
) -> None:
    port, certificate = managed
    (tmp_path / ".venv").symlink_to(sys.prefix)
    [block] = blocks(PAGE)
    script = "\n".join(["set -e", *(command for command, _ in steps(block))])
    script = script.replace("db.example:5432", f"localhost:{port}")
    script = script.replace("/etc/rodem/ca.crt", str(certificate.authority))
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    dsns = {name: (tmp_path / "secrets" / f"DATABASE_URL.{name}").read_text() for name in with_database()}
    assert all("sslmode=verify-full" in dsn for dsn in dsns.values())
    async with running_trips(dsns["trips"], tmp_path) as trips:
        ready: httpx.Response = await trips.client.get("/readyz")
        assert ready.status_code == 200
        await trips.report()
    assert len(await ask(dsns["trips"], "SELECT FROM trips")) == 1
    assert await is_balanced(dsns["rewards"])


def test_the_how_to_has_every_reason() -> None:
    page = (DOCS / PAGE).read_text()
    reasons = {*outages.ADVICE, outages.AWAY.reason, *(outage.reason for outage in outages.STATES.values())}
    table = page.partition("| `reason` |")[2]
    assert {reason for reason in reasons if f"`{reason}`" not in table} == set()
