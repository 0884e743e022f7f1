"""Verifying the ledger: the service's own code, in a process of its own (docs/decisions/0011)."""

import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from rodem.local import postgres
from rodem.local.running import topic_of

VERIFY = (sys.executable, "-m", "services.rewards.verify")


def verify(dsn: str, rider_id: UUID | None) -> int:
    """Walk the chains of this database of rewards, or of one rider. Prints what was proved, or the first
    break. Returns the exit code: 0 or 1."""
    rider = [] if rider_id is None else ["--rider", str(rider_id)]
    return _run(*rider, env={"DATABASE_URL": dsn})


async def replay(dsn: str, databases: Mapping[str, str]) -> int:
    """Hear the log of these services anew, on a PostgreSQL server that is made for it and removed after, and
    compare what each source gives with the ledger. Prints what differs. Returns the exit code: 0 or 1.

    Raises CannotStart.
    """
    from shared.migrate import upgrade  # takes 0.5 s, which `rodem --help` need not wait

    sources = {topic_of(service): source for service, source in databases.items()}
    with tempfile.TemporaryDirectory(prefix="rodem-replay-") as folder:
        server = await postgres.start(Path(folder) / "postgres", secrets.token_hex(24))
        try:
            await asyncio.to_thread(upgrade, "rewards", server.dsn)
            env = {
                "DATABASE_URL": dsn,
                "REPLAY_DATABASE_URL": server.dsn,
                "RODEM_SOURCES": json.dumps(sources),
            }
            return await asyncio.to_thread(_run, "--replay", env=env)
        finally:
            await postgres.stop(server)


def _run(*args: str, env: Mapping[str, str]) -> int:
    return subprocess.run([*VERIFY, *args], env={**os.environ, **env}, check=False).returncode
