"""The secrets of a city in containers: a folder of files, each named after the variable that it contains."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rodem.local.provision import (
    READER,
    SUPERUSER,
    database_dsn,
    new_voucher_keys,
    owner_name,
    role_name,
    write_whole,
)
from rodem.refusals import Refused
from shared.dsn import Unusable, parse

ADMIN = "DATABASE_URL"
OF_COMPOSE = "postgres:5432"
"""The PostgreSQL of docker-compose.yml. It has no TLS, and is on a network that nobody else reaches."""
VOUCHER_KEYS = "RODEM_VOUCHER_KEYS"
DEVICE_KEY = "RODEM_DEVICE_KEY"
OWN_FILES: Mapping[str, Sequence[str]] = {"rewards": [VOUCHER_KEYS], "trips": [DEVICE_KEY]}
"""Service -> files that it alone is given, besides that of its database."""
PASSWORD = re.compile(r"[A-Za-z0-9_.~-]+")
"""Passwords of these characters need no quoting, neither in a URL nor in SQL."""


@dataclass(frozen=True)
class Databases:
    """DSNs of the administrator and, by service, of the role that the service connects as (`of_services`)
    and of the role that migrates (`of_owners`)."""

    admin: str
    of_services: Mapping[str, str]
    of_owners: Mapping[str, str]

    @property
    def passwords(self) -> dict[str, str]:
        """Passwords by role. The reader's is random and not stored, because on Kafka no service reads another
        one's database."""
        dsns = [*self.of_services.values(), *self.of_owners.values()]
        passwords = {parts.user: parts.password or "" for parts in map(parse, dsns)}
        return passwords | {READER: secrets.token_hex(24)}


def file_of(service: str) -> str:
    """The file with a service's DATABASE_URL. The container sees it as `DATABASE_URL`."""
    return f"{ADMIN}.{service}"


def owner_file_of(service: str) -> str:
    """The file with the DSN of the role that owns a service's database. Only `rodem provision` reads it."""
    return f"{ADMIN}.{service}.owner"


def make(folder: Path, server: str, services: Sequence[str]) -> list[str]:
    """Makes the files that are missing. Returns their names.

    Their PostgreSQL is the one of the file DATABASE_URL, with the parameters of that DSN, or, if there is no
    such file, the one at `host:port` in `server`, over TLS unless it is that of compose or on this machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # The folder's mode keeps other users out. The files stay readable for the container's user.
    folder.chmod(0o700)
    superuser = folder / "POSTGRES_PASSWORD"
    password = superuser.read_text().strip() if superuser.exists() else secrets.token_hex(24)
    admin = f"postgresql://{SUPERUSER}:{password}@{server}/postgres"
    if parse(admin).leaves_tls_open:
        admin += f"?sslmode={'disable' if server == OF_COMPOSE else 'require'}"
    if (folder / ADMIN).exists():
        admin = _line(folder / ADMIN)
    contents = {
        "POSTGRES_PASSWORD": password,
        "GRAFANA_PASSWORD": secrets.token_hex(12),
        "RODEM_INTERNAL_SECRET": secrets.token_hex(32),
        VOUCHER_KEYS: new_voucher_keys(),
        DEVICE_KEY: secrets.token_hex(32),
        ADMIN: admin,
    }
    for service in services:
        for file, role in _roles(service).items():
            contents[file] = database_dsn(admin, role, secrets.token_hex(24), role_name(service))
    missing = [name for name in contents if not (folder / name).exists()]
    for name in missing:
        write_whole(folder / name, contents[name], mode=0o644)
    return missing


def read(folder: Path, services: Sequence[str]) -> Databases:
    """The DSNs in the folder. Raises Refused when one is missing, or names another role or database than its
    service's."""
    return Databases(
        _line(folder / ADMIN),
        {name: _dsn(folder / file_of(name), role_name(name), role_name(name)) for name in services},
        {name: _dsn(folder / owner_file_of(name), owner_name(name), role_name(name)) for name in services},
    )


def _roles(service: str) -> Mapping[str, str]:
    """File -> the role that its DSN names."""
    return {file_of(service): role_name(service), owner_file_of(service): owner_name(service)}


def _dsn(path: Path, role: str, database: str) -> str:
    dsn = _line(path)
    try:
        parts = parse(dsn)
    except Unusable as error:
        raise Refused(f"{path}: {error}.") from None
    if (parts.user, parts.database) != (role, database) or not PASSWORD.fullmatch(parts.password or ""):
        raise Refused(
            f"{path} must hold postgresql://{role}:PASSWORD@HOST:PORT/{database}, with a password of"
            " letters, digits, `_`, `.`, `~` and `-`."
        )
    return dsn


def _line(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}): `rodem secrets DIR` makes it.") from None
