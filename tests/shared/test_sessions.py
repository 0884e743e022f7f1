"""One function makes connections from a DSN, and each parameter of libpq does what it says."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa

from rodem.local.asking import ask
from rodem.local.provision import database_dsn
from shared import db, migrate
from shared.dsn import Unusable, parse
from shared.eventlog import consumer, relay
from shared.sessions import connect
from shared.settings import ServiceSettings
from tests.conftest import MakeDatabase
from tests.foreign_postgres import Certificate, make_certificate, postgres_with_tls
from tests.ports import free_ports
from tests.side_by_side import PASSWORD

ROOT = Path(__file__).parents[2]
LOGIN = f"postgres:{PASSWORD}"


def test_no_other_module_makes_connections_from_a_dsn() -> None:
    makers = re.compile(r"asyncpg\.connect\(|make_url\(|create_async_engine\((?!\s*url_of)")
    files = [path for part in ("shared", "services", "rodem") for path in (ROOT / part).rglob("*.py")]
    assert [str(path) for path in files if makers.search(path.read_text())] == [
        str(ROOT / "shared" / "sessions.py")
    ]


@pytest.mark.parametrize(
    ("dsn", "expected"),
    [
        pytest.param("postgresql://h", [("h", None)], id="one host"),
        pytest.param("postgres://u:p@h:5/d", [("h", 5)], id="another scheme"),
        pytest.param("postgresql+asyncpg://u:p@h:5/d", [("h", 5)], id="the name of a driver"),
        pytest.param("postgresql://u:p@a:1,b,c:3/d", [("a", 1), ("b", None), ("c", 3)], id="several"),
        pytest.param(
            "postgresql://u@[::1]:5,[fe80::1%25eth0]/d", [("::1", 5), ("fe80::1%eth0", None)], id="IPv6"
        ),
        pytest.param("postgresql://u@a,b/d?port=7", [("a", 7), ("b", 7)], id="one port for all"),
        pytest.param("postgresql:///d?host=a,b&port=1,2", [("a", 1), ("b", 2)], id="as parameters"),
        pytest.param("postgresql://u@%2Frun%2Fpg/d", [("/run/pg", None)], id="a socket"),
        pytest.param("postgresql:///d", [(None, None)], id="none"),
    ],
)
def test_the_hosts_of_a_dsn(dsn: str, expected: list[tuple[str | None, int | None]]) -> None:
    assert list(parse(dsn).hosts) == expected


@pytest.mark.parametrize(
    "dsn",
    [
        "host=db password=sEcret",
        "postgresql://u:sEcret#more@h/d",
        "postgresql://u:sEcret/more@h/d",
        "mysql://u:sEcret@h/d",
        "postgresql://u:sEcret@h/d?sslmode=never",
        "postgresql://u:sEcret@h/d?connect_timeout=soon",
        "postgresql://u:sEcret@h/d?channel_binding=require",
        "postgresql://u:sEcret@h/d?require_auth=scram-sha-256",
        "postgresql://u:sEcret@h/d?target_session_attrs=writable",
        "postgresql://u:sEcret@h/d?sslmode=verify-full&sslrootcert=/nowhere/root.crt",
        "postgresql://u:sEcret@h/d?sslmode=require&sslrootcert=system",
        "postgresql://u:sEcret@a,b/d?port=1,2,3",
        "",
    ],
)
async def test_what_a_dsn_must_not_say_is_one_sentence_without_its_password(dsn: str) -> None:
    with pytest.raises(Unusable) as refusal:
        await connect(dsn)
    assert refusal.value.code == "dsn"
    assert "sEcret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_password_may_hold_any_character() -> None:
    dsn = database_dsn(
        "postgresql://admin:x@a:1,[::1]:2/postgres?sslmode=require", "role", "p@:/#?%+ é", "db"
    )
    parts = parse(dsn)
    assert (parts.user, parts.password, parts.database) == ("role", "p@:/#?%+ é", "db")
    assert list(parts.hosts) == [("a", 1), ("::1", 2)]
    assert "sslmode=require" in dsn


async def test_every_parameter_takes_effect_and_ours_come_last(postgres_dsn: str) -> None:
    dsn = (
        f"{postgres_dsn}?application_name=trips+1&options=-c%20work_mem%3D5MB&search_path=here&connect_timeout=9"
        "&keepalives=1&channel_binding=prefer&client_encoding=utf8&statement_timeout=7s&lock_timeout=7s"
    )
    names = ("application_name", "work_mem", "search_path", "statement_timeout", "lock_timeout")
    connection = await connect(dsn, settings={"lock_timeout": "2s"})
    try:
        shown = [await connection.fetchval("SELECT current_setting($1)", name) for name in names]
    finally:
        await connection.close()
    assert shown == ["trips+1", "5MB", "here", "7s", "2s"]


async def test_an_unknown_parameter_is_named(postgres_dsn: str) -> None:
    with pytest.raises(Unusable, match="ssl_mode"):
        await connect(f"{postgres_dsn}?ssl_mode=require")


@asynccontextmanager
async def silent_port() -> AsyncIterator[int]:
    """A host whose machine takes connections and says nothing."""
    server = await asyncio.start_server(lambda *_: asyncio.sleep(60), "127.0.0.1", free_ports(1))
    yield server.sockets[0].getsockname()[1]
    server.close()


async def test_a_host_that_is_silent_takes_no_time_from_the_next(postgres_dsn: str) -> None:
    port = parse(postgres_dsn).hosts[0][1]
    async with silent_port() as silent:
        dsn = f"postgresql://{LOGIN}@127.0.0.1:{silent},127.0.0.1:{free_ports(1)},127.0.0.1:{port}/postgres"
        connection = await connect(f"{dsn}?connect_timeout=1", timeout_s=60)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()


@pytest.fixture(scope="module")
async def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
async def tls_port(certificate: Certificate, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[int]:
    async with postgres_with_tls(tmp_path_factory.mktemp("tls"), certificate) as port:
        yield port


async def by_connect(dsn: str) -> Any:
    connection = await connect(dsn)
    try:
        return await connection.fetchval(IS_TLS)
    finally:
        await connection.close()


async def by_engine(dsn: str) -> Any:
    engine = db.create_engine(dsn, 1)
    try:
        async with engine.connect() as tx:
            return (await tx.execute(sa.text(IS_TLS))).scalar_one()
    finally:
        await engine.dispose()


async def by_query(dsn: str) -> Any:
    [row] = await ask(dsn, IS_TLS)
    return row[0]


IS_TLS = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
WAYS = pytest.mark.parametrize("way", [by_connect, by_engine, by_query])
Way = Callable[[str], Awaitable[Any]]


@WAYS
@pytest.mark.parametrize(
    ("host", "parameters", "expected"),
    [
        pytest.param("localhost", "sslmode=disable", False, id="disable"),
        pytest.param("localhost", "sslmode=require", True, id="require asks for no authority"),
        pytest.param("127.0.0.1", "sslmode=verify-ca&sslrootcert={authority}", True, id="verify-ca"),
        pytest.param("localhost", "sslmode=verify-full&sslrootcert={authority}", True, id="verify-full"),
        pytest.param("localhost", "sslmode=require&ssl_min_protocol_version=TLSv1.3", True, id="version"),
    ],
)
async def test_tls_with_postgresql(
    way: Way, host: str, parameters: str, expected: bool, tls_port: int, certificate: Certificate
) -> None:
    text = parameters.format(authority=certificate.authority)
    assert await way(f"postgresql://{LOGIN}@{host}:{tls_port}/postgres?{text}") is expected


@WAYS
@pytest.mark.parametrize(
    ("host", "parameters"),
    [
        pytest.param("127.0.0.1", "sslmode=verify-full&sslrootcert={authority}", id="another name"),
        pytest.param("localhost", "sslmode=verify-ca&sslrootcert={server}", id="another authority"),
        pytest.param("localhost", "sslrootcert=system", id="not one that the system trusts"),
    ],
)
async def test_a_certificate_that_cannot_be_trusted_is_refused_in_words(
    way: Way, host: str, parameters: str, tls_port: int, certificate: Certificate
) -> None:
    text = parameters.format(authority=certificate.authority, server=certificate.key.with_name("other.crt"))
    make_certificate_beside(certificate)
    with pytest.raises(Unusable) as refusal:
        await way(f"postgresql://{LOGIN}@{host}:{tls_port}/postgres?{text}")
    assert refusal.value.code == "tls"
    assert "certificate" in str(refusal.value)


def make_certificate_beside(certificate: Certificate) -> None:
    """An authority that has signed nothing of the server's, in `other.crt`."""
    folder = certificate.key.parent / "other"
    folder.mkdir(exist_ok=True)
    make_certificate(folder).authority.replace(certificate.key.with_name("other.crt"))


