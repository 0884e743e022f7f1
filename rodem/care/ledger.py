"""Verifying the ledger, and moving balances into it: the service's own code, in a process of its own
(docs/decisions/0011)."""

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
MIGRATE = (sys.executable, "-m", "services.rewards.migrate_balances")


def verify(dsn: str, rider_id: UUID | None) -> int:
    """Walk the chains of this database of rewards, or of one rider. Prints what was proved, or the first
    break. Returns the exit code: 0 or 1."""
    rider = [] if rider_id is None else ["--rider", str(rider_id)]
    return _run(*VERIFY, *rider, env={"DATABASE_URL": dsn})


def migrate(dsn: str, file: Path, expect_total: int | None) -> int:
    """Book the balances in this file in this database of rewards. Prints what was proved, or why the file is
    refused. Returns the exit code: 0 or 1."""
    expected = [] if expect_total is None else ["--expect-total", str(expect_total)]
    return _run(*MIGRATE, str(file), *expected, env={"DATABASE_URL": dsn})


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
            return await asyncio.to_thread(_run, *VERIFY, "--replay", env=env)
        finally:
            await postgres.stop(server)


def _run(*command: str, env: Mapping[str, str]) -> int:
    return subprocess.run(command, env={**os.environ, **env}, check=False).returncode
