"""Cities that begin where `rodem up` has made a city and nothing has happened yet: in a copy of a data folder
with its secrets, its PostgreSQL and its migrated databases. A copy takes a tenth of a second, and making all
that takes three.

The first city of each process begins from nothing, and so do those whose beginning a test looks at.
"""

import asyncio
import fcntl
import subprocess
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from unittest import mock

import pytest

from rodem.local import postgres
from rodem.local.provision import SUPERUSER, load_secrets, make_issuer, owner_name, provision, role_name
from rodem.local.provision import database_dsn as dsn_of
from rodem.local.running import with_database
from shared import migrate

ORIGINAL = pytest.StashKey[Path]()
cities = count()
original: Path | None = None


@pytest.hookimpl
def pytest_sessionstart(session: pytest.Session) -> None:
    """The processes of a run have one original, in a folder of the first process."""
    global original
    config = session.config
    own: Path = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    original = (own.parent if hasattr(config, "workerinput") else own) / "original-city"


def copy_to(data: Path) -> None:
    """Make a city's data folder, unless this is the first city of this process."""
    if next(cities) == 0 or original is None:
        return
    with original.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not original.exists():
            # In a thread, whose event loop is its own: the caller may be a coroutine.
            with ThreadPoolExecutor(1) as pool:
                pool.submit(asyncio.run, make(original.with_suffix(".new"))).result()
            original.with_suffix(".new").rename(original)
    # PostgreSQL's files belong to the user as whom it runs.
    subprocess.run(["cp", "-a", str(original), str(data)], check=True)


async def make(folder: Path) -> None:
    """What `rodem up` makes before it starts services."""
    folder.mkdir()
    services = with_database()
    passwords = load_secrets(folder, services).passwords
    make_issuer(folder)
    with mock.patch.dict(postgres.SETTINGS, {"fsync": "off"}):
        server = await postgres.start(folder / "postgres", passwords[SUPERUSER])
    try:
        await provision(server.dsn, passwords, services)
        for name in services:
            owner = owner_name(name)
            dsn = dsn_of(server.dsn, owner, passwords[owner], role_name(name))
            await asyncio.to_thread(migrate.upgrade, name, dsn)
    finally:
        await postgres.stop(server, postgres.PATIENT_S)
    (folder / "postgres" / "rodem.port").unlink()
