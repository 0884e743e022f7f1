"""Prepares what services need before they start: secrets, roles, databases and a key to sign tokens."""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rodem.local.postgres_binaries import CannotStart
from shared import dsn
from shared.sessions import connect

READER = "rodem_reader"
SUPERUSER = "postgres"
POSTGRES_MIN = 18


@dataclass(frozen=True)
class Secrets:
    """The secrets of a data directory, made once. `passwords` are by PostgreSQL role, the embedded superuser
    included."""

    passwords: dict[str, str]
    internal_secret: str
    voucher_keys: str
    device_key: str


def role_name(service: str) -> str:
    """The role as which a service connects, and also the name of its database. The role owns no table."""
    return f"rodem_{service}"


def owner_name(service: str) -> str:
    """The role that owns a service's database and all tables in it, and migrates them."""
    return f"rodem_{service}_owner"


def load_secrets(data_dir: Path, services: Sequence[str]) -> Secrets:
    """The secrets of DIR/secrets.json. Missing ones are generated and written to the file."""
    path = data_dir / "secrets.json"
    stored: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    roles = [SUPERUSER, READER, *map(role_name, services), *map(owner_name, services)]
    passwords = {role: secrets.token_hex(24) for role in roles} | stored.get("passwords", {})
    internal_secret = stored.get("internal_secret") or secrets.token_hex(32)
    voucher_keys = stored.get("voucher_keys") or new_voucher_keys()
    device_key = stored.get("device_key") or secrets.token_hex(32)
    complete = {
        "passwords": passwords,
        "internal_secret": internal_secret,
        "voucher_keys": voucher_keys,
        "device_key": device_key,
    }
    if complete != stored:
        write_whole(path, json.dumps(complete, indent=2))
    return Secrets(passwords, internal_secret, voucher_keys, device_key)


def new_voucher_keys() -> str:
    """A pair of keys for vouchers, as the setting RODEM_VOUCHER_KEYS has them: `ID:K:K2`."""
    return f"{secrets.token_hex(4)}:{secrets.token_hex(32)}:{secrets.token_hex(32)}"


def make_issuer(data_dir: Path) -> Path:
    """The development issuer's key: private in DIR/issuer.pem, public in DIR/jwks.json, which is returned."""
    private, public = data_dir / "issuer.pem", data_dir / "jwks.json"
    if not private.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_whole(private, pem.decode())
        public.unlink(missing_ok=True)
    if not public.exists():
        key = serialization.load_pem_private_key(private.read_bytes(), password=None)
        assert isinstance(key, Ed25519PrivateKey)
        write_whole(public, json.dumps({"keys": [_public_jwk(key)]}, indent=2), mode=0o644)
    return public


def _public_jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    """The public key as a JWK (RFC 8037), with the RFC 7638 thumbprint as `kid`."""
    x = _base64url(key.public_key().public_bytes_raw())
    required = {"crv": "Ed25519", "kty": "OKP", "x": x}
    digest = hashlib.sha256(json.dumps(required, separators=(",", ":"), sort_keys=True).encode()).digest()
    return required | {"kid": _base64url(digest), "alg": "EdDSA", "use": "sig"}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Replaces a file atomically, so that nobody ever reads half of it."""
    side = path.with_name(f".{path.name}.new")
    side.unlink(missing_ok=True)
    with os.fdopen(os.open(side, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    side.replace(path)


def database_dsn(admin_dsn: str, role: str, password: str, database: str) -> str:
    """The same server as `admin_dsn`, as another role in another database."""
    return dsn.replaced(admin_dsn, role, password, database)


async def provision(admin_dsn: str, passwords: dict[str, str], services: Sequence[str]) -> None:
    """Makes roles and databases for these services. Idempotent. Raises CannotStart.

    A service may connect to its own database and to no other. Another role owns the tables, so that a
    migration can revoke privileges from the service (such as UPDATE on an append-only table). `rodem_reader`
    may connect to all databases, and reads what the migrations grant it.
    """
    try:
        admin = await connect(admin_dsn, 10)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise CannotStart(f"The PostgreSQL of DATABASE_URL cannot be reached: {error}.") from error
    try:
        if admin.get_server_version().major < POSTGRES_MIN:
            raise CannotStart(
                f"Rodem needs PostgreSQL {POSTGRES_MIN} or newer: DATABASE_URL names an older one."
            )
        for role in (READER, *map(role_name, services), *map(owner_name, services)):
            await _make_role(admin, admin_dsn, role, passwords[role])
        for service in services:
            await _make_database(admin, role_name(service), owner_name(service))
            await _let_serve(admin_dsn, passwords, service)
        for database in ("postgres", "template1"):
            await admin.execute(f"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC")
    except asyncpg.InsufficientPrivilegeError as error:
        raise CannotStart(f"The role of DATABASE_URL may not make roles and databases: {error}.") from error
    finally:
        await admin.close()


async def _make_role(admin: asyncpg.Connection, admin_dsn: str, role: str, password: str) -> None:
    if not await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
        await admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
        # Without being superuser, a role makes databases only for owners of which it is a member.
        if not await admin.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
            await admin.execute(f"GRANT {role} TO CURRENT_USER")
    elif not await _has_password(admin_dsn, role, password):
        # If the role is in use, another city runs on this server: a new password would lock it out.
        if await admin.fetchval("SELECT true FROM pg_stat_activity WHERE usename = $1 LIMIT 1", role):
            raise CannotStart(
                f"Another Rodem uses the role {role} of this PostgreSQL: stop it, or change DATABASE_URL."
            )
        await admin.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{password}'")


async def _has_password(admin_dsn: str, role: str, password: str) -> bool:
    """Whether this is the role's password, tried by connecting. The role's database may not exist yet."""
    database = role if role != READER else "postgres"
    try:
        connection = await connect(database_dsn(admin_dsn, role, password, database), 5)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return False
    except (asyncpg.InvalidCatalogNameError, asyncpg.InsufficientPrivilegeError):
        return True  # PostgreSQL checks the password before the database
    await connection.close()
    return True


async def _make_database(admin: asyncpg.Connection, name: str, owner: str) -> None:
    found_owner = await admin.fetchval(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1", name
    )
    if found_owner is None:
        # From template0, because template1 cannot be copied while anybody is connected to it.
        await admin.execute(
            f"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8'"
            " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        )
    elif found_owner != owner:
        raise CannotStart(
            f"The database {name} belongs to {found_owner}, not to {owner}: a Rodem from before the first"
            " release made it. Drop that database (or remove its data folder), or name another server."
        )
    await admin.execute(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
    await admin.execute(f"GRANT CONNECT ON DATABASE {name} TO {name}, {READER}")


async def _let_serve(admin_dsn: str, passwords: dict[str, str], service: str) -> None:
    """Let the service read and write all tables that the owner makes, unless a migration revokes that."""
    owner, database = owner_name(service), role_name(service)
    connection = await connect(database_dsn(admin_dsn, owner, passwords[owner], database), 10)
    try:
        await connection.execute(default_privileges(role_name(service)))
    finally:
        await connection.close()


def default_privileges(role: str) -> str:
    """SQL for the owner of a database: the privileges of `role` on each table that is made from now on.

    They do not include TRUNCATE, REFERENCES and TRIGGER. MAINTAIN is what ANALYZE takes. Privileges on
    existing tables do not change.
    """
    return f"ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON TABLES TO {role}"
