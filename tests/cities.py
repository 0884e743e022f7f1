"""Whole cities, each started as a user starts it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from rodem.care import doctor
from rodem.local.running import running
from rodem.local.supervisor import death_signal_prefix
from rodem.local.tokens import mint
from tests import copied_cities, promises
from tests.ports import free_ports

ROOT = Path(__file__).parents[1]
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
        """What a `rodem` command prints. It imports for about two seconds."""
        argv = [sys.executable, "-m", "rodem", *words, "--data", str(self.data)]
        return subprocess.run(argv, cwd=ROOT, check=check, stdout=subprocess.PIPE, text=True).stdout

    def answers(self) -> bool:
        """Whether it is ready. `run.json` of one that was killed is still there."""
        try:
            url = self.run_json()["gateway_url"] + "/readyz"
            return httpx.get(url, timeout=2, trust_env=False).status_code == 200
        except (httpx.TransportError, FileNotFoundError):
            return False

    def doctor(self) -> dict[str, Any]:
        """What `rodem doctor --json` prints, found in this process. Its thread has an event loop of its own,
        for the caller may be a coroutine."""
        with ThreadPoolExecutor(1) as pool:
            health = pool.submit(asyncio.run, doctor.examine(running(self.data))).result()
        found: dict[str, Any] = json.loads(json.dumps(doctor.as_json(health), default=str))
        return found

    def token(self, role: str, sub: str | None = None) -> str:
        if (role, sub) not in self.tokens:
            self.tokens[role, sub] = mint(self.data, role, sub)
        return self.tokens[role, sub]

    def call(
        self, method: str, path: str, body: Any = None, role: str = "operator", sub: str | None = None
    ) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self.token(role, sub)}",
            "Idempotency-Key": str(uuid4()),
            "X-Purpose": "a test",
        }
        url = self.run_json()["gateway_url"] + path
        answer = httpx.request(method, url, json=body, headers=headers, timeout=15)
        promises.check(method, path, answer.status_code, answer.headers, answer.content)
        return answer


def start(
    folder: Path,
    *words: str,
    port: int | None = None,
    env: Mapping[str, str] = {},
    from_nothing: bool = False,
) -> City:
    """`rodem up` in `folder`, ready. Again in the same folder it takes over what is there; a new city takes
    over a copied one, unless it is to begin from nothing.

    It is told to stop when the process of the tests is killed. It believes phones, unless `env` says
    otherwise: most tests are of what follows from a trip that counts.
    """
    data, said = folder / "data", folder / "up.log"
    if not (from_nothing or data.exists() or "DATABASE_URL" in env):
        copied_cities.copy_to(data)
    argv = [*death_signal_prefix(signal.SIGINT), sys.executable, "-m", "rodem", "up", *words]
    argv += ["--port-base", str(port or free_ports()), "--data", str(data)]
    inherited = {name: value for name, value in os.environ.items() if name != "KAFKA_BOOTSTRAP"}
    inherited.setdefault("RODEM_RIDER_TRIPS", "accepted")
    with said.open("ab") as log:
        process = subprocess.Popen(
            argv, cwd=ROOT, env={**inherited, **env}, stdout=log, stderr=log, start_new_session=True
        )
    city = City(data, process)
    try:
        give_up = time.monotonic() + READY_WITHIN_S
        while not city.answers():
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < give_up, said.read_text()
            time.sleep(0.1)
    except BaseException:  # or the city would go on for ever
        stop(city)
        raise
    return city


def stop(city: City) -> int:
    """Ctrl-C. Returns how `rodem up` ended."""
    if city.process.poll() is None:
        os.killpg(city.process.pid, signal.SIGINT)
    return city.process.wait(timeout=30)


@contextmanager
def running_city(
    folder: Path, *words: str, env: Mapping[str, str] = {}, from_nothing: bool = False
) -> Iterator[City]:
    """`rodem up` in a new directory, as `start` starts it; at the end Ctrl-C, which leaves nothing behind."""
    city = start(folder, *words, env=env, from_nothing=from_nothing)
    try:
        yield city
        pids = city.pids()
    finally:
        ended = stop(city)
    assert ended in (0, 130)
    assert not [name for name, pid in pids.items() if Path(f"/proc/{pid}").exists()]
