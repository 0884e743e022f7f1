"""The fork server, with a stand-in for what runs a service: what it starts is as if started by itself."""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rodem.local import postgres, supervisor
from rodem.local.forking import Forked, ForkServer, forking
from rodem.local.supervisor import Child, Spawn
from shared import fork_server
from tests.ports import free_ports
from tests.waiting import eventually_any

SERVE = '''
"""Stands in for shared/serve.py."""
import http.server, json, os, signal, sys, threading

class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        said = {"pid": os.getpid(), "env": dict(os.environ), "session": os.getsid(0)}
        said["open"] = sorted(os.readlink(f"/proc/self/fd/{n}") for n in (0, 1, 2))
        links = [f"/proc/self/fd/{n}" for n in range(3, 100)]
        said["others"] = [os.readlink(link) for link in links if os.path.islink(link)]
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_):
        pass

def main(name):
    print("runs", name, flush=True)
    if name == "refuses":
        sys.exit(78)
    if name == "fails":
        raise LookupError("a bug")
    if name == "ends":
        return
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["RODEM_PORT"])), Health).serve_forever()

if __name__ == "__main__":
    main(sys.argv[1])
'''

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server needs Linux")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds a package `shared` in which the fork server is the real one."""
    package = tmp_path / "shared"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "serve.py").write_text(SERVE)
    shutil.copy(fork_server.__file__, package)
    return tmp_path


@pytest.fixture
async def spawn(folder: Path) -> AsyncIterator[Spawn]:
    async with forking(folder / "logs" / "fork_server.log", paths(folder)) as started:
        yield started


def paths(folder: Path) -> dict[str, str]:
    """With this environment, `shared` is the package in the folder, not the one in the working directory."""
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}


def server_of(spawn: Spawn) -> ForkServer:
    server: ForkServer = spawn.__self__  # type: ignore[attr-defined]
    return server


def child_of(folder: Path, name: str = "trips") -> Child:
    port = free_ports(1)
    return Child(
        name=name,
        argv=(sys.executable, "-m", "shared.serve", name),
        env={"RODEM_PORT": str(port)} | paths(folder),
        log=folder / "logs" / f"{name}.log",
        url=f"http://127.0.0.1:{port}",
    )


async def said_by(child: Child) -> dict[str, Any]:
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=5), timeout=30) as client:
        said: dict[str, Any] = (await client.get(f"{child.url}/")).json()
        return said


async def test_a_forked_service_is_as_if_started_by_itself(folder: Path, spawn: Spawn) -> None:
    child = child_of(folder)
    process = await spawn(child)
    assert isinstance(process, Forked)
    said = await said_by(child)
    assert said["env"] == child.env
    assert (said["pid"], said["session"]) == (process.pid, process.pid)
    assert said["open"] == sorted(["/dev/null", str(child.log), str(child.log)])
    assert child.log.read_text() == "runs trips\n"
    assert postgres.runs(process.pid, ["shared.serve", "trips"])
    process.terminate()
    assert await process.wait() == process.returncode == 0
    with pytest.raises(ProcessLookupError):
        process.kill()


@pytest.mark.parametrize(("name", "status"), [("refuses", 78), ("fails", 1), ("ends", 0)])
async def test_the_supervisor_learns_how_it_ended(folder: Path, spawn: Spawn, name: str, status: int) -> None:
    child = child_of(folder, name)
    assert await (await spawn(child)).wait() == status
    assert ("LookupError: a bug" in child.log.read_text()) == (name == "fails")


async def test_a_killed_service_is_forked_again(folder: Path, spawn: Spawn) -> None:
    process = await spawn(child_of(folder))
    process.kill()
    assert await process.wait() == -signal.SIGKILL
    again = child_of(folder)
    process = await spawn(again)
    assert (await said_by(again))["pid"] == process.pid
    process.terminate()


async def test_a_service_has_no_descriptors_of_others(folder: Path, spawn: Spawn) -> None:
    processes = [await spawn(child_of(folder, name)) for name in ("a", "b", "c", "d")]
    for process in processes[:2]:
        process.kill()
        await process.wait()
    last = child_of(folder)
    processes.append(await spawn(last))
    assert not [name for name in (await said_by(last))["others"] if "pidfd" in name or "pipe" in name]
    for process in processes[2:]:
        process.kill()


