"""The supervisor with tiny stand-ins for services: what dies comes back, what ends ends in order."""

import asyncio
import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from rodem.local import postgres, supervisor
from rodem.local.supervisor import Child
from tests.ports import free_ports
from tests.waiting import eventually_any

SERVICE = '''
"""Stands in for shared/serve.py: health only, and what it was given."""
import http.server, json, os, signal, sys

class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"pid": os.getpid(), "env": dict(os.environ)}).encode())

    def log_message(self, *_):
        pass

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["RODEM_PORT"])), Health).serve_forever()
'''
MIGRATE = """
import asyncio, asyncpg
class OtherSchema(Exception): ...
def upgrade(service, dsn):
    async def go():
        connection = await asyncpg.connect(dsn)
        await connection.execute("CREATE TABLE IF NOT EXISTS seen (service text)")
        await connection.close()
    asyncio.run(go())
"""
UP = """
import asyncio, os, sys
from pathlib import Path
from rodem.local.postgres_binaries import CannotStart
from rodem.local.up import up
try:
    asyncio.run(up(Path(sys.argv[1]), int(sys.argv[2]), ["trips", "rewards", "gateway"], os.environ))
except CannotStart as reason:
    sys.exit(str(reason))
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Holds a package `shared` that stands in for the real one."""
    made = Path(tempfile.mkdtemp(prefix="rodem-up-"))
    (made / "shared").mkdir()
    (made / "shared" / "__init__.py").touch()
    (made / "shared" / "serve.py").write_text(SERVICE)
    (made / "shared" / "migrate.py").write_text(MIGRATE)
    yield made
    shutil.rmtree(made)


@pytest.fixture
async def child(folder: Path) -> AsyncIterator[tuple[Child, list[int]]]:
    """A child that is kept running, and the pids under which it has been ready."""
    port = free_ports(1)
    kept = Child(
        name="trips",
        argv=(sys.executable, str(folder / "shared" / "serve.py")),
        env={"RODEM_PORT": str(port)},
        log=folder / "logs" / "trips.log",
        url=f"http://127.0.0.1:{port}",
    )
    pids: list[int] = []
    keeping = asyncio.create_task(
        supervisor.keep_all([kept], lambda _child, pid: pids.append(pid), lambda _text: None)
    )
    await eventually_any(lambda: pids)
    yield kept, pids
    keeping.cancel()
    await asyncio.wait({keeping})
    assert not any(postgres.runs(pid, [str(folder / "shared" / "serve.py")]) for pid in pids)


async def test_a_killed_child_is_started_again(child: tuple[Child, list[int]]) -> None:
    _, pids = child
    os.kill(pids[0], signal.SIGKILL)
    await eventually_any(lambda: len(pids) == 2)
    assert pids[0] != pids[1]


async def test_a_child_stopped_for_a_moment_is_not_killed(child: tuple[Child, list[int]]) -> None:
    kept, pids = child
    os.kill(pids[0], signal.SIGSTOP)
    await asyncio.sleep(3)
    os.kill(pids[0], signal.SIGCONT)
    await asyncio.sleep(0.2)
    assert await supervisor.status(kept.url, "/livez") == 200
    assert len(pids) == 1


