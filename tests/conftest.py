"""Fixtures of all tests: a real PostgreSQL, migrated databases, the real data where they can be had."""

import asyncio
import functools
import os
import sys
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from httpx._transports import default as httpx_transports
from hypothesis import Phase, settings

from rodem.local import broker, broker_files, postgres
from rodem.local.broker import Broker
from rodem.local.postgres_binaries import CannotStart
from rodem.local.provision import database_dsn, default_privileges, role_name
from shared import migrate
from shared.db import create_engine
from tests import copied_cities, in_folders, side_by_side, time_limit
from tests.laws.streams import Rooms
from tests.side_by_side import PASSWORD

# How long an example takes tells what else the machine does.
settings.register_profile("rodem", deadline=None)
settings.load_profile("rodem")
# Whether a planted bug is seen at all is the question, not the smallest example that shows it.
settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate])


def pytest_configure(config: pytest.Config) -> None:
    # For the examples in shared/, services/ and rodem/ too, of which this is no conftest.
    config.pluginmanager.register(time_limit)
    config.pluginmanager.register(side_by_side)
    config.pluginmanager.register(in_folders)
    config.pluginmanager.register(copied_cities)
    # Hundreds of processes import this code. Where the environment says that none may keep what it has
    # compiled, each would compile all of it anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    # Reading the system's certificates takes 50 ms, and most tests make a client, hardly one by TLS.
    httpx_transports.create_ssl_context = functools.cache(  # type: ignore[attr-defined]
        httpx_transports.create_ssl_context  # type: ignore[attr-defined]
    )
    # Brokers live for seconds here, and start with two thirds of the CPU without the optimizing compiler.
    os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")


DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

MakeDatabase = Callable[[str], Awaitable[str]]


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real trips, stations and maps, which lies beside the checkout, not in it."""
    if not DATA.is_dir():
        if os.environ.get("RODEM_REQUIRE_ALL") == "1":
            pytest.fail(f"RODEM_REQUIRE_ALL=1, but the real data are not in {DATA}")
        pytest.skip("the real data files (../shared/data) are not beside this checkout")
    return DATA


@pytest.fixture(scope="session")
async def postgres_dsn(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """A real server for the whole run, as its superuser."""
    if shared := side_by_side.shared_postgres(pytestconfig):
        yield shared
        return
    folder = tmp_path_factory.mktemp("city")
    server = await side_by_side.start_postgres(folder / "postgres")
    yield server.dsn
    await postgres.stop(server)


@pytest.fixture(scope="session")
async def make_database(postgres_dsn: str) -> MakeDatabase:
    """`await make_database("rewards")` gives the DSN of a new database with that service's schema.

    As its owner; `serving(dsn)` enters it as the role that a service has."""
    templates: set[str] = set()

    async def create(service: str) -> str:
        admin = await asyncpg.connect(postgres_dsn)
        try:
            if service not in templates:
                # Another process of this run may be at it.
                await admin.execute("SELECT pg_advisory_lock(hashtext($1))", service)
                await make_template(admin, service, postgres_dsn)
                templates.add(service)
            name = f"test_{service}_{uuid4().hex[:12]}"
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE template_{service} STRATEGY file_copy")
        finally:
            await admin.close()
        return database_dsn(postgres_dsn, "postgres", PASSWORD, name)

    return create


async def make_template(admin: asyncpg.Connection, service: str, postgres_dsn: str) -> None:
    """The database that those of a service are copied from, unless there is one."""
    name = f"template_{service}"
    if await admin.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", name):
        return
    await admin.execute(f"CREATE DATABASE new_{name}")
    dsn = database_dsn(postgres_dsn, "postgres", PASSWORD, f"new_{name}")
    await admin.execute(f"CREATE ROLE {role_name(service)} LOGIN PASSWORD '{PASSWORD}'")
    owner = await asyncpg.connect(dsn)
    await owner.execute(default_privileges(role_name(service)))
    await owner.close()
    await asyncio.to_thread(migrate.upgrade, service, dsn)
    await admin.execute(f"ALTER DATABASE new_{name} RENAME TO {name}")


def serving(dsn: str, service: str) -> str:
    """A database of `make_database` as the role that serves, which owns nothing in it."""
    return database_dsn(dsn, role_name(service), PASSWORD, dsn.rpartition("/")[2])


@pytest.fixture
async def rooms(make_database: MakeDatabase) -> AsyncIterator[Rooms]:
    """New databases of trips and rewards, for tests that commit."""
    trips, rewards = [create_engine(await make_database(each), 6) for each in ("trips", "rewards")]
    yield Rooms(trips, rewards)
    await trips.dispose()
    await rewards.dispose()


@pytest.fixture(scope="session")
async def kafka_jars() -> Path:
    """Kafka's jars. Where Java or Maven is missing, or cannot fetch them, tests on Kafka are skipped."""
    try:
        return await broker_files.jars(broker_files.default_cache(), print)
    except CannotStart as reason:
        if os.environ.get("RODEM_REQUIRE_ALL") == "1":
            pytest.fail(f"RODEM_REQUIRE_ALL=1, but {reason}")
        warnings.warn(f"Tests on Kafka are skipped. {reason}", stacklevel=1)
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
async def kafka(
    kafka_jars: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Broker]:
    """A real broker for the whole run. Share it: topics and groups bear names of your own."""
    if shared := side_by_side.shared_kafka(pytestconfig):
        yield shared
        return
    started = await broker.start(tmp_path_factory.mktemp("kafka"), kafka_jars)
    yield started
    await broker.stop(started)


@pytest.fixture
async def own_kafka(kafka_jars: Path, tmp_path: Path) -> AsyncIterator[list[Broker]]:
    """A broker that a test may kill and start again, in a list whose last is the newest.

    `own_kafka.append(await broker.restart(own_kafka[-1]))` starts it again on its folder and port.
    """
    brokers = [await broker.start(tmp_path / "kafka", kafka_jars)]
    yield brokers
    await broker.stop(brokers[-1])


@pytest.fixture(scope="session")
def generate() -> Any:
    """`docs/generate.py` as a module. The others are its attributes: `generate.generate_events`."""
    docs = str(Path(__file__).parents[1] / "docs")
    sys.path.insert(0, docs)
    try:
        return import_module("generate")
    finally:
        sys.path.remove(docs)
