"""Sends files' trips to the gateway, as an operator's own program would."""

import asyncio
import math
from bisect import insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from rodem.gateways import Gateway
from rodem.imports.bodies import in_bodies
from rodem.imports.connecting import Progress, connection
from rodem.imports.failures import SHOWN_MAX, Failure, reason, rejected_lines
from rodem.imports.files import ImportRefused, estimate_rows
from rodem.imports.formats import RiderKey
from rodem.imports.trip_files import ImportedTrip, ImportFailure, identified, read_trips
from rodem_client import Rodem
from rodem_client.api.imports import NewImport, begin_import
from rodem_client.api.trips import Batch, BatchReport, report_trips
from shared.limits import BATCH_TRIPS_MAX

NAME_CHARACTERS_MAX = 200
"""How much of a file's name becomes the import's name."""
UNDONE = "trip-undone"
"""The code of the problem for a trip that came with an import that was undone."""

Reject = Callable[[str], None]
"""Is given each line of the file that is not in the system."""


@dataclass
class ImportReport:
    """What became of a file's rows. The sums are over the rows that are in the system, whatever their
    verdict; `distance_m_exact` is their distance before rounding, and an unknown distance is 0.
    `without_zone`: how many of the trips that are new start in no zone; `without_distance`: of how many the
    distance is unknown. `failure_details` has the first SHOWN_MAX failures by line. `timezone` is that of
    times without an offset; `warnings` say what was guessed. `import_id` names the import to
    `rodem import undo`."""

    format: str
    timezone: str | None
    rider_key: RiderKey
    import_id: UUID | None = None
    rows: int = 0
    accepted: int = 0
    duplicates: int = 0
    held: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    failures: int = 0
    without_zone: int = 0
    without_distance: int = 0
    duration_s: int = 0
    distance_m: int = 0
    distance_m_exact: float = 0.0
    failure_details: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def trips(self) -> int:
        """How many trips are new in the system."""
        return self.accepted + sum(self.held.values()) + sum(self.rejected.values())


async def import_trips(
    path: Path,
    format: str,
    timezone: str | None,
    gateway: Gateway,
    on_progress: Progress = lambda rows, rows_about: None,
    points: bool = True,
    chunk_size: int = BATCH_TRIPS_MAX,
    workers: int = 2,
    rejected: Path | None = None,
    encoding: str | None = None,
) -> ImportReport:
    """Send a file's trips in chunks. `format`, `timezone` and `encoding` are those of `identified`.
    `on_progress` is called with the rows done and an estimate of all rows. Without `points` the trips count,
    and earn none. Rows that are not in the system afterwards are written to the file `rejected`, if one is
    named.

    An import is idempotent, so an aborted one is resumed by repeating it. Raises ImportRefused.
    """
    file = identified(path, format, timezone, encoding)
    zone = str(file.zone) if file.zone else None
    report = ImportReport(file.format.name, zone, file.format.rider_key, warnings=file.warnings)
    done = counted(on_progress, estimate_rows(path))
    with rejected_lines(rejected, path, file.beginning, file.encoding) as reject:
        chunks = cut(read_trips(file), chunk_size, report, reject)
        first = next(chunks, None)
        if not report.rows:
            raise ImportRefused(f"{path.name} has no rows below its header: fetch it again.")
        if first is None:
            return report
        chunks = chain([first], chunks)
        async with connection(f"The import of {path.name}", gateway) as rodem:
            report.import_id = (await begin_import(rodem, NewImport(name=shown_name(path)))).import_id
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(workers):
                        group.create_task(send(rodem, chunks, report, points, reject, done))
            except ExceptionGroup as several:
                raise several.exceptions[0] from several
    return report


