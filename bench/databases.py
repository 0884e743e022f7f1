"""A PostgreSQL for the measurements, with the settings of `rodem up`, and copies of its databases."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg

from rodem.local import postgres
from rodem.local.provision import READER, database_dsn
from shared import migrate

PASSWORD = "for-the-bench-only"  # noqa: S105  (a server on 127.0.0.1 that lives for minutes)
SERVICES = ("trips", "challenges", "rewards", "gateway")


@dataclass(frozen=True)
class Cluster:
    """The running server. Templates are migrated databases named after their service."""

    pid: int
    dsn: str

    def database(self, name: str) -> str:
        """The DSN of a database."""
        return database_dsn(self.dsn, "postgres", PASSWORD, name)


@asynccontextmanager
async def running() -> AsyncIterator[Cluster]:
    """A new server with an empty template for each service, gone when the context ends."""
    with tempfile.TemporaryDirectory(prefix="rodem-bench-") as folder:
        server = await postgres.start(Path(folder) / "postgres", PASSWORD)
        try:
            cluster = Cluster(server.pid, server.dsn)
            await run(server.dsn, f"CREATE ROLE {READER}")
            for service in SERVICES:
                await run(server.dsn, f"CREATE DATABASE {service}")
                await asyncio.to_thread(migrate.upgrade, service, cluster.database(service))
            yield cluster
        finally:
            await postgres.stop(server)


async def run(dsn: str, *statements: str) -> None:
    """Run statements on a connection of their own, each in its own transaction."""
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@asynccontextmanager
async def copies(cluster: Cluster, templates: Sequence[str]) -> AsyncIterator[list[str]]:
    """DSNs of new copies of these databases, which are dropped when the context ends."""
    names = [f"{template}_{uuid4().hex[:8]}" for template in templates]
    for name, template in zip(names, templates, strict=True):
        await run(cluster.dsn, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    # Write dirty pages now, so that their cost is not in the measurement.
    await run(cluster.dsn, "CHECKPOINT")
    try:
        yield [cluster.database(name) for name in names]
    finally:
        for name in names:
            await run(cluster.dsn, f"DROP DATABASE {name} WITH (FORCE)")
