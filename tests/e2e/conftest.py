"""A whole city, started as a user starts it."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

ROOT = Path(__file__).parents[2]
READY_WITHIN_S = 120


@dataclass
class City:
    """A running city, its public address, and what breaking it needs."""

    data: Path
    process: subprocess.Popen[bytes]
    tokens: dict[tuple[str, str | None], str] = field(default_factory=dict)

    def run_json(self) -> dict[str, Any]:
        run: dict[str, Any] = json.loads((self.data / "run.json").read_text())
        return run

    def pids(self) -> dict[str, int]:
        """The process of each service, of PostgreSQL, and of Kafka if the city has its own."""
        run = self.run_json()
        pids: dict[str, int] = {name: service["pid"] for name, service in run["services"].items()}
        pids["postgres"] = run["postgres_pid"]
        if "kafka_pid" in run:
            pids["kafka"] = run["kafka_pid"]
        return pids

    def rodem(self, *words: str, check: bool = True) -> str:
        """What a `rodem` command prints."""
        argv = [sys.executable, "-m", "rodem", *words, "--data", str(self.data)]
        return subprocess.run(argv, cwd=ROOT, check=check, stdout=subprocess.PIPE, text=True).stdout

    def doctor(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.rodem("doctor", "--json", check=False))
        return found

    def token(self, role: str, sub: str | None = None) -> str:
        if (role, sub) not in self.tokens:
            words = ["token", "--role", role, *(["--sub", sub] if sub else [])]
            self.tokens[role, sub] = self.rodem(*words).strip()
        return self.tokens[role, sub]

    def call(
        self, method: str, path: str, body: Any = None, role: str = "operator", sub: str | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token(role, sub)}", "Idempotency-Key": str(uuid4())}
        url = self.run_json()["gateway_url"] + path
        return httpx.request(method, url, json=body, headers=headers, timeout=15)


def free_ports(count: int = 20) -> int:
    """The first of some free ports in a row. Random, as a city that starts does not listen at once."""
    for base in random.sample(range(14_000, 19_000, count), 100):
        try:
            for port in range(base, base + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return base
    raise AssertionError("no free ports")


def eventually(read: Any, expected: object, within_s: float = 90) -> None:
    """Poll until `read` gives `expected`; on timeout, fail showing the last value."""
    give_up = time.monotonic() + within_s
    last = read()
    while last != expected and time.monotonic() < give_up:
        time.sleep(0.1)
        last = read()
    assert last == expected


@contextmanager
def running_city(folder: Path, *words: str) -> Iterator[City]:
    """`rodem up` in a new directory; at the end Ctrl-C, which leaves nothing behind."""
    data, said = folder / "data", folder / "up.log"
    argv = [
        sys.executable,
        "-m",
        "rodem",
        "up",
        *words,
        "--port-base",
        str(free_ports()),
        "--data",
        str(data),
    ]
    env = {name: value for name, value in os.environ.items() if name != "KAFKA_BOOTSTRAP"}
    with said.open("wb") as log:
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        give_up = time.monotonic() + READY_WITHIN_S
        while not (data / "run.json").exists():
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < give_up, said.read_text()
            time.sleep(0.1)
        city = City(data, process)
        yield city
        pids = city.pids()
    finally:  # also after a failure, or the city would go on for ever
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=30)
    assert process.returncode in (0, 130)
    assert not [name for name, pid in pids.items() if Path(f"/proc/{pid}").exists()]


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city until the end of the run."""
    with running_city(tmp_path_factory.mktemp("e2e")) as city:
        yield city


@pytest.fixture
def kafka_city(kafka_jars: Path, tmp_path: Path) -> Iterator[City]:
    """A city whose events go through a Kafka of its own."""
    with running_city(tmp_path, "--kafka") as city:
        yield city
