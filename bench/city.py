"""A whole city as a user starts it, and what its processes have spent."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench import cpu
from rodem.local import postgres
from rodem.local.tokens import mint

ROOT = Path(__file__).resolve().parents[1]
GIVE_UP_S = 120


@asynccontextmanager
async def running(data: Path, kafka: bool = False) -> AsyncIterator[dict[str, Any]]:
    """The run.json of a city that runs until the context ends."""
    port = next(p for p in range(21_000, 29_000, 10) if all(map(postgres.port_is_free, range(p, p + 6))))
    argv = [sys.executable, "-m", "rodem", "up", "--data", str(data), "--port-base", str(port)]
    env = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "KAFKA_BOOTSTRAP")
    }
    process = subprocess.Popen(  # noqa: ASYNC220, S603
        argv + ["--kafka"] * kafka, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        give_up = time.monotonic() + GIVE_UP_S
        while not (data / "run.json").exists():
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError("rodem up does not start")
            await asyncio.sleep(0.2)
        yield json.loads((data / "run.json").read_text())
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(40)


def pids(run: dict[str, Any]) -> dict[str, int]:
    """The processes of the services, and of Kafka, by name."""
    services = {name: service["pid"] for name, service in run["services"].items()}
    return services | ({"kafka": run["kafka_pid"]} if "kafka_pid" in run else {})


def spent(run: dict[str, Any]) -> dict[str, float]:
    """CPU seconds of each process so far, and of all of PostgreSQL."""
    seconds = {name: cpu.of_process(pid) for name, pid in pids(run).items()}
    return seconds | {"postgres": cpu.of_cluster(run["postgres_pid"])}


def signed(data: Path, role: str, sub: str | None = None) -> dict[str, str]:
    """The head of a request that is done once."""
    return {"Authorization": f"Bearer {mint(data, role, sub)}", "Idempotency-Key": str(uuid4())}
