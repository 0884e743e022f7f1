"""`rodem import`: sends files with a token of this city and a progress bar, and waits if it is asked to."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from rodem.care.doctor import until_caught_up
from rodem.imports import sending
from rodem.imports.sending import ImportReport
from rodem.local import tokens
from rodem.local.running import Running


async def import_trips(
    file: Path,
    format: str,
    timezone: str | None,
    city: Running,
    data_dir: Path,
    wait_s_max: float | None,
    points: bool = True,
    rejected: Path | None = None,
) -> tuple[ImportReport, float | None]:
    """The report, and the seconds from the start until every service had applied all trips.

    Without `points` the trips earn none. With `wait_s_max` None nothing is awaited, and the seconds are None.
    Raises ImportRefused, and Refused when not all is applied `wait_s_max` seconds after the last row was
    sent.
    """
    started_at = time.monotonic()
    with _progress() as progress:
        bar = progress.add_task(file.name, total=None)
        report = await sending.import_trips(
            file,
            format,
            timezone,
            city.gateway_url,
            lambda: tokens.mint(data_dir, "operator"),
            lambda rows, rows_about: progress.update(bar, completed=rows, total=rows_about),
            points,
            rejected=rejected,
        )
        progress.update(bar, completed=report.rows, total=report.rows)
        if wait_s_max is None:
            return report, None
        progress.update(bar, description="Waiting until all is applied")
        await until_caught_up(city.databases, wait_s_max, city.kafka)
    return report, round(time.monotonic() - started_at, 1)


def as_json(report: ImportReport, caught_up_s: float | None) -> dict[str, Any]:
    """The report for `rodem import trips --json`."""
    return asdict(report) | ({} if caught_up_s is None else {"caught_up_s": caught_up_s})


def _progress() -> Progress:
    """Progress bars on stderr, if it is a terminal."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)
