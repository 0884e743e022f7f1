"""A database of a service elsewhere, to hear the log anew in: on a PostgreSQL server that is made for it and
removed after."""

import asyncio
import json
import secrets
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from rodem.local import postgres
from rodem.local.running import topic_of


@asynccontextmanager
async def elsewhere(service: str, dsn: str, databases: Mapping[str, str]) -> AsyncIterator[dict[str, str]]:
    """The environment of a process that compares the service's database `dsn` with what it makes of the logs
    in these databases, by service. Raises CannotStart."""
    from shared.migrate import upgrade  # takes 0.5 s, which `rodem --help` need not wait

    sources = {topic_of(each): source for each, source in databases.items()}
    with tempfile.TemporaryDirectory(prefix="rodem-replay-") as folder:
        server = await postgres.start(Path(folder) / "postgres", secrets.token_hex(24))
        try:
            await asyncio.to_thread(upgrade, service, server.dsn)
            yield {
                "DATABASE_URL": dsn,
                "REPLAY_DATABASE_URL": server.dsn,
                "RODEM_SOURCES": json.dumps(sources),
            }
        finally:
            await postgres.stop(server)
