"""Verifying the ledger, and moving balances into it: the service's own code, in a process of its own
(docs/decisions/0011)."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from rodem.care.elsewhere import elsewhere

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
    async with elsewhere("rewards", dsn, databases) as env:
        return await asyncio.to_thread(_run, *VERIFY, "--replay", env=env)


def _run(*command: str, env: Mapping[str, str]) -> int:
    return subprocess.run(command, env={**os.environ, **env}, check=False).returncode
