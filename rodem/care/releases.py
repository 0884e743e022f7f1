"""Runs of releases by hand, and their proof: the service's own code, in a process of its own
(docs/decisions/0011)."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from rodem.care.elsewhere import elsewhere
from rodem.refusals import Refused

RELEASE = (sys.executable, "-m", "services.public_value.release")
VERIFY = (sys.executable, "-m", "services.public_value.verify")


def release(dsn: str, env: Mapping[str, str] | None = None) -> int | None:
    """Make a run on this database of public_value, with more settings than those of this process in `env`.
    Returns the number of the release, None if nothing is new.

    Raises Refused if the run fails; the process has then said why.
    """
    report = _run(*RELEASE, env={**(env or {}), "DATABASE_URL": dsn})
    if report is None:
        raise Refused("No release was made.")
    number: int | None = report["release"]
    return number


def plan(dsn: str) -> dict[str, Any]:
    """What each plan would show of the last month in this database of public_value: `{month, choices:
    [{places, operators, shown_percent: {days, districts, zones}}]}`. Raises Refused."""
    report = _run(*RELEASE, "--plan", env={"DATABASE_URL": dsn})
    if report is None:
        raise Refused("No plan was tried.")
    return report


async def verify(dsn: str, databases: Mapping[str, str], until: int | None) -> dict[str, Any]:
    """Make the releases up to this one (None: all) anew from the logs of these services, elsewhere, and
    compare them byte for byte. Returns `{ok, releases, figures, events}`, or `{ok, fault}`.

    Raises CannotStart, and Refused if nothing could be compared; the process has then said why.
    """
    wanted = [] if until is None else [str(until)]
    async with elsewhere("public_value", dsn, databases) as env:
        report = await asyncio.to_thread(_run, *VERIFY, *wanted, env=env)
    if report is None:
        raise Refused("The releases were not compared.")
    return report


def _run(*command: str, env: Mapping[str, str]) -> dict[str, Any] | None:
    """What a process of the service reports in its last line; None if it has failed without a report."""
    done = subprocess.run(command, env={**os.environ, **env}, stdout=subprocess.PIPE, check=False)
    lines = done.stdout.splitlines()
    if not lines or not lines[-1].startswith(b"{") or (done.returncode and b'"ok"' not in lines[-1]):
        return None
    report: dict[str, Any] = json.loads(lines[-1])
    return report
