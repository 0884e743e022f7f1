"""Sends what the files hold to the gateway, as any operator's own program would."""

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
from httpx_aiohttp import HttpxAiohttpClient

from rodem.station_files import read_stations
from rodem.trip_files import (
    ImportedTrip,
    ImportFailure,
    ImportRefused,
    estimate_rows,
    read_trips,
    rfc3339,
    rider_key,
)

BODY_BYTES_MAX = 1_900_000  # the gateway takes 2 MiB
PATIENCE_S = 300.0
PAUSE_MAX_S = 30.0
FAILURE_DETAILS_MAX = 20
TRY_AGAIN = {429, 502, 503, 504}

TokenProvider = Callable[[], str]
Progress = Callable[[int, int], None]


@dataclass
class ImportReport:
    """What became of a file's rows. The sums are over all rows that are trips, exact is before rounding."""

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
    chunk_size: int = 1_000,
    workers: int = 2,
) -> ImportReport:
    """Send a file's trips in chunks. `on_progress` hears how many rows are done, and of about how many.

    Repeating an import adds nothing, so a broken one is resumed by repeating it. Raises ImportRefused.
    """
    report = ImportReport(rider_key=rider_key(format))
    rows_about = estimate_rows(path)
    chunks = cut(read_trips(path, format, timezone), chunk_size, report)
    rows_done = 0

    async def work() -> None:
        nonlocal rows_done
        # One iterator for all workers: what is in memory is what is on its way.
        for chunk in chunks:
            body = envelope(chunk, timezone)
            answer = await send(client, "POST", "/v1/trips:batch", body, token_provider)
            add_answer(report, chunk, answer)
            rows_done += len(chunk)
            on_progress(rows_done, max(rows_done, rows_about))

    async with connection(gateway_url, token_provider()) as client:
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
    async with connection(gateway_url, token_provider()) as client:
        answer = await send(client, "PUT", "/v1/stations", body, token_provider)
    as_of = {"as_of": last_updated} if file.as_of else {}
    failures = [asdict(failure) for failure in file.failures]
    return {"stations": len(file.stations), "failures": failures, **as_of, "answer": answer}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A trip with its JSON."""

    trip: ImportedTrip
    json: bytes


def cut(
    items: Iterator[ImportedTrip | ImportFailure], chunk_size: int, report: ImportReport
) -> Iterator[list[Prepared]]:
    """Chunks of at most `chunk_size` trips that fit into a body. The report counts what passes."""
    chunk: list[Prepared] = []
    chunk_bytes = 0
    for item in items:
        report.rows += 1
        if isinstance(item, ImportFailure):
            add_failure(report, {"line": item.line, "reason": item.reason})
            continue
        prepared = Prepared(item, msgspec.json.encode(item.trip))
        if len(chunk) == chunk_size or chunk_bytes + len(prepared.json) > BODY_BYTES_MAX:
            yield add_sums(report, chunk)
            chunk, chunk_bytes = [], 0
        chunk.append(prepared)
        chunk_bytes += len(prepared.json) + 1
    if chunk:
        yield add_sums(report, chunk)


def add_sums(report: ImportReport, chunk: list[Prepared]) -> list[Prepared]:
    """Add the chunk to the report's sums, and hand it on."""
    report.duration_s += sum(prepared.trip.duration_s for prepared in chunk)
    report.distance_m += sum(prepared.trip.distance_m for prepared in chunk)
    # Exact within a chunk, so that the error grows with the chunks and not with the rows.
    report.distance_m_exact += math.fsum(prepared.trip.distance_m_exact for prepared in chunk)
    return chunk


def add_answer(report: ImportReport, chunk: list[Prepared], answer: dict[str, Any]) -> None:
    """Add the gateway's verdicts on a chunk."""
    report.accepted += answer.get("accepted", 0)
    report.duplicates += answer.get("duplicates", 0)
    for counts, new in ((report.held, "held"), (report.rejected, "rejected")):
        for reason, trips in answer.get(new, {}).items():
            counts[reason] = counts.get(reason, 0) + trips
    for failure in answer.get("failures", []):
        trip = chunk[failure["index"]].trip
        detail = {"line": trip.line, "trip_id": trip.trip["trip_id"], "reason": failure["problem"]}
        add_failure(report, detail)


def add_failure(report: ImportReport, detail: dict[str, Any]) -> None:
    """Count a row that is not in the system, and keep the first few to show."""
    report.failures += 1
    if len(report.failure_details) < FAILURE_DETAILS_MAX:
        report.failure_details.append(detail)


def envelope(chunk: list[Prepared], timezone: str) -> bytes:
    """The body of one batch."""
    trips = b",".join(prepared.json for prepared in chunk)
    return b'{"history":true,"timezone":%s,"trips":[%s]}' % (msgspec.json.encode(timezone), trips)


def connection(gateway_url: str, token: str) -> httpx.AsyncClient:
    """A client of the gateway. Its headers hold the token of the moment."""
    return HttpxAiohttpClient(
        base_url=gateway_url,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        timeout=httpx.Timeout(60, connect=5),
        trust_env=False,
    )


async def send(
    client: httpx.AsyncClient, method: str, path: str, body: bytes, token_provider: TokenProvider
) -> dict[str, Any]:
    """Send until the gateway has answered, for up to five minutes, always with one Idempotency-Key.

    Raises ImportRefused when it says no, or nothing for so long.
    """
    key = str(uuid4())
    give_up_at = time.monotonic() + PATIENCE_S
    pause_s, fresh_token = 0.25, False
    while True:
        wait_s, trouble = 0.0, ""
        try:
            answer = await client.request(method, path, content=body, headers={"Idempotency-Key": key})
        except httpx.TransportError as lost:
            trouble = f"the gateway at {client.base_url} cannot be reached ({type(lost).__name__})"
        else:
            if answer.is_success:
                return dict(msgspec.json.decode(answer.content or b"{}"))
            if answer.status_code == 401 and not fresh_token:
                client.headers["Authorization"] = f"Bearer {token_provider()}"
                fresh_token = True
                continue
            trouble = in_words(answer)
            if not (answer.status_code in TRY_AGAIN or is_still_running(answer)):
                raise ImportRefused(f"The import has stopped: {trouble}.")
            wait_s = retry_after_s(answer)
        pause_s = min(2 * pause_s, PAUSE_MAX_S)
        wait_s = max(wait_s, pause_s)
        if time.monotonic() + wait_s > give_up_at:
            raise ImportRefused(f"The import has stopped: {trouble}. Repeat it to resume it.")
        await asyncio.sleep(wait_s)


def is_still_running(answer: httpx.Response) -> bool:
    """The chunk arrived although its answer was lost, and is being worked on. No other 409 will pass."""
    return answer.status_code == 409 and "Retry-After" in answer.headers


def retry_after_s(answer: httpx.Response) -> float:
    """Seconds to wait as the gateway asks; 0 if it does not say in seconds."""
    asked = answer.headers.get("Retry-After", "")
    return float(asked) if asked.isascii() and asked.isdigit() else 0.0


def in_words(answer: httpx.Response) -> str:
    """What the gateway said, for a person."""
    try:
        problem = msgspec.json.decode(answer.content)
        said = problem.get("detail") or problem.get("title") or ""
    except (msgspec.DecodeError, AttributeError):
        said = ""
    return f"the gateway answered {answer.status_code} {said or answer.reason_phrase}".rstrip(". ")