async def test_a_server_without_tls_is_refused_where_the_dsn_asks_for_it(postgres_dsn: str) -> None:
    with pytest.raises(Unusable, match="has no TLS"):
        await connect(f"{postgres_dsn}?sslmode=require")
    with pytest.raises(Unusable, match="has no TLS"):
        await asyncio.to_thread(migrate.upgrade, "trips", f"{postgres_dsn}?sslmode=require")


async def test_the_server_with_these_attributes_is_taken(
    make_database: MakeDatabase, postgres_dsn: str
) -> None:
    name = parse(await make_database("trips")).database
    admin = await connect(postgres_dsn)
    await admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await admin.close()
    dsn = database_dsn(postgres_dsn, "postgres", PASSWORD, name)
    with pytest.raises(Unusable) as refusal:
        await connect(f"{dsn}?target_session_attrs=read-write")
    assert refusal.value.code == "read_only"
    for attrs in ("read-only", "primary", "any", "prefer-standby"):
        await (await connect(f"{dsn}?target_session_attrs={attrs}")).close()


async def test_batches_are_planned_each_time_and_single_reads_once(make_database: MakeDatabase) -> None:
    dsn = await make_database("trips")
    batches = consumer.create_engine(ServiceSettings.model_validate({"DATABASE_URL": dsn}))
    for engine, plans in ((batches, "force_custom_plan"), (db.create_engine(dsn, 1), "force_generic_plan")):
        async with engine.connect() as tx:
            assert (await tx.execute(sa.text("SHOW plan_cache_mode"))).scalar_one() == plans
        await engine.dispose()


async def test_settings_of_the_relay_are_those_of_its_session(make_database: MakeDatabase) -> None:
    connection = await relay.connect(await make_database("trips"))
    assert await connection.fetchval("SHOW plan_cache_mode") == "force_custom_plan"
    with pytest.raises(asyncpg.UndefinedTableError):
        await connection.fetchval("SELECT FROM nowhere")
    await connection.close()
