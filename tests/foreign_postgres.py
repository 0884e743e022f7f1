"""What a managed database has and ours lacks: TLS with a certificate of our own making, and PgBouncer."""

import asyncio
import os
import shutil
import signal
import subprocess
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from rodem.local.postgres_binaries import popen, runner
from shared.dsn import parse
from shared.sessions import connect
from tests.ports import free_ports
from tests.side_by_side import PASSWORD
from tests.waiting import eventually

DEBIAN = Path("/usr/lib/postgresql")
STARTS_S = 30


def program(name: str, package: str) -> str:
    """The path of a program of a Debian package. Where there is none, what needs it is skipped loudly."""
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"))
    path = str(versions[-1]) if versions else shutil.which(name, path=f"{os.defpath}:/usr/sbin")
    if path is None:
        reason = f"{name} is not installed (Debian: apt-get install {package})"
        if os.environ.get("RODEM_REQUIRE_ALL") == "1":
            pytest.fail(f"RODEM_REQUIRE_ALL=1, but {reason}")
        warnings.warn(f"Tests are skipped: {reason}", stacklevel=2)
        pytest.skip(reason)
    return path


@dataclass(frozen=True)
class Certificate:
    """Files in PEM: of a server of the name `localhost` and its key, and of the authority that signed it."""

    server: Path
    key: Path
    authority: Path


def make_certificate(folder: Path) -> Certificate:
    """A certificate for `localhost` and for no address, by an authority that nobody else trusts."""
    authority_key, server_key = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority of a test")])
    server_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    is_authority = x509.BasicConstraints(ca=True, path_length=None)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    authority = _signed(authority_name, authority_key, authority_name, authority_key, is_authority)
    server = _signed(server_name, server_key, authority_name, authority_key, names)
    files = Certificate(folder / "server.crt", folder / "server.key", folder / "authority.crt")
    files.server.write_bytes(server.public_bytes(serialization.Encoding.PEM))
    files.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    files.key.write_bytes(
        server_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    files.key.chmod(0o600)
    return files


def _signed(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).add_extension(extension, critical=False)
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    return builder.sign(issuer_key, hashes.SHA256())


@asynccontextmanager
async def postgres_with_tls(folder: Path, certificate: Certificate) -> AsyncIterator[int]:
    """A PostgreSQL of Debian, whose superuser is `postgres` with PASSWORD. Yields its port.

    The role `tls_only` may come over TLS only.
    """
    initdb, server = (program(name, "postgresql") for name in ("initdb", "postgres"))
    data, port, password = folder / "data", free_ports(1), folder / "password"
    password.write_text(PASSWORD)
    data.mkdir(mode=0o700)
    as_user = runner(data)
    argv = [initdb, f"-D{data}", "-Upostgres", "-Ascram-sha-256", f"--pwfile={password}", "--locale=C"]
    assert popen(as_user, argv, subprocess.DEVNULL, folder).wait() == 0
    rules = data / "pg_hba.conf"
    rules.write_text("hostnossl all tls_only 127.0.0.1/32 reject\n" + rules.read_text())
    settings = {
        "port": port,
        "listen_addresses": "localhost",
        "unix_socket_directories": "",
        "fsync": "off",
        "ssl": "on",
        "ssl_cert_file": certificate.server,
        "ssl_key_file": certificate.key,
    }
    argv = [server, "-D", str(data), *(f"--{name}={value}" for name, value in settings.items())]
    with open(folder / "server.log", "wb") as log:
        process = popen(as_user, argv, log.fileno(), folder)
    async with ended(process):
        await until_listening(process, port, folder / "server.log")
        dsn = f"postgresql://postgres:{PASSWORD}@localhost:{port}/postgres"
        await eventually(lambda: answers(dsn), True)  # it listens before it lets anybody in
        admin = await connect(dsn, STARTS_S)
        await admin.execute(f"CREATE ROLE tls_only LOGIN PASSWORD '{PASSWORD}'")
        await admin.close()
        yield port


async def answers(dsn: str) -> bool:
    """Whether this PostgreSQL lets somebody in, and is not starting up any more."""
    try:
        await (await connect(dsn, STARTS_S)).close()
    except asyncpg.CannotConnectNowError:
        return False
    return True


@asynccontextmanager
async def pgbouncer(folder: Path, server_dsn: str, settings: Mapping[str, object]) -> AsyncIterator[int]:
    """A PgBouncer before the server of this DSN, which lets the roles in that the server lets in. Yields its
    port."""
    argv = [program("pgbouncer", "pgbouncer")]
    folder.mkdir(exist_ok=True)
    server, port = parse(server_dsn), free_ports(1)
    host, server_port = server.hosts[0]
    (folder / "users").write_text(f'"postgres" "{PASSWORD}"\n')
    every = {
        "listen_addr": "127.0.0.1",
        "listen_port": port,
        "unix_socket_dir": "",
        "auth_type": "scram-sha-256",
        "auth_file": folder / "users",
        "default_pool_size": 30,
        **settings,
    }
    lines = ["[databases]", f"* = host={host} port={server_port}", "[pgbouncer]"]
    (folder / "ini").write_text("\n".join([*lines, *(f"{name} = {value}" for name, value in every.items())]))
    with open(folder / "log", "wb") as log:
        process = popen(runner(folder / "data"), [*argv, str(folder / "ini")], log.fileno(), folder)
    async with ended(process):
        await until_listening(process, port, folder / "log")
        yield port


@asynccontextmanager
async def ended(process: subprocess.Popen[bytes]) -> AsyncIterator[None]:
    """Ends the process after the block."""
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            await asyncio.to_thread(process.wait, STARTS_S)
        except subprocess.TimeoutExpired:
            process.kill()


async def until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until something takes connections on this port of localhost."""
    loop = asyncio.get_running_loop()
    give_up = loop.time() + STARTS_S
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            assert process.poll() is None, log.read_text()
            assert loop.time() < give_up, log.read_text()
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
