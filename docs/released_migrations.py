"""Digests of released migrations, which must not change because databases were made by them.

From version 0.1.0 on `make docs` adds to `docs/migrations/released.json` what is new, and refuses what was
changed; new ones have to pass squawk first. Before that nothing is released, and there is no such file.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from alembic.config import Config
from alembic.script import Script, ScriptDirectory

from shared.migrate import sql_of

Entry = Mapping[str, str]
"""`file`: SHA-256 of the script; `sql`: SHA-256 of its SQL, which also comes from functions in
`shared.migrate`."""
Entries = Mapping[str, Entry]
"""`trips/0001` -> its digests."""

SQUAWK = Path(sys.executable).with_name("squawk")
LEFT_OUT = "prefer-robust-stmts,require-timeout-settings"
"""Rules of squawk that are left out: Alembic runs a migration once and in one transaction, so it need not be
repeatable."""


def read(path: Path) -> Entries:
    """The digests of released migrations. Empty before the first release."""
    return json.loads(path.read_text()) if path.exists() else {}  # type: ignore[no-any-return]


def entries(services: Path) -> Entries:
    """The digests of all migrations of these services."""
    digests = {}
    for folder, script in _scripts(services):
        digests[f"{folder.parent.name}/{script.revision}"] = {
            "file": sha256(Path(script.path).read_bytes()).hexdigest(),
            "sql": sha256(_sql(folder, script).encode()).hexdigest(),
        }
    return digests


def check(released: Entries, services: Path) -> None:
    """Raises ValueError for a released migration that was changed, and for a new one squawk objects to."""
    current = entries(services)
    for name, entry in released.items():
        if current.get(name) != entry:
            raise ValueError(
                f"The migration {name} was released, and is another now: write a new one instead."
            )
    for folder, script in _scripts(services):
        name = f"{folder.parent.name}/{script.revision}"
        # A service's first migration is not checked: there are no rows yet, and nobody waits for its locks.
        is_new = script.down_revision is not None and name not in released
        if is_new and (objections := objections_to(_sql(folder, script))):
            raise ValueError(f"squawk objects to the migration {name}:\n{objections}")


def objections_to(sql: str) -> str:
    """squawk's warnings about a migration that holds locks for long or breaks code that still runs."""
    argv = [str(SQUAWK), "--exclude", LEFT_OUT, "--reporter", "gcc", "--pg-version", "18.0"]
    done = subprocess.run(argv, input=sql, capture_output=True, text=True)  # noqa: S603
    return done.stdout + done.stderr if done.returncode else ""


def _scripts(services: Path) -> Iterator[tuple[Path, Script]]:
    """Each service's folder of migrations with its scripts, the oldest first."""
    for folder in sorted(services.glob("*/migrations")):
        config = Config()
        config.set_main_option("script_location", str(folder))
        for script in reversed([*ScriptDirectory.from_config(config).walk_revisions()]):
            yield folder, script


def _sql(folder: Path, script: Script) -> str:
    down = script.down_revision
    assert down is None or isinstance(down, str), "histories have no branches"
    return sql_of(folder, f"{down or 'base'}:{script.revision}")
