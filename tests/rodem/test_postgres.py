"""The embedded PostgreSQL, which these tests really kill, stop and lie to."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from rodem.local import postgres
from rodem.local.postgres import Server
from rodem.local.postgres_binaries import CannotStart, popen, runner


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Not pytest's, whose name is long, and whose parents another user may not enter."""
    made = Path(tempfile.mkdtemp(prefix="rodem-postgres-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
async def kept(folder: Path) -> AsyncIterator[list[Server]]:
    """The newest server of the folder, in a list because the tests replace it."""
    servers = [await postgres.start(folder / "postgres", "secret")]
    yield servers
    await postgres.stop(servers[-1])


async def connect(server: Server) -> asyncpg.Connection:
    return await asyncpg.connect(server.dsn, ssl=False, timeout=5)


async def restarted(kept: list[Server]) -> Server:
    """What `rodem up` does: wait until the server is lost, start it again on the same port."""
    lost = kept[-1]
    async with asyncio.timeout(30):
        await postgres.until_lost(lost)
    kept.append(await postgres.start(lost.data, lost.password, lost.port))
    assert kept[-1].port == lost.port
    assert kept[-1].pid != lost.pid
    return kept[-1]


async def test_a_new_server_takes_passwords_only_and_sorts_by_code_point(kept: list[Server]) -> None:
    connection = await connect(kept[-1])
    assert (
        await connection.fetchval("SELECT datlocale FROM pg_database WHERE datname = 'template1'")
        == "C.UTF-8"
    )
    assert await connection.fetchval("SHOW fsync") == "on"
    assert await connection.fetchval("SHOW listen_addresses") == "127.0.0.1"
    await connection.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await connect(replace(kept[-1], password="guess"))
    assert kept[-1].port in postgres.PORTS


async def test_the_server_does_not_see_ctrl_c(kept: list[Server]) -> None:
    assert os.getsid(kept[-1].pid) == kept[-1].pid


async def test_a_server_that_runs_is_adopted(kept: list[Server]) -> None:
    adopted = await postgres.start(kept[-1].data, "secret")
    assert (adopted.pid, adopted.port, adopted.process) == (kept[-1].pid, kept[-1].port, None)
    assert postgres.alive(adopted)


async def test_a_server_with_another_password_is_not_adopted(kept: list[Server]) -> None:
    with pytest.raises(CannotStart, match="another password"):
        await postgres.start(kept[-1].data, "guess")


async def test_what_was_committed_survives_kill_9_and_comes_back_on_the_same_port(kept: list[Server]) -> None:
    connection = await connect(kept[-1])
    await connection.execute("CREATE TABLE trips AS SELECT 1 AS trip_id")
    os.kill(kept[-1].pid, signal.SIGKILL)
    server = await restarted(kept)
    connection.terminate()
    again = await connect(server)
    assert await again.fetchval("SELECT trip_id FROM trips") == 1
    await again.close()


async def test_an_adopted_server_is_missed_too(kept: list[Server]) -> None:
    adopted = await postgres.start(kept[-1].data, "secret")
    owner = kept[-1]
    os.kill(adopted.pid, signal.SIGKILL)
    # Nobody has reaped it: to the adopter it is a zombie, which must not pass for a live server.
    async with asyncio.timeout(30):
        await postgres.until_lost(adopted)
    await restarted(kept)
    assert owner.process is not None
    assert owner.process.poll() == -signal.SIGKILL


async def test_a_smart_shutdown_is_noticed_though_an_old_connection_still_works(kept: list[Server]) -> None:
    pooled = await connect(kept[-1])
    os.kill(kept[-1].pid, signal.SIGTERM)
    await asyncio.sleep(0.5)
    assert await pooled.fetchval("SELECT 1") == 1
    assert await postgres.ask(kept[-1]) == "refused"
    server = await restarted(kept)
    assert await postgres.ask(server) == "ready"
    pooled.terminate()


async def test_a_server_in_smart_shutdown_is_not_adopted_but_replaced(kept: list[Server]) -> None:
    pooled = await connect(kept[-1])
    os.kill(kept[-1].pid, signal.SIGTERM)
    await asyncio.sleep(0.5)
    kept.append(await postgres.start(kept[-1].data, "secret"))
    assert kept[-1].pid != kept[-2].pid
    assert kept[-1].port == kept[-2].port
    pooled.terminate()


async def test_a_stopped_and_continued_server_simply_goes_on(kept: list[Server]) -> None:
    watch = asyncio.create_task(postgres.until_lost(kept[-1]))
    os.kill(kept[-1].pid, signal.SIGSTOP)
    await asyncio.sleep(3.5)
    os.kill(kept[-1].pid, signal.SIGCONT)
    await asyncio.sleep(0.5)
    assert not watch.done()
    watch.cancel()
    assert await postgres.ask(kept[-1]) == "ready"


async def test_orphaned_backends_delay_a_start_but_do_not_stop_it(kept: list[Server]) -> None:
    """A backend busy in a query outlives its postmaster, and holds the shared memory."""
    connection = await connect(kept[-1])
    backend = connection.get_server_pid()
    os.kill(backend, signal.SIGSTOP)
    os.kill(kept[-1].pid, signal.SIGKILL)
    start = asyncio.create_task(restarted(kept))
    await asyncio.sleep(1.5)
    assert not start.done()
    os.kill(backend, signal.SIGKILL)
    await start
    connection.terminate()


async def test_a_recycled_pid_does_not_stop_the_server_from_starting(kept: list[Server]) -> None:
    os.kill(kept[-1].pid, signal.SIGKILL)
    async with asyncio.timeout(30):
        await postgres.until_lost(kept[-1])
    stranger = popen(runner(kept[-1].data), ["sleep", "60"], subprocess.DEVNULL, cwd=Path("/"))
    lock_file = kept[-1].data / "postmaster.pid"
    _, rest = lock_file.read_text().split("\n", 1)
    lock_file.write_text(f"{stranger.pid}\n{rest}")
    try:
        kept.append(await postgres.start(kept[-1].data, "secret"))
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_a_stopped_server_can_still_be_shut_down(kept: list[Server]) -> None:
    os.kill(kept[-1].pid, signal.SIGSTOP)
    async with asyncio.timeout(30):
        await postgres.stop(kept[-1])
    assert not postgres.alive(kept[-1])
    assert not (kept[-1].data / "postmaster.pid").exists()


async def test_the_last_port_is_kept_unless_it_is_taken(kept: list[Server]) -> None:
    kept.append(await postgres.start(kept[-1].data, "secret"))
    assert kept[-1].port == kept[-2].port
    await postgres.stop(kept[-1])
    squatter = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", kept[-1].port)
    async with squatter:
        kept.append(await postgres.start(kept[-1].data, "secret"))
        assert kept[-1].port != kept[-2].port


async def test_another_major_version_is_refused_in_a_sentence(folder: Path) -> None:
    old = folder / "old"
    old.mkdir()
    (old / "PG_VERSION").write_text("15\n")
    with pytest.raises(CannotStart, match=re.escape("was made by PostgreSQL 15 and this is PostgreSQL 18")):
        await postgres.start(old, "secret")


async def test_half_an_initdb_is_not_taken_for_a_server(folder: Path) -> None:
    (folder / "second.new").mkdir()
    (folder / "second.new" / "PG_VERSION").write_text("18\n")
    server = await postgres.start(folder / "second", "secret")
    await postgres.stop(server)
    assert sorted(path.name for path in folder.glob("second*")) == ["second"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
async def test_root_without_user_namespaces_becomes_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container. Its parent folders keep their modes: where nobody may not enter, it says so."""
    monkeypatch.setenv("PATH", "/nonexistent")
    inner = folder / "inner"
    inner.mkdir(mode=0o755)
    with pytest.raises(CannotStart, match="DATABASE_URL"):
        await postgres.start(inner / "postgres", "secret")
    folder.chmod(0o755)
    server = await postgres.start(inner / "postgres", "secret")
    try:
        assert server.data.stat().st_uid == Path(f"/proc/{server.pid}").stat().st_uid != 0
        assert runner(server.data).user == server.data.stat().st_uid
    finally:
        await postgres.stop(server)
        folder.chmod(0o700)


async def test_a_server_whose_port_cannot_be_written_is_not_left_running(kept: list[Server]) -> None:
    """As on a full disk."""
    await postgres.stop(kept[-1])
    port_file = kept[-1].data / "rodem.port"
    port_file.unlink()
    port_file.mkdir()
    try:
        with pytest.raises(OSError, match="directory"):
            await postgres.start(kept[-1].data, "secret", kept[-1].port)
        assert not (kept[-1].data / "postmaster.pid").exists()
    finally:
        port_file.rmdir()
    kept.append(await postgres.start(kept[-1].data, "secret", kept[-1].port))
