"""PgBouncer works with a session for each connection, and is refused in words where it lends sessions."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from rodem.local.asking import ask
from rodem.local.provision import database_dsn
from shared import migrate
from shared.db import create_engine
from shared.dsn import Unusable, parse
from shared.eventlog import relay
from shared.eventlog.log import Progress
from shared.eventlog.postgres import postgres_log
from shared.sessions import connect
from tests.conftest import MakeDatabase
from tests.foreign_postgres import make_certificate, pgbouncer
from tests.side_by_side import PASSWORD
from tests.trips.running_trips import running_trips
from tests.waiting import eventually


def through(port: int, dsn: str, parameters: str = "") -> str:
    return f"postgresql://postgres:{PASSWORD}@127.0.0.1:{port}/{parse(dsn).database}{parameters}"


@pytest.fixture(scope="module")
async def of_sessions(postgres_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[int]:
    async with pgbouncer(tmp_path_factory.mktemp("sessions"), postgres_dsn, {"pool_mode": "session"}) as port:
        yield port


async def test_migrations_and_a_service_work_with_a_session_for_each_connection(
    of_sessions: int, postgres_dsn: str, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Advisory locks, LISTEN, settings and prepared statements are all those of a session."""
    direct = await make_database("trips")
    dsn = through(of_sessions, direct)
    await asyncio.to_thread(migrate.downgrade, "trips", dsn)
    await asyncio.to_thread(migrate.upgrade, "trips", dsn)
    async with running_trips(dsn, tmp_path, poll_s=0.05) as trips:
        assert (await trips.client.get("/readyz")).status_code == 200
        await trips.report()

        async def published() -> int:
            return len(await ask(direct, "SELECT FROM published"))

        await eventually(published, 1)
        lock = await ask(direct, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        assert lock[0][0] >= 1


async def test_settings_are_those_of_every_connection(of_sessions: int, make_database: MakeDatabase) -> None:
    engine = create_engine(through(of_sessions, await make_database("trips")), 2, 7)
    names = ("statement_timeout", "lock_timeout", "plan_cache_mode", "TimeZone")
    for _ in range(2):
        async with engine.connect() as tx:
            shown = [(await tx.execute(sa.text(f"SHOW {name}"))).scalar_one() for name in names]
        assert shown == ["7s", "2s", "force_generic_plan", "UTC"]
        await engine.dispose()  # PgBouncer forgets the settings before another client gets the session


async def test_a_reader_hears_at_once_what_is_published(
    of_sessions: int, make_database: MakeDatabase
) -> None:
    dsn = through(of_sessions, await make_database("trips"))

    async def progress() -> Progress:
        return Progress({}, {})

    async with postgres_log(dsn, 3_600, progress) as log:
        mover = await relay.connect(dsn)
        await mover.execute(
            "INSERT INTO outbox (id, type, key, data) VALUES (uuidv7(), 'trip.judged.v1', 'k', '{}')"
        )

        async def publish() -> None:
            await asyncio.sleep(0.2)
            await relay.move(mover)

        publishing = asyncio.create_task(publish())
        async with log.take(10) as taken:
            assert not taken.records
        async with log.take(10) as taken:
            assert len(taken.records) == 1
        await publishing
        await mover.close()


async def test_a_parameter_that_the_pooler_does_not_take_is_named(
    of_sessions: int, make_database: MakeDatabase
) -> None:
    dsn = through(of_sessions, await make_database("trips"), "?options=-c%20work_mem%3D5MB")
    with pytest.raises(Unusable, match="options") as refusal:
        await connect(dsn)
    assert refusal.value.code == "dsn"


@pytest.mark.parametrize("mode", ["transaction", "statement"])
@pytest.mark.parametrize("in_use", [False, True], ids=["alone", "beside others"])
async def test_a_pooler_that_lends_sessions_is_refused_in_words(
    mode: str, in_use: bool, postgres_dsn: str, make_database: MakeDatabase, tmp_path: Path
) -> None:
    database = await make_database("trips")
    settings = {"pool_mode": mode, "ignore_startup_parameters": "extra_float_digits"}
    async with pgbouncer(tmp_path / "pooler", postgres_dsn, settings) as port:
        dsn = through(port, database)
        others = [asyncio.create_task(busy(dsn)) for _ in range(3 * in_use)]
        try:
            for _ in range(5):
                with pytest.raises(Unusable, match="pool_mode = session") as refusal:
                    await connect(dsn)
                assert refusal.value.code == "pooled"
            with pytest.raises(Unusable, match="pool_mode = session"):
                await asyncio.to_thread(migrate.upgrade, "trips", dsn)
        finally:
            for other in others:
                other.cancel()
            await asyncio.wait(others) if others else None
        if not in_use:
            async with running_trips(dsn, tmp_path) as trips:
                answer = await trips.client.get("/readyz")
            assert (answer.status_code, answer.json()["reason"]) == (503, "pooled")


async def busy(dsn: str) -> None:
    """A client of the pooler that asks one thing after the other."""
    connection = await asyncpg.connect(dsn, statement_cache_size=0)
    while True:
        await connection.execute("SELECT pg_sleep(0.001)")


async def test_a_pooler_whose_sessions_are_all_taken_is_not_refused(
    postgres_dsn: str, make_database: MakeDatabase, tmp_path: Path
) -> None:
    database = await make_database("trips")
    settings = {"pool_mode": "session", "default_pool_size": 1}
    async with pgbouncer(tmp_path / "pooler", postgres_dsn, settings) as port:
        connection = await connect(through(port, database), timeout_s=1)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()


async def test_a_service_works_over_tls(
    postgres_dsn: str, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """PgBouncer ends TLS before a PostgreSQL 18, as a managed one does."""
    direct = await make_database("trips")
    certificate = make_certificate(tmp_path)
    settings = {
        "pool_mode": "session",
        "client_tls_sslmode": "require",
        "client_tls_cert_file": certificate.server,
        "client_tls_key_file": certificate.key,
    }
    async with pgbouncer(tmp_path / "pooler", postgres_dsn, settings) as port:
        dsn = database_dsn(f"postgresql://u@localhost:{port}/", "postgres", PASSWORD, parse(direct).database)
        dsn += f"?sslmode=verify-full&sslrootcert={certificate.authority}&application_name=of-a-test"
        await asyncio.to_thread(migrate.upgrade, "trips", dsn)
        async with running_trips(dsn, tmp_path) as trips:
            assert (await trips.client.get("/readyz")).status_code == 200
            named = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'of-a-test'"
            assert (await ask(direct, named))[0][0] >= 1
