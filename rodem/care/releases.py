"""A run of releases by hand: the service's own code, in a process of its own (docs/decisions/0011)."""

import json
import os
import subprocess
import sys

from rodem.refusals import Refused

RELEASE = (sys.executable, "-m", "services.public_value.release")


def release(dsn: str) -> int | None:
    """Make a run on this database of public_value. Returns the number of the release, None if nothing is new.

    Raises Refused if the run fails; the process has then said why.
    """
    done = subprocess.run(
        RELEASE, env={**os.environ, "DATABASE_URL": dsn}, stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise Refused("No release was made.")
    number: int | None = json.loads(done.stdout.splitlines()[-1])["release"]
    return number
