"""The commands `rodem import`: files of trips, stations and zones, through the gateway."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import typer

from rodem.terminal import DATA, Data, GatewayUrl, Json, TokenFile, show, show_json

imports = typer.Typer(help="Import files through the gateway.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE")]
Format = Annotated[
    str, typer.Option(help="auto finds it by the columns; else its name, or your own FILE.toml.")
]
Timezone = Annotated[str | None, typer.Option(help="Of times without an offset, e.g. Europe/Madrid.")]
Encoding = Annotated[
    str | None,
    typer.Option(help="The file's, e.g. latin2. Else UTF-8 and UTF-16 are found, others guessed."),
]
Rejected = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write what is not in the city to FILE, to be corrected and imported."),
]
AllowFailures = Annotated[
    bool, typer.Option("--allow-failures", help="Exit code 0 although something is not in the city.")
]

CATCH_UP_S = 600
"""How long `--wait` waits."""


@imports.command("trips")
def import_trips(
    file: File,
    format: Format = "auto",
    timezone: Timezone = None,
    encoding: Encoding = None,
    no_points: Annotated[bool, typer.Option("--no-points", help="The trips count, but earn none.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Until every service has applied it.")] = False,
    rejected: Rejected = None,
    allow_failures: AllowFailures = False,
    as_json: Json = False,
    gateway_url: GatewayUrl = None,
    token_file: TokenFile = None,
    data: Data = DATA,
) -> None:
    """Import a file of trips. Repeating it adds nothing, and resumes what broke off.

    Exit code 1 if a row is not in the city afterwards. Rejected and held trips and duplicates are in it.
    """
    from rodem.gateways import gateway_of
    from rodem.imports import with_progress
    from rodem.imports.failures import end_import

    gateway, wait_s_max = gateway_of(data, gateway_url, token_file), CATCH_UP_S if wait else None
    report, caught_up_s = asyncio.run(
        with_progress.import_trips(
            file, format, timezone, gateway, wait_s_max, not no_points, rejected, encoding
        )
    )
    if as_json:
        show_json(with_progress.as_json(report, caught_up_s))
    else:
        from rodem.imports.report_table import report_lines

        for line in report_lines(report, caught_up_s):
            show(line)
    for warning in report.warnings:
        typer.echo(warning, err=True)
    end_import(file, report.failure_details, report.failures, rejected, allow_failures)


@imports.command("stations")
def import_stations(
    file: File,
    encoding: Encoding = None,
    rejected: Rejected = None,
    allow_failures: AllowFailures = False,
    as_json: Json = False,
    gateway_url: GatewayUrl = None,
    token_file: TokenFile = None,
    data: Data = DATA,
) -> None:
    """Import a GBFS station_information file, or a CSV file with its names as columns.

    Exit code 1 if a station is not in the city afterwards.
    """
    from rodem.gateways import gateway_of
    from rodem.imports import with_progress

    gateway = gateway_of(data, gateway_url, token_file)
    report = asyncio.run(with_progress.import_stations(file, gateway, rejected, encoding))
    end_places_import("station", file, report, rejected, allow_failures, as_json)


@imports.command("zones")
def import_zones(
    file: File,
    id_property: Annotated[str | None, typer.Option(help="Which tells the id, if not zone_id or id.")] = None,
    name_property: Annotated[str, typer.Option(help="Which tells the name.")] = "name",
    parent_property: Annotated[str, typer.Option(help="Which tells the zone around it.")] = "parent_id",
    encoding: Encoding = None,
    rejected: Rejected = None,
    allow_failures: AllowFailures = False,
    as_json: Json = False,
    gateway_url: GatewayUrl = None,
    token_file: TokenFile = None,
    data: Data = DATA,
) -> None:
    """Import a GeoJSON file of zones. Barcelona's districts and neighbourhoods need no options.

    Exit code 1 if a zone is not in the city afterwards.
    """
    from rodem.gateways import gateway_of
    from rodem.imports.zone_files import Properties, import_zones

    properties = Properties(id_property, name_property, parent_property)
    gateway = gateway_of(data, gateway_url, token_file)
    report = asyncio.run(import_zones(file, properties, gateway, rejected, encoding))
    end_places_import("zone", file, report, rejected, allow_failures, as_json)


def end_places_import(
    kind: Literal["station", "zone"],
    file: Path,
    report: Mapping[str, Any],
    rejected: Path | None,
    allow_failures: bool,
    as_json: bool,
) -> None:
    """Show what became of the stations or zones of a file, and exit as `end_import` does."""
    from rodem.imports.failures import counts_text, end_import, number_of

    if as_json:
        show_json(report)
    else:
        show(f"{number_of(report[f'{kind}s'], kind)}: {counts_text(report['answer'])}.")
    for warning in report["warnings"]:
        typer.echo(warning, err=True)
    end_import(file, report["failures"], len(report["failures"]), rejected, allow_failures)


@imports.command("undo")
def undo_import(
    import_id: Annotated[UUID, typer.Argument(metavar="ID", help="As `rodem imports` lists it.")],
    why: Annotated[str, typer.Option("--reason", help="Why; operators read it beside each trip.")] = (
        "The import was undone."
    ),
    gateway_url: GatewayUrl = None,
    token_file: TokenFile = None,
    data: Data = DATA,
) -> None:
    """Take back all trips that came with an import, with the points that they earned.

    Rows of its file can be imported again. Repeating it resumes what broke off.
    """
    from rodem.gateways import gateway_of
    from rodem.imports import with_progress
    from rodem.imports.failures import number_of

    voided = asyncio.run(with_progress.undo(gateway_of(data, gateway_url, token_file), import_id, why))
    show(f"{number_of(voided, 'trip')} taken back.")
