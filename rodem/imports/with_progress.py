"""`rodem import` with a progress bar: trips (and the wait for services), stations, and undoing an import."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.progress import Progress

from rodem.care.doctor import until_caught_up
from rodem.gateways import Gateway
from rodem.imports import sending, station_files, undoing
from rodem.imports.sending import ImportReport
from rodem.refusals import Refused


async def import_trips(
    file: Path,
    format: str,
    timezone: str | None,
    gateway: Gateway,
    wait_s_max: float | None,
    points: bool = True,
    rejected: Path | None = None,
    encoding: str | None = None,
) -> tuple[ImportReport, float | None]:
    """The report, and the seconds from the start until every service had applied all trips.

    Without `points` the trips earn none. With `wait_s_max` None nothing is awaited, and the seconds are None.
    Raises ImportRefused, and Refused when not all is applied `wait_s_max` seconds after the last row was
    sent, or nobody here can tell.
    """
    if wait_s_max is not None and gateway.city is None:
        raise Refused("--wait needs the databases of a city that runs here: leave it out with --gateway.")
    started_at = time.monotonic()
    with _progress() as progress:
        bar = progress.add_task(file.name, total=None)
        report = await sending.import_trips(
            file,
            format,
            timezone,
            gateway,
            lambda rows, rows_about: progress.update(bar, completed=rows, total=rows_about),
            points,
            rejected=rejected,
            encoding=encoding,
        )
        progress.update(bar, completed=report.rows, total=report.rows)
        if wait_s_max is None or gateway.city is None:
            return report, None
        progress.update(bar, description="Waiting until all is applied")
        await until_caught_up(gateway.city.databases, wait_s_max, gateway.city.kafka)
    return report, round(time.monotonic() - started_at, 1)


async def import_stations(
    file: Path, gateway: Gateway, rejected: Path | None = None, encoding: str | None = None
) -> dict[str, Any]:
    """The report of `station_files.import_stations`. Raises ImportRefused."""
    with _progress() as progress:
        bar = progress.add_task(file.name, total=None)
        return await station_files.import_stations(
            file,
            gateway,
            rejected,
            lambda done, all_: progress.update(bar, completed=done, total=all_),
            encoding,
        )


async def undo(gateway: Gateway, import_id: UUID, why: str) -> int:
    """Take back all trips of an import. Returns how many were. Raises ImportRefused."""
    with _progress() as progress:
        bar = progress.add_task("Taking back", total=None)
        return await undoing.undo(
            gateway, import_id, why, lambda done, all_: progress.update(bar, completed=done, total=all_)
        )


def as_json(report: ImportReport, caught_up_s: float | None) -> dict[str, Any]:
    """The report for `rodem import trips --json`."""
    return asdict(report) | ({} if caught_up_s is None else {"caught_up_s": caught_up_s})


def _progress() -> Progress:
    """Progress bars on stderr, if it is a terminal."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)
