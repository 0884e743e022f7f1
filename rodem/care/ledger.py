"""Verifying the ledger: the service's own code, in a process of its own (docs/decisions/0011)."""

import os
import subprocess
import sys
from uuid import UUID


def verify(dsn: str, rider_id: UUID | None) -> int:
    """Walk the chains of this database of rewards, or of one rider. Prints what was proved, or the first
    break. Returns the exit code: 0 or 1."""
    rider = [] if rider_id is None else ["--rider", str(rider_id)]
    command = [sys.executable, "-m", "services.rewards.verify", *rider]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": dsn}, check=False).returncode
