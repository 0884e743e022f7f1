"""`rodem import` as a user types it, into a running trips service."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rodem.cli import main
from tests.conftest import MakeDatabase
from tests.trips.running_trips import Trips, running_trips

Capture = pytest.CaptureFixture[str]


class Ended(NamedTuple):
    """How a command ended: its exit code, stdout and the lines of stderr."""

    code: object
    out: str
    err: list[str]

    @property
    def report(self) -> dict[str, Any]:
        """The JSON on stdout, where the service in this process has its log too."""
        report: dict[str, Any] = json.loads(self.out[self.out.index("{\n") :])
        return report


class Importing(NamedTuple):
    """A city of one service, a folder for files, and `rodem import`."""

    trips: Trips
    folder: Path
    run: Callable[..., Ended]

    async def importing(self, kind: str, file: Path, *options: str) -> Ended:
        return await asyncio.to_thread(self.run, "import", kind, str(file), *options)

    def write(self, name: str, content: object) -> Path:
        file = self.folder / name
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file


@pytest.fixture
async def city(make_database: MakeDatabase, tmp_path: Path, capsys: Capture) -> AsyncIterator[Importing]:
    """The trips service on a database of its own; `tmp_path` holds its keys and `run.json`."""
    async with running_trips(await make_database("trips"), tmp_path) as trips:
        run_json = {"gateway_url": trips.url, "services": {}, "databases": {}, "owners": {}}
        (tmp_path / "run.json").write_text(json.dumps(run_json))

        def run(*args: str) -> Ended:
            with pytest.raises(SystemExit) as ended:
                main([*args, "--data", str(tmp_path)])
            out, err = capsys.readouterr()
            return Ended(ended.value.code, out, err.splitlines())

        yield Importing(trips, tmp_path, run)
