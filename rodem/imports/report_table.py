"""Imports and their reports as tables and sentences in the terminal."""

from collections.abc import Iterator, Sequence

from rich.table import Column, Table
from rich.text import Text

from rodem.imports.failures import number_of
from rodem.imports.sending import ImportReport
from rodem_client.api.imports import ListedImport

RIDERS = {
    "rider": "Riders are told apart as the file does.",
    "bike": "The file names no riders: each bike stands for one.",
    "trip": "The file names no riders: each trip has one of its own.",
}


def report_lines(report: ImportReport, caught_up_s: float | None) -> Iterator[Table | str]:
    """What to show of an import that has ended: the report as a table, then sentences on riders, zones
    and undoing. `caught_up_s`: the seconds until every service had applied it; None without --wait."""
    yield import_table(report, caught_up_s)
    yield RIDERS[report.rider_key]
    if report.without_zone:
        yield zones_text(report)
    if report.without_distance:
        yield distances_text(report)
    if report.trips:
        yield f"`rodem import undo {report.import_id}` would take these trips back."


def zones_text(report: ImportReport) -> str:
    """What to know of the trips without a zone."""
    trips = number_of(report.without_zone, "trip")
    return (
        f"{trips} without a zone, and so in no district's figures: a trip gets its zone when it is imported."
        " Import zones and stations first."
    )


def distances_text(report: ImportReport) -> str:
    """What to know of the trips of unknown distance."""
    trips, earn = number_of(report.without_distance, "trip"), "s" if report.without_distance == 1 else ""
    return (
        f"{trips} of unknown distance, which earn{earn} no points for it: the row has no places, and no"
        " station that is known."
    )


def import_table(report: ImportReport, caught_up_s: float | None) -> Table:
    """The report as a table."""
    table = Table(show_header=False)
    rows: dict[str, int | float | str] = {
        "format": report.format,
        "time zone": report.timezone or "in the file",
        "rows": report.rows,
        "accepted": report.accepted,
    }
    rows |= {f"held, {reason}": trips for reason, trips in report.held.items()}
    rows |= {f"rejected, {reason}": trips for reason, trips in report.rejected.items()}
    rows |= {"duplicates": report.duplicates, "failures": report.failures}
    rows |= {"duration": f"{report.duration_s} s", "distance": f"{report.distance_m} m"}
    if caught_up_s is not None:
        rows["all applied after"] = f"{caught_up_s} s"
    for name, value in rows.items():
        table.add_row(name, str(value))
    return table


def imports_table(made: Sequence[ListedImport]) -> Table:
    """A row for each import, which fits into 80 columns. Ids are never shortened, because `rodem import undo`
    asks for one."""
    table = Table(Column("import", overflow="fold"), "began", Column("trips", justify="right"), "undone")
    for each in made:
        began, undone = (f"{at:%Y-%m-%d\n%H:%M} UTC" if at else "" for at in (each.began_at, each.undone_at))
        table.add_row(Text(f"{each.name}\n{each.import_id}"), began, str(each.trips), undone)
    return table