async def test_a_child_that_never_answers_again_is_replaced(
    child: tuple[Child, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, pids = child
    monkeypatch.setattr(supervisor, "HUNG_S", 1.0)
    os.kill(pids[0], signal.SIGSTOP)
    monkeypatch.setattr(supervisor, "KILL_S", 1.0)
    await eventually_any(lambda: len(pids) == 2)


async def test_a_child_has_a_session_of_its_own(child: tuple[Child, list[int]]) -> None:
    _, pids = child
    assert os.getsid(pids[0]) == pids[0]


async def test_a_child_that_keeps_failing_is_started_less_and_less_often(folder: Path) -> None:
    starts = folder / "starts"
    failing = Child(
        name="rewards",
        argv=(sys.executable, "-c", f"open({str(starts)!r}, 'a').write('x'); raise SystemExit(3)"),
        env={},
        log=folder / "logs" / "rewards.log",
        url="http://127.0.0.1:1",
    )
    said: list[str] = []
    keeping = asyncio.create_task(supervisor.keep_all([failing], lambda _child, _pid: None, said.append))
    await asyncio.sleep(1.2)
    keeping.cancel()
    await asyncio.wait({keeping})
    assert 2 <= len(starts.read_text()) <= 4  # after 0, 0.1, 0.3 and 0.7 s
    assert said[0].startswith("rewards ended with 3; starting it again in 0.1 s")


async def test_a_child_that_was_ready_waits_until_the_system_has_a_process_for_it(folder: Path) -> None:
    """The second and the third start are refused. The other children go on."""
    port, said, pids, starts = free_ports(1), list[str](), list[int](), count(1)
    argv = (sys.executable, str(folder / "shared" / "serve.py"))
    log, url = folder / "logs" / "short.log", f"http://127.0.0.1:{port}"
    kept = Child("trips", argv, {"RODEM_PORT": str(port)}, log, url)

    async def spawn(child: Child) -> asyncio.subprocess.Process:
        if next(starts) in (2, 3):
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        return await supervisor.spawn(child)

    keeping = asyncio.create_task(
        supervisor.keep_all([kept], lambda _child, pid: pids.append(pid), said.append, spawn)
    )
    await eventually_any(lambda: pids)
    os.kill(pids[0], signal.SIGKILL)
    await eventually_any(lambda: len(pids) == 2 or keeping.done())
    assert not keeping.done()
    keeping.cancel()
    await asyncio.wait({keeping})
    assert [line.partition(";")[0] for line in said] == [
        "trips ended with -9",
        *["trips could not be started (Resource temporarily unavailable)"] * 2,
    ]


async def test_a_stranger_on_the_port_of_a_child_is_not_taken_for_it(folder: Path) -> None:
    """Another city, which took the port while ours was starting. Ours ends, for it cannot listen there."""
    said: list[str] = []
    ready: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    script = str(folder / "shared" / "serve.py")
    stranger = subprocess.Popen([sys.executable, script], env={"RODEM_PORT": str(port)})
    try:
        url = f"http://127.0.0.1:{port}"
        while await supervisor.status(url, "/readyz") != 200:
            await asyncio.sleep(0.05)
        slow = f"import time, runpy; time.sleep(0.5); runpy.run_path({script!r})"
        log = folder / "logs" / "deaf.log"
        deaf = Child("trips", (sys.executable, "-c", slow), {"RODEM_PORT": str(port)}, log, url)
        keeping = asyncio.create_task(
            supervisor.keep_all([deaf], lambda _child, pid: ready.append(pid), said.append)
        )
        await eventually_any(lambda: said)
        keeping.cancel()
        await asyncio.wait({keeping})
    finally:
        stranger.kill()
        stranger.wait()
    assert said[0].startswith("trips ended with 1; starting it again")
    assert ready == []


class City:
    """A `rodem up` in a process of its own."""

    def __init__(self, folder: Path, data: Path, port_base: int, **env: str) -> None:
        self.data = data
        self.output = folder / f"output-{time.monotonic_ns()}"
        with open(self.output, "w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", UP, str(data), str(port_base)],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(folder), **env},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def run(self) -> Any:
        try:
            return json.loads((self.data / "run.json").read_text())
        except FileNotFoundError:
            return None

    async def end(self, number: signal.Signals | None = None) -> str:
        """What it printed, once it has ended."""
        if number:
            self.process.send_signal(number)
        await eventually_any(lambda: self.process.poll() is not None)
        return self.output.read_text()


def no_city_process_is_left(run: Any, data: Path) -> bool:
    services = [postgres.runs(run["services"][name]["pid"], ["shared.serve"]) for name in run["services"]]
    return not any(services) and not postgres.runs(run["postgres_pid"], [str(data / "postgres")])


@pytest.fixture(scope="module")
async def city(folder: Path) -> AsyncIterator[City]:
    started = City(folder, folder / "data", free_ports(6), RODEM_TIMEZONE="Europe/Oslo", LEFT_OUT="1")
    await eventually_any(started.run)
    yield started
    if started.process.poll() is None:
        await started.end(signal.SIGTERM)


async def test_run_json_says_where_everything_is(city: City) -> None:
    run = city.run()
    assert run["bus"] == "postgres"
    assert list(run["services"]) == ["gateway", "trips", "rewards"]
    assert run["gateway_url"] == run["services"]["gateway"]["url"]
    assert postgres.runs(run["postgres_pid"], [str(city.data / "postgres")])
    for name, dsn in run["databases"].items():
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("SELECT current_user || ' ' || current_database()") == (
            f"rodem_{name} rodem_{name}"
        )
        await connection.close()
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in city.data.glob("*.*")} == {
        "run.json": "0o600",
        "secrets.json": "0o600",
        "issuer.pem": "0o600",
        "jwks.json": "0o644",
    }


async def test_a_service_gets_its_settings_and_nothing_else(city: City) -> None:
    run = city.run()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(run["gateway_url"].rpartition(":")[2]))
    writer.write(b"GET /env HTTP/1.0\r\n\r\n")
    env = json.loads((await reader.read()).split(b"\r\n\r\n")[1])["env"]
    writer.close()
    assert env["DATABASE_URL"] == run["databases"]["gateway"]
    assert env["RODEM_TIMEZONE"] == "Europe/Oslo"
    assert env["RODEM_ENV"] == "development"
    assert json.loads(env["RODEM_SERVICE_URLS"])["trips"] == run["services"]["trips"]["url"]
    assert "LEFT_OUT" not in env
    assert "RODEM_VOUCHER_KEYS" not in env, "only rewards makes vouchers"
    sources = json.loads(env["RODEM_SOURCES"])
    assert set(sources) == {"riders", "trips", "rewards"}
    assert sources["riders"].startswith("postgresql://rodem_reader:")
    (key,) = json.loads(Path(env["RODEM_JWKS_FILE"]).read_text())["keys"]
    assert (key["kty"], key["alg"], key["use"]) == ("OKP", "EdDSA", "sig")
    assert "d" not in key