@pytest.mark.parametrize("end", [lambda process: process.kill(), lambda process: process.stdin.close()])
async def test_services_outlive_their_fork_server_by_being_started_without_it(
    folder: Path, spawn: Spawn, end: Callable[[asyncio.subprocess.Process], None]
) -> None:
    child, pids, told = child_of(folder), list[int](), list[str]()
    keeping = asyncio.create_task(
        supervisor.keep_all([child], lambda _, pid: pids.append(pid), told.append, spawn)
    )
    await eventually_any(lambda: pids)
    end(server_of(spawn)._process)
    await eventually_any(lambda: len(pids) == 2)
    assert not postgres.runs(pids[0], ["shared.serve"])
    assert (await said_by(child))["pid"] == pids[1]
    assert told[0].startswith("trips ended with -15; starting it again")
    keeping.cancel()
    await asyncio.wait({keeping})
    assert not postgres.runs(pids[1], ["shared.serve"])


async def test_a_fork_server_that_does_not_answer_is_left_alone(
    folder: Path, spawn: Spawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rodem.local.forking.ANSWER_S", 0.2)
    server_of(spawn)._process.send_signal(signal.SIGSTOP)
    child = child_of(folder)
    process = await spawn(child)
    assert not isinstance(process, Forked)
    assert (await said_by(child))["pid"] == process.pid
    process.terminate()
    await process.wait()


REFUSING = """
import errno, os
refused, times = os.{call}, [1]
def refuse(*args):
    if times:
        times.pop()
        raise OSError(errno.{error}, os.strerror(errno.{error}))
    return refused(*args)
os.{call} = refuse
"""
"""What a stand-in of the system says to the first call of the fork server."""


@pytest.mark.parametrize(
    ("call", "error"), [("fork", "EAGAIN"), ("fork", "ENOMEM"), ("pidfd_open", "EMFILE")]
)
async def test_a_fork_that_the_system_refuses_ends_no_service(folder: Path, call: str, error: str) -> None:
    """The child is started without the fork server, which goes on for the next ones."""
    package = folder / "shared"
    (package / "__init__.py").write_text(REFUSING.format(call=call, error=error))
    log = folder / "logs" / "fork_server.log"
    async with forking(log, paths(folder)) as spawn:
        refused, forked = child_of(folder, "refused"), child_of(folder, "forked")
        alone, after = [await spawn(child) for child in (refused, forked)]
        assert [isinstance(process, Forked) for process in (alone, after)] == [False, True]
        assert [(await said_by(child))["pid"] for child in (refused, forked)] == [alone.pid, after.pid]
        assert refused.log.read_text() == "runs refused\n"
        assert log.read_text() == ""
        for process in (alone, after):
            process.terminate()
            await process.wait()


async def test_services_get_sigterm_with_the_killed_supervisor(folder: Path) -> None:
    child = child_of(folder)
    script = f"""
import asyncio
from pathlib import Path
from rodem.local.forking import forking
from rodem.local.supervisor import Child
async def run():
    async with forking(Path({str(folder / "server.log")!r}), {paths(folder)!r}) as spawn:
        print((await spawn({child!r})).pid, flush=True)
        await asyncio.sleep(60)
asyncio.run(run())
""".replace("PosixPath(", "Path(")
    killed = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert killed.stdout
    pid = int(killed.stdout.readline())
    await said_by(child)
    killed.kill()
    killed.wait()
    await eventually_any(lambda: not postgres.runs(pid, ["shared.serve"]))


def test_what_is_imported_before_the_fork_is_of_no_service_and_starts_no_thread() -> None:
    script = """
import importlib, json, sys, threading
from shared import fork_server
for name in fork_server.PRELOADED:
    importlib.import_module(name)
print(json.dumps([threading.active_count(), [name for name in sys.modules if name.startswith("services")]]))
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [1, []]
