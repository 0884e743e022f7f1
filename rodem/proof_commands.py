"""The commands `rodem decisions`, `rodem ledger`, `rodem draw` and `rodem indicators`: they prove what a city
says, and the sums of balances that are moved into its ledger, and tell its figures."""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from rodem.local.running import running, some
from rodem.refusals import Refused
from rodem.terminal import DATA, Data, Json, show, show_json

decisions = typer.Typer(help="What was decided, and by whom.", no_args_is_help=True)
ledger = typer.Typer(help="The ledger of riders' points.", no_args_is_help=True)
draw = typer.Typer(help="Draws of prizes.", no_args_is_help=True)
indicators = typer.Typer(help="Figures that are released.", no_args_is_help=True)


@decisions.command("verify")
def verify_decisions(
    source: Annotated[str, typer.Argument(metavar="FILE-or-URL", help="As /v1/decisions.ndjson gives it.")],
    as_json: Json = False,
) -> None:
    """Check a chain: numbers, hashes and reasons. Exit code 1 where a line is wrong."""
    from rodem.care import decisions as chains

    report = chains.verify(source)
    if as_json:
        show_json(report)
    for chain in report["chains"]:
        if "first_wrong_seq" in chain:
            typer.echo(f"{chain['chain']}: line {chain['first_wrong_seq']} is wrong.", err=True)
        elif not as_json:
            show(f"{chain['chain']}: {chain['lines']} lines hold.")
    if not report["ok"]:
        raise typer.Exit(1)


@ledger.command("verify")
def verify_ledger(
    rider: Annotated[UUID | None, typer.Option(metavar="ID", help="Only this rider's chain.")] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Hear the log anew, elsewhere, and compare each source's total.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Walk the chains of the ledger, its sums and digests. Exit code 1 at the first break."""
    from rodem.care import ledger as chains

    if replay and rider:
        raise Refused("--replay compares the sources of all riders: leave --rider out.")
    databases = running(data).databases
    dsn = some(databases, "rewards")["rewards"]
    if code := asyncio.run(chains.replay(dsn, databases)) if replay else chains.verify(dsn, rider):
        raise typer.Exit(code)


@draw.command("verify")
def verify_draw(
    source: Annotated[str, typer.Argument(metavar="FILE-or-URL", help="As /v1/draws/ID/list gives it.")],
    as_json: Json = False,
) -> None:
    """Compute commitment, list hash and winners anew. Exit code 1 where one of them is another."""
    from rodem.care import draws

    file = draws.read(source)
    fault = draws.fault(file)
    if as_json:
        show_json({"ok": fault is None} | ({"fault": fault} if fault else draws.summary(file)))
    elif fault is None:
        for line in draws.lines(file):
            typer.echo(line)
    if fault:
        typer.echo(fault, err=True)
        raise typer.Exit(1)


@indicators.command("release")
def release_indicators(as_json: Json = False, data: Data = DATA) -> None:
    """Tell the figures that are due now, as the service does at 04:00; after an import without waiting."""
    from rodem.care import releases

    number = releases.release(some(running(data).databases, "public_value")["public_value"])
    if as_json:
        show_json({"release": number})
    else:
        show("Nothing new can be told." if number is None else f"Release {number} is made.")


@indicators.command("verify")
def verify_indicators(
    until: Annotated[
        int | None, typer.Argument(metavar="[N]", min=1, help="The last one; all, unless given.")
    ] = None,
    as_json: Json = False,
    data: Data = DATA,
) -> None:
    """Make releases anew from the log alone, and compare bytes. Exit code 1 where one is another."""
    from rodem.care import releases

    databases = running(data).databases
    dsn = some(databases, "public_value")["public_value"]
    report = asyncio.run(releases.verify(dsn, databases, until))
    if as_json:
        show_json(report)
    elif report["ok"]:
        show("{releases} releases with {figures} figures are what {events} events give.".format(**report))
    if not report["ok"]:
        typer.echo(report["fault"], err=True)
        raise typer.Exit(1)


@indicators.command("plan")
def try_plans(as_json: Json = False, data: Data = DATA) -> None:
    """Say what share of last month's figures each plan of releases would show, in steps of 5 %."""
    from rodem.care import releases

    report = releases.plan(some(running(data).databases, "public_value")["public_value"])
    if as_json:
        show_json(report)
        return
    show(f"Of the figures of {report['month']} would be shown:")
    for choice in report["choices"]:
        operators = ", ".join(f"{each} by {how}" for each, how in sorted(choice["operators"].items()))
        shares = ", ".join(f"{name} {_percent(share)}" for name, share in choice["shown_percent"].items())
        show(f"{choice['places']} ({operators}): {shares}")


def _percent(share: int | None) -> str:
    return "none" if share is None else f"{share} %"


@ledger.command("import")
def import_balances(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="rider, points, lifetime_points?, note?")],
    expect_total: Annotated[
        int | None, typer.Option("--expect-total", metavar="POINTS", help="What all points should be.")
    ] = None,
    data: Data = DATA,
) -> None:
    """Move riders' balances from another system into the ledger. Repeating it adds nothing.

    Exit code 1, and nothing written, if the file is refused.
    """
    from rodem.care import ledger as chains

    dsn = some(running(data).databases, "rewards")["rewards"]
    if code := chains.migrate(dsn, file, expect_total):
        raise typer.Exit(code)
