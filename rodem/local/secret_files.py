"""The secrets of a city in containers: a folder of files, each named for the variable that it holds."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rodem.local.provision import READER, SUPERUSER, database_dsn, role_name, write_whole
from rodem.refusals import Refused

ADMIN = "DATABASE_URL"
PASSWORD = re.compile(r"[A-Za-z0-9_.~-]+")
"""Needs no quoting, neither in a URL nor in SQL."""


@dataclass(frozen=True)
class Databases:
    """DSNs: of the administrator, and by service of the role that owns its database."""

    admin: str
    of_services: Mapping[str, str]

    @property
    def passwords(self) -> dict[str, str]:
        """By role. The reader's is forgotten at once: on Kafka no service reads another's database."""
        own = {role_name(name): urlsplit(dsn).password or "" for name, dsn in self.of_services.items()}
        return own | {READER: secrets.token_hex(24)}


def file_of(service: str) -> str:
    """The file with a service's DATABASE_URL. The container sees it as `DATABASE_URL`."""
    return f"{ADMIN}.{service}"


def make(folder: Path, server: str, services: Sequence[str]) -> list[str]:
    """Makes the files that are missing, for a PostgreSQL at `host:port`. Returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    # The folder keeps others out, for the container's user must be able to read the files in it.
    folder.chmod(0o700)
    superuser = folder / "POSTGRES_PASSWORD"
    password = superuser.read_text().strip() if superuser.exists() else secrets.token_hex(24)
    admin = f"postgresql://{SUPERUSER}:{password}@{server}/postgres"
    wanted = {
        "POSTGRES_PASSWORD": password,
        "GRAFANA_PASSWORD": secrets.token_hex(12),
        "RODEM_INTERNAL_SECRET": secrets.token_hex(32),
        ADMIN: admin,
    }
    for service in services:
        role = role_name(service)
        wanted[file_of(service)] = database_dsn(admin, role, secrets.token_hex(24), role)
    missing = [name for name in wanted if not (folder / name).exists()]
    for name in missing:
        write_whole(folder / name, wanted[name], mode=0o644)
    return missing


def read(folder: Path, services: Sequence[str]) -> Databases:
    """Raises Refused when a DSN is missing, or names another role or database than its service's."""
    return Databases(_line(folder / ADMIN), {name: _owner_dsn(folder, name) for name in services})


def _owner_dsn(folder: Path, service: str) -> str:
    path, role = folder / file_of(service), role_name(service)
    dsn = _line(path)
    parts = urlsplit(dsn)
    if parts.username != role or parts.path != f"/{role}" or not PASSWORD.fullmatch(parts.password or ""):
        raise Refused(
            f"{path} must hold postgresql://{role}:PASSWORD@HOST:PORT/{role}, with a password of"
            " letters, digits, `_`, `.`, `~` and `-`."
        )
    return dsn


def _line(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}): `rodem secrets DIR` makes it.") from None