def shown_name(path: Path) -> str:
    """The import's name: the file's, shortened and without characters that the gateway refuses."""
    return "".join(letter if letter.isprintable() else "?" for letter in path.name)[:NAME_CHARACTERS_MAX]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A trip with its JSON."""

    trip: ImportedTrip
    json: msgspec.Raw


def prepared(trip: ImportedTrip) -> Prepared:
    """The trip with its JSON."""
    return Prepared(trip, msgspec.Raw(msgspec.json.encode(trip.trip)))


def renamed(trip: ImportedTrip) -> ImportedTrip:
    """The trip of a row that came with an import that was undone, under the row's next id."""
    next_id = uuid5(UUID(str(trip.trip["trip_id"])), "undone")
    return replace(trip, trip={**trip.trip, "trip_id": str(next_id)})


def counted(on_progress: Progress, rows_about: int) -> Callable[[int], None]:
    """A function to call with the rows of each chunk that is done, which reports them all."""
    rows_done = 0

    def done(rows: int) -> None:
        nonlocal rows_done
        rows_done += rows
        on_progress(rows_done, max(rows_done, rows_about))

    return done


async def send(
    rodem: Rodem,
    chunks: Iterator[list[Prepared]],
    report: ImportReport,
    points: bool,
    reject: Reject,
    done: Callable[[int], None],
) -> None:
    """Send chunks until none is left. All workers share one iterator, so that only chunks being sent are in
    memory. `done` is called with the rows of each chunk."""
    for chunk in chunks:
        left = chunk
        while left:
            batch = Batch(
                history=True,
                points=points,
                rider_key=report.rider_key,
                timezone=report.timezone,
                import_id=report.import_id,
                trips=[each.json for each in left],
            )
            left = add_answer(report, left, await report_trips(rodem, batch), reject)
        done(len(chunk))


def cut(
    items: Iterator[ImportedTrip | ImportFailure], chunk_size: int, report: ImportReport, reject: Reject
) -> Iterator[list[Prepared]]:
    """Cut into chunks of at most `chunk_size` trips that fit into a body. Counts rows and failures in the
    report."""

    def trips() -> Iterator[Prepared]:
        for item in items:
            report.rows += 1
            if isinstance(item, ImportFailure):
                add_failure(report, {"line": item.line, "reason": item.reason})
                reject(item.text)
            else:
                yield prepared(item)

    return in_bodies(trips(), chunk_size)


def add_sums(report: ImportReport, trips: list[ImportedTrip]) -> None:
    """Add the trips to the report's sums."""
    report.duration_s += sum(trip.duration_s for trip in trips)
    report.distance_m += sum(trip.distance_m for trip in trips)
    # fsum is exact within a chunk, so that the rounding error grows with the chunks and not with the rows.
    report.distance_m_exact += math.fsum(trip.distance_m_exact for trip in trips)


def add_answer(
    report: ImportReport, chunk: list[Prepared], answer: BatchReport, reject: Reject
) -> list[Prepared]:
    """Add the gateway's verdicts on a chunk. Returns the trips that are to be sent again under other ids."""
    report.accepted += answer.accepted
    report.duplicates += answer.duplicates
    report.without_zone += answer.without_zone
    report.without_distance += answer.without_distance
    for counts, new in ((report.held, answer.held), (report.rejected, answer.rejected)):
        for why, trips in new.items():
            counts[why] = counts.get(why, 0) + trips
    failed = {failure.index for failure in answer.failures}
    add_sums(report, [each.trip for i, each in enumerate(chunk) if i not in failed])
    again: list[Prepared] = []
    for failure in answer.failures:
        trip = chunk[failure.index].trip
        if failure.problem["code"] == UNDONE:
            again.append(prepared(renamed(trip)))
            continue
        detail = {"line": trip.line, "trip_id": trip.trip["trip_id"]}
        add_failure(report, detail | {"reason": reason(failure.problem, trip.trip)})
        reject(trip.text)
    return again


def add_failure(report: ImportReport, failure: Failure) -> None:
    """Count a row that is not in the system. The first SHOWN_MAX by line are kept, although workers are
    answered in any order."""
    report.failures += 1
    insort(report.failure_details, failure, key=lambda each: int(each["line"]))
    del report.failure_details[SHOWN_MAX:]
