"""Sends files' trips and stations to the gateway, as an operator's own program would."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from rodem.imports.station_files import read_stations
from rodem.imports.trip_files import (
    ImportedTrip,
    ImportFailure,
    ImportRefused,
    estimate_rows,
    read_trips,
    rfc3339,
    rider_key,
)
from rodem_client import Problem, Retries, Rodem, Unreachable
from rodem_client.api.stations import put_stations
from rodem_client.api.trips import Batch, BatchReport, report_trips

BODY_BYTES_MAX = 1_900_000  # the gateway takes 2 MiB
PATIENCE_S = 300.0
FAILURE_DETAILS_MAX = 20

TokenProvider = Callable[[], str]
Progress = Callable[[int, int], None]


@dataclass
class ImportReport:
    """What became of a file's rows. The sums are over all rows that are trips; `distance_m_exact` is their
    distance before rounding."""

    rider_key: str
    rows: int = 0
    accepted: int = 0
    duplicates: int = 0
    held: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    failures: int = 0
    duration_s: int = 0
    distance_m: int = 0
    distance_m_exact: float = 0.0
    failure_details: list[dict[str, Any]] = field(default_factory=list)


async def import_trips(
    path: Path,
    format: str,
    timezone: str,
    gateway_url: str,
    token_provider: TokenProvider,
    on_progress: Progress = lambda rows, rows_about: None,
    points: bool = True,
    chunk_size: int = 1_000,
    workers: int = 2,
) -> ImportReport:
    """Send a file's trips in chunks. `on_progress` is called with the rows done and an estimate of all rows.
    Without `points` the trips count, and earn none.

    An import is idempotent, so an aborted one is resumed by repeating it. Raises ImportRefused.
    """
    report = ImportReport(rider_key=rider_key(format))
    rows_about = estimate_rows(path)
    chunks = cut(read_trips(path, format, timezone), chunk_size, report)
    rows_done = 0

    async def work() -> None:
        nonlocal rows_done
        # All workers share one iterator, so that only chunks being sent are in memory.
        for chunk in chunks:
            trips = [prepared.json for prepared in chunk]
            batch = Batch(history=True, points=points, timezone=timezone, trips=trips)
            add_answer(report, chunk, await report_trips(rodem, batch))
            rows_done += len(chunk)
            on_progress(rows_done, max(rows_done, rows_about))

    async with connection(gateway_url, token_provider) as rodem:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(workers):
                    group.create_task(work())
        except ExceptionGroup as several:
            raise several.exceptions[0] from several
    return report


async def import_stations(path: Path, gateway_url: str, token_provider: TokenProvider) -> dict[str, Any]:
    """Send a station list. Returns `{stations, failures, as_of?, answer}`. Raises ImportRefused."""
    file = read_stations(path)
    last_updated = rfc3339(file.as_of or datetime.now(UTC))
    body = msgspec.json.encode({"last_updated": last_updated, "data": {"stations": file.stations}})
    async with connection(gateway_url, token_provider) as rodem:
        answer = msgspec.structs.asdict(await put_stations(rodem, msgspec.Raw(body)))
    as_of = {"as_of": last_updated} if file.as_of else {}
    failures = [asdict(failure) for failure in file.failures]
    return {"stations": len(file.stations), "failures": failures, **as_of, "answer": answer}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A trip with its JSON."""

    trip: ImportedTrip
    json: msgspec.Raw


def cut(
    items: Iterator[ImportedTrip | ImportFailure], chunk_size: int, report: ImportReport
) -> Iterator[list[Prepared]]:
    """Cut into chunks of at most `chunk_size` trips that fit into a body. Counts rows and failures in the
    report."""
    chunk: list[Prepared] = []
    chunk_bytes = 0
    for item in items:
        report.rows += 1
        if isinstance(item, ImportFailure):
            add_failure(report, {"line": item.line, "reason": item.reason})
            continue
        prepared = Prepared(item, msgspec.Raw(msgspec.json.encode(item.trip)))
        if len(chunk) == chunk_size or chunk_bytes + len(prepared.json) > BODY_BYTES_MAX:
            yield add_sums(report, chunk)
            chunk, chunk_bytes = [], 0
        chunk.append(prepared)
        chunk_bytes += len(prepared.json) + 1
    if chunk:
        yield add_sums(report, chunk)


def add_sums(report: ImportReport, chunk: list[Prepared]) -> list[Prepared]:
    """Add the chunk to the report's sums. Returns the chunk."""
    report.duration_s += sum(prepared.trip.duration_s for prepared in chunk)
    report.distance_m += sum(prepared.trip.distance_m for prepared in chunk)
    # fsum is exact within a chunk, so that the rounding error grows with the chunks and not with the rows.
    report.distance_m_exact += math.fsum(prepared.trip.distance_m_exact for prepared in chunk)
    return chunk


def add_answer(report: ImportReport, chunk: list[Prepared], answer: BatchReport) -> None:
    """Add the gateway's verdicts on a chunk."""
    report.accepted += answer.accepted
    report.duplicates += answer.duplicates
    for counts, new in ((report.held, answer.held), (report.rejected, answer.rejected)):
        for reason, trips in new.items():
            counts[reason] = counts.get(reason, 0) + trips
    for failure in answer.failures:
        trip = chunk[failure.index].trip
        detail = {"line": trip.line, "trip_id": trip.trip["trip_id"], "reason": failure.problem}
        add_failure(report, detail)


def add_failure(report: ImportReport, detail: dict[str, Any]) -> None:
    """Count a row that was not imported. The first FAILURE_DETAILS_MAX are kept with their reasons."""
    report.failures += 1
    if len(report.failure_details) < FAILURE_DETAILS_MAX:
        report.failure_details.append(detail)


@asynccontextmanager
async def connection(gateway_url: str, token_provider: TokenProvider) -> AsyncIterator[Rodem]:
    """A client that retries for up to PATIENCE_S. A last refusal, or no answer, raises ImportRefused."""
    retries = Retries(patience_s=PATIENCE_S)
    try:
        async with Rodem(gateway_url, token_provider, retries=retries) as rodem:
            yield rodem
    except Problem as problem:
        repeat = ". Repeat it to resume it." if problem.may_pass else "."
        raise ImportRefused(f"The import has stopped: the gateway answered {problem}{repeat}") from problem
    except Unreachable as lost:
        raise ImportRefused(f"The import has stopped: {lost}. Repeat it to resume it.") from lost