async def test_a_service_enters_no_database_but_its_own(city: City) -> None:
    own = city.run()["databases"]["trips"]
    for database in ("rodem_rewards", "postgres", "template1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(own.removesuffix("rodem_trips") + database)


async def test_a_second_up_on_the_same_data_is_refused_in_a_sentence(folder: Path, city: City) -> None:
    second = City(folder, city.data, free_ports(6))
    printed = await second.end()
    assert second.process.returncode == 1
    assert printed.startswith("Another `rodem up` already runs on ")
    assert printed.count("\n") == 1
    assert city.run()


async def test_a_taken_port_is_refused_before_anything_is_written(folder: Path, city: City) -> None:
    with socket.create_server(("127.0.0.1", free_ports(6) + 1)) as squatter:
        port = squatter.getsockname()[1]
        second = City(folder, folder / "other", port - 1)
        printed = await second.end()
    assert second.process.returncode == 1
    assert printed.splitlines() == [
        f"Port {port} (for trips) is taken: stop what listens there, or choose another --port-base."
    ]
    assert not (folder / "other").exists()


async def test_run_json_follows_what_is_replaced(city: City) -> None:
    before = city.run()
    os.kill(before["services"]["trips"]["pid"], signal.SIGKILL)
    os.kill(before["postgres_pid"], signal.SIGKILL)
    await eventually_any(lambda: city.run()["services"]["trips"]["pid"] != before["services"]["trips"]["pid"])
    await eventually_any(lambda: city.run()["postgres_pid"] != before["postgres_pid"])
    after = city.run()
    assert after["databases"] == before["databases"]
    connection = await asyncpg.connect(after["databases"]["trips"])
    assert await connection.fetchval("SELECT count(*) FROM seen") == 0
    await connection.close()


async def test_after_kill_9_the_next_up_adopts_postgresql_and_replaces_the_services(
    folder: Path, city: City
) -> None:
    before = city.run()
    os.kill(before["services"]["rewards"]["pid"], signal.SIGSTOP)  # deaf to its parent's death
    await city.end(signal.SIGKILL)
    again = City(folder, city.data, int(before["gateway_url"].rpartition(":")[2]))
    city.process = again.process
    await eventually_any(lambda: (city.run() or before) != before)
    after = city.run()
    assert after["postgres_pid"] == before["postgres_pid"]
    assert after["databases"] == before["databases"]
    pids = {name: service["pid"] for name, service in before["services"].items()}
    assert not any(postgres.runs(pid, ["shared.serve", name]) for name, pid in pids.items())


async def test_ctrl_c_stops_everything_and_says_0(city: City) -> None:
    run = city.run()
    started_at = time.monotonic()
    await city.end(signal.SIGINT)
    assert city.process.returncode == 0
    assert time.monotonic() - started_at < supervisor.KILL_S, "somebody had to be killed"
    assert no_city_process_is_left(run, city.data)
    assert city.run() is None


MADE_ONCE = ("secrets.json", "postgres/PG_VERSION")
"""What takes a first start its time."""


async def test_a_second_start_makes_nothing_anew(folder: Path, city: City) -> None:
    made = [(city.data / each).stat() for each in MADE_ONCE]
    again = City(folder, city.data, free_ports(6))
    run = await eventually_any(again.run)
    await again.end(signal.SIGTERM)
    assert again.process.returncode == 0
    assert no_city_process_is_left(run, city.data)
    now = [(city.data / each).stat() for each in MADE_ONCE]
    assert [(each.st_ino, each.st_mtime_ns) for each in now] == [(e.st_ino, e.st_mtime_ns) for e in made]


async def test_a_server_that_already_runs_is_used_and_left_running(folder: Path) -> None:
    theirs = await postgres.start(folder / "theirs", "secret")
    try:
        visitor = City(folder, folder / "visitor", free_ports(6), DATABASE_URL=theirs.dsn)
        run = await eventually_any(visitor.run)
        assert run["databases"]["trips"].endswith(f"@127.0.0.1:{theirs.port}/rodem_trips")
        assert not (visitor.data / "postgres").exists()
        await visitor.end(signal.SIGTERM)
        assert postgres.alive(theirs)
    finally:
        await postgres.stop(theirs)
