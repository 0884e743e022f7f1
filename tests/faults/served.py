"""Services in processes of their own, as they are deployed, on databases of the test's."""

import asyncio
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from tests.cities import ROOT
from tests.ports import free_ports
from tests.served import all_at

READY_WITHIN_S = 90


@dataclass(frozen=True)
class Served:
    """A process; `client` speaks to it as the operator."""

    process: subprocess.Popen[bytes]
    client: httpx.AsyncClient


def environment(dsn: str, port: int, folder: Path, sources: Mapping[str, str]) -> dict[str, str]:
    """The settings of a service that has no city around it."""
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": dsn,
        "RODEM_PORT": str(port),
        "RODEM_POLL_S": "0.1",
        "RODEM_JWKS_FILE": str(folder / "jwks.json"),
        "RODEM_INTERNAL_SECRET": "for-tests-only",
        # Who says nothing of riders says that nobody is erased.
        "RODEM_SOURCES": json.dumps({"riders": dsn, **sources}),
        "RODEM_SERVICE_URLS": json.dumps(all_at(f"http://127.0.0.1:{port}")),
    }


@asynccontextmanager
async def served(
    service: str,
    dsn: str,
    folder: Path,
    env: Mapping[str, str] | None = None,
    descriptors: int = 1_024,
    /,
    **sources: str,
) -> AsyncIterator[Served]:
    """`python -m shared.serve SERVICE`, ready, with so many descriptors. `sources`: topic -> database. Killed
    at the end."""
    make_issuer(folder)
    port = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    argv = [sys.executable, "-m", "shared.serve", service]
    said = folder / f"{service}.log"
    with said.open("ab") as log:
        process = subprocess.Popen(
            argv,
            cwd=ROOT,
            env={**environment(dsn, port, folder, sources), **(env or {})},
            stdout=log,
            stderr=log,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors)),
        )
    headers = {"Authorization": f"Bearer {mint(folder, 'operator')}"}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=20, trust_env=False) as client:
            give_up = time.monotonic() + READY_WITHIN_S
            while await status(client, "/readyz") != 200:
                assert process.poll() is None, said.read_text()
                assert time.monotonic() < give_up, said.read_text()
                await asyncio.sleep(0.1)
            yield Served(process, client)
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()


async def status(client: httpx.AsyncClient, path: str) -> int | None:
    """The status of a GET on a connection of its own, or None where nothing listens."""
    try:
        return (await client.get(path, headers={"Connection": "close"})).status_code
    except httpx.TransportError:
        return None
