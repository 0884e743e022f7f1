"""A real broker that is reached over TLS, with SASL, or with both: each on a listener of its own."""

import asyncio
import base64
import ipaddress
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.x509.oid import NameOID

from rodem.local import broker, broker_files
from rodem.local.broker import Broker
from tests.ports import free_ports

USER, PASSWORD = "rodem", "long and secret"
PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
SECURED = """
ssl.keystore.type=PEM
ssl.keystore.location=../broker.pem
ssl.truststore.type=PEM
ssl.truststore.location=../ca.pem
listener.name.ssl.ssl.client.auth=required
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
"""
LOGIN = "org.apache.kafka.common.security.{} required"
PLAIN = LOGIN.format("plain.PlainLoginModule") + f' user_{USER}="{PASSWORD}";'
SCRAM = LOGIN.format("scram.ScramLoginModule") + ";"
LOGINS = {"plain": PLAIN, "scram-sha-256": SCRAM, "scram-sha-512": SCRAM}


@dataclass(frozen=True)
class Certified:
    """A key and its certificate, in memory and as PEM files: CERT.pem, CERT.key, and both in one."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate


def certify(folder: Path, name: str, by: Certified | None = None) -> Certified:
    """NAME.pem and NAME.key in the folder, signed by another or by itself, as a CA."""
    key = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(by.key if by else key, hashes.SHA256())
    )
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem, pkcs8, plain = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / f"{name}.key").write_bytes(key.private_bytes(pem, pkcs8, plain))
    return Certified(key, certificate)


@dataclass(frozen=True)
class Secured:
    """Where the broker listens, by protocol, and the folder of the certificates."""

    bootstraps: dict[str, str]
    folder: Path


@asynccontextmanager
async def secured_broker(folder: Path, jars: Path) -> AsyncIterator[Secured]:
    """A broker of its own, which knows the user USER by each mechanism and asks for certificates over SSL."""
    ca = certify(folder, "ca")
    for name in ("broker", "client"):
        certify(folder, name, ca)
    certify(folder, "stranger")
    with open(folder / "broker.pem", "ab") as file:
        file.write((folder / "broker.key").read_bytes())
    first = free_ports(len(PROTOCOLS))
    ports = {protocol: first + i for i, protocol in enumerate(PROTOCOLS)}
    home = folder / "log"
    home.mkdir()
    (home / "server.properties").write_text(_properties(ports))
    await asyncio.to_thread(_format, home, jars)
    java = [broker_files.java(), "-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-cp", f"{jars}/*"]
    java += ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "kafka.Kafka", "server.properties"]
    with open(folder / "broker.log", "ab") as log:
        process = subprocess.Popen(java, cwd=home, env=broker_files.environment(), stdout=log, stderr=log)
    started = Broker(folder, jars, ports["PLAINTEXT"], process)
    try:
        await broker._until_ready(started, 0)
        yield Secured({protocol: f"127.0.0.1:{port}" for protocol, port in ports.items()}, folder)
    finally:
        await broker.stop(started)
        shutil.rmtree(home)


def _properties(ports: dict[str, int]) -> str:
    listeners = [f"{protocol}://127.0.0.1:{port}" for protocol, port in ports.items()]
    lines = [f"{name}={value}" for name, value in broker_files.SETTINGS.items()]
    lines.append(f"listeners={','.join([*listeners, 'CONTROLLER://127.0.0.1:0'])}")
    protocols = [f"{protocol}:{protocol}" for protocol in PROTOCOLS]
    lines.append(f"listener.security.protocol.map={','.join([*protocols, 'CONTROLLER:PLAINTEXT'])}")
    lines.append("inter.broker.listener.name=PLAINTEXT")
    for listener in ("sasl_plaintext", "sasl_ssl"):
        lines.append(f"listener.name.{listener}.ssl.client.auth=none")
        for mechanism, login in LOGINS.items():
            lines.append(f"listener.name.{listener}.{mechanism}.sasl.jaas.config={login}")
    return "\n".join(lines) + SECURED


def _format(home: Path, jars: Path) -> None:
    cluster_id = "A" + base64.urlsafe_b64encode(uuid4().bytes).decode()[1:22]
    argv = [broker_files.java(), "-Xmx128m", "-cp", f"{jars}/*", "kafka.tools.StorageTool", "format"]
    argv += ["--standalone", "-t", cluster_id, "-c", "server.properties"]
    for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
        argv += ["--add-scram", f'{mechanism}=[name={USER},password="{PASSWORD}"]']
    subprocess.run(argv, cwd=home, env=broker_files.environment(), check=True, capture_output=True)
