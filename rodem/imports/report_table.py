"""The report of an import as a table in the terminal."""

from rich.table import Table

from rodem.imports.sending import ImportReport

RIDERS = {
    "rider": "Riders are told apart as the file does.",
    "bike": "The file names no riders: each bike stands for one.",
    "trip": "The file names no riders: each trip has one of its own.",
}


def zones_text(report: ImportReport) -> str:
    """What to know of the trips without a zone; empty if there are none."""
    if not report.without_zone:
        return ""
    trips = "1 trip" if report.without_zone == 1 else f"{report.without_zone} trips"
    return (
        f"{trips} without a zone, and so in no district's figures: a trip gets its zone when it is imported. "
        "Import zones and stations first."
    )


def import_table(report: ImportReport, caught_up_s: float | None) -> Table:
    """The report as a table. Print RIDERS[report.rider_key] with it."""
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
