"""The command `rodem`. Heavy imports are made inside the commands, so that each starts fast."""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer

from rodem.import_commands import imports
from rodem.local.running import SERVICES, check_service, running, some, with_database
from rodem.proof_commands import decisions, draw, indicators, ledger
from rodem.refusals import Refused, in_one_sentence
from rodem.terminal import DATA, Data, GatewayUrl, Json, TokenFile, show, show_json

app = typer.Typer(
    help="Rodem: the backend for gamified smart mobility.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
dlq = typer.Typer(help="Events that a service could not apply.", no_args_is_help=True)
app.add_typer(imports, name="import")
app.add_typer(dlq, name="dlq")
app.add_typer(decisions, name="decisions")
app.add_typer(ledger, name="ledger")
app.add_typer(draw, name="draw")
app.add_typer(indicators, name="indicators")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rodem {metadata.version('rodem')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Rodem: the backend for gamified smart mobility."""


Service = Annotated[str | None, typer.Option("--service", help="Only this service.")]


@app.command()
def up(
    kafka: Annotated[
        bool, typer.Option("--kafka", help="Kafka is the log: KAFKA_BOOTSTRAP, or its own.")
    ] = False,
    data: Data = DATA,
    port_base: int = 8000,
) -> None:
    """Run a city until Ctrl-C: PostgreSQL and all services."""
    from rodem.local import up as city

    asyncio.run(city.up(data, port_base, SERVICES, os.environ, kafka))


@app.command()
def broker(
    port: Annotated[int | None, typer.Option(min=1, max=65_535, help="Else 9092, or the next free.")] = None,
    data: Data = DATA,
) -> None:
    """Run Kafka alone until Ctrl-C, with its data in DIR/kafka. Prints its KAFKA_BOOTSTRAP."""
    from rodem.local import broker as running_broker
    from rodem.local.supervisor import until_signal

    asyncio.run(until_signal(running_broker.run(data / "kafka", port, typer.echo), typer.echo))


@app.command()
def demo(
    riders: Annotated[int, typer.Option(min=10, max=20_000)] = 2_000,
    days: Annotated[int, typer.Option(min=1, max=90, help="Whole days before today.")] = 30,
    seed: Annotated[int, typer.Option(help="Another seed, other riders.")] = 1,
    timezone: Annotated[str, typer.Option(envvar="RODEM_TIMEZONE")] = "Europe/Madrid",
    live: Annotated[int, typer.Option(min=0, max=20, help="Phones that ride while it runs.")] = 3,
    data: Data = DATA,
    port_base: int = 8000,
) -> None:
    """Run a city with riders, trips and challenges until Ctrl-C."""
    from rodem.demo import run
    from rodem.demo.plan import DemoSize
    from shared.settings import check_timezone

    try:
        check_timezone(timezone)
    except ValueError as error:
        raise Refused(f"--timezone: {error}.") from None
    size = DemoSize(riders, days, seed, timezone)
    asyncio.run(run.demo(data, port_base, SERVICES, os.environ, size, live))


@app.command()
def serve(service: str, data: Data = DATA) -> None:
    """Run one service with the settings of the environment."""
    check_service(service)
    from shared import serve as server

    server.serve(service)


@app.command()
def token(
    role: Annotated[Literal["rider", "operator", "city", "auditor", "partner"], typer.Option()],
    sub: Annotated[str | None, typer.Option(help="Who; of a rider the rider_id.")] = None,
    operator_id: Annotated[
        str | None,
        typer.Option(
            "--operator", metavar="ID", help="The operator_id of an operator; by itself the game's."
        ),
    ] = None,
    partner_id: Annotated[
        str | None, typer.Option("--partner", metavar="ID", help="The partner_id of a partner, a shop.")
    ] = None,
    city_id: Annotated[
        str | None,
        typer.Option(help="The one city that takes the token; of the role city, `city` by itself."),
    ] = None,
    data: Data = DATA,
) -> None:
    """Print a development token and nothing else."""
    from rodem.local import tokens

    tokens.refuse_in_production(os.environ)
    operator_id, partner_id = operator_id or tokens.GAMES_OPERATOR, partner_id or tokens.PARTNER
    typer.echo(tokens.mint(data, role, sub, operator_id, city_id, partner_id))


@app.command()
def doctor(
    within: Annotated[
        int,
        typer.Option(
            metavar="SECONDS", min=1, help="Longest time to compare tables with what they are derived from."
        ),
    ] = 120,
    as_json: Json = False,
    gateway_url: GatewayUrl = None,
    token_file: TokenFile = None,
    data: Data = DATA,
) -> None:
    """Say whether the city is well, and what to do if it is not.

    With --gateway and the token of the game's operator, a city that runs elsewhere is examined through its
    gateway alone. What cannot be seen from there is named.
    """
    from rodem.care import doctor as examination
    from rodem.care import outside
    from rodem.gateways import gateway_of

    gateway = gateway_of(data, gateway_url, token_file)
    examining = (
        examination.examine(gateway.city, within) if gateway.city else outside.examine(gateway, within)
    )
    health = asyncio.run(examining)
    faults = list(examination.faults(health))
    if as_json:
        show_json(examination.as_json(health))
    else:
        from rodem.care.tables import health_table

        show(health_table(health))
    for fault in faults:
        typer.echo(fault, err=True)
    for what in health.not_checked:
        typer.echo(f"Not checked: {what}.", err=True)
    if faults:
        raise typer.Exit(1)
    if not as_json:
        show("What was checked is well." if health.not_checked else "All is well.")


@app.command("imports")
def list_imports(
    as_json: Json = False,
    gateway_url: GatewayUrl = None,
    token_file: TokenFile = None,
    data: Data = DATA,
) -> None:
    """List the imports of trips, newest first. `rodem import undo ID` takes one back."""
    import msgspec

    from rodem.gateways import gateway_of
    from rodem.imports.undoing import made_imports

    made = asyncio.run(made_imports(gateway_of(data, gateway_url, token_file)))
    if as_json:
        show_json(msgspec.to_builtins(made))
    else:
        from rodem.imports.report_table import imports_table

        show(imports_table(made))


@app.command()
def migrate(
    service: Annotated[str | None, typer.Argument()] = None,
    down: Annotated[str | None, typer.Option(metavar="REVISION", help="Back to it; base is none.")] = None,
    database: Annotated[str | None, typer.Option(metavar="DSN", help="Of that service's owner.")] = None,
    data: Data = DATA,
) -> None:
    """Bring databases to the newest schema, or one back with --down."""
    if service is not None:
        check_service(service)
    elif down or database:
        raise Refused("Name the service: `rodem migrate SERVICE`.")
    from shared.migrate import downgrade, upgrade

    databases = {str(service): database} if database else some(running(data).owners, service)
    for name, dsn in databases.items():
        if down:
            downgrade(name, dsn, down)
        else:
            upgrade(name, dsn)
        typer.echo(f"{name} is at {down or 'the newest revision'}.")


@app.command()
def secrets(
    directory: Annotated[Path, typer.Argument(metavar="DIR")],
    server: Annotated[str, typer.Option(metavar="HOST:PORT", help="PostgreSQL's.")] = "postgres:5432",
) -> None:
    """Make the secrets of a city in containers, as files. What is there already stays.

    If DIR/DATABASE_URL is there, the services' databases are on its server, with its parameters.
    """
    from rodem.local import secret_files

    made = secret_files.make(directory, server, with_database())
    typer.echo(f"Made {', '.join(made)}." if made else "All are there.")


@app.command()
def provision(
    directory: Annotated[Path, typer.Option("--secrets", metavar="DIR", envvar="RODEM_SECRETS_DIR")],
) -> None:
    """Make the roles, databases and schemas of a city in containers.

    Their passwords are those in the files of `rodem secrets`.
    """
    from rodem.local import secret_files
    from rodem.local.provision import provision as make_databases
    from shared.migrate import upgrade

    databases = secret_files.read(directory, with_database())
    asyncio.run(make_databases(databases.admin, databases.passwords, with_database()))
    for name, dsn in databases.of_owners.items():
        upgrade(name, dsn)
        typer.echo(f"{name} is at the newest revision.")


@app.command()
def replay(
    service: str,
    reset: Annotated[bool, typer.Option("--reset", help="Empty what it has derived first.")] = False,
    data: Data = DATA,
) -> None:
    """Let a service apply everything it has heard once more."""
    from rodem.care import replay as replaying

    dsn = some(running(data).owners, service)[service]
    topics = asyncio.run(replaying.replay(service, dsn, reset))
    typer.echo(f"{service} begins {' and '.join(topics)} anew: `rodem doctor` says how far it is.")


@app.command()
def restate(service: str, data: Data = DATA) -> None:
    """Let a service say anew what it holds.

    Only what it said otherwise last, such as what a lost event had brought, is said.
    """
    from rodem.care import restating

    city = running(data)
    dsn = some(city.owners, service)[service]
    count = asyncio.run(restating.restate(service, dsn, city.databases, city.kafka))
    typer.echo(f"{service} says {count} things anew: `rodem doctor` says whether others agree then.")


@app.command()
def topics(
    rebuild: Annotated[
        str | None, typer.Option(metavar="SERVICE", help="Send its whole log anew: its topic was lost.")
    ] = None,
    data: Data = DATA,
) -> None:
    """Create the topics on Kafka that are missing, and check all. Prints JSON."""
    from rodem.local import topics as on_kafka

    settings, databases = on_kafka.where(data)
    if rebuild is not None:
        check_service(rebuild)
        asyncio.run(on_kafka.rebuild(rebuild, settings, databases))
        show_json({"rebuilding": rebuild})
        return
    checked = asyncio.run(on_kafka.create_and_check(settings, databases))
    show_json(on_kafka.as_json(checked, settings))
    faults = list(on_kafka.faults(checked, settings))
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)


@app.command()
def grace(
    day: Annotated[datetime, typer.Argument(metavar="DAY", formats=["%Y-%m-%d"], help="A day of the city.")],
    remove: Annotated[bool, typer.Option("--remove", help="It was no outage.")] = False,
    gateway_url: GatewayUrl = None,
    token_file: TokenFile = None,
    data: Data = DATA,
) -> None:
    """Declare a day on which nobody could ride: it breaks no streak.

    Streaks are counted anew. Only the operator of the game may do it.
    """
    from rodem import grace as declaring
    from rodem.gateways import gateway_of

    gateway = gateway_of(data, gateway_url, token_file)
    asyncio.run(declaring.declare(gateway, day.date(), remove))
    typer.echo(f"{day.date()} is {'no outage' if remove else 'an outage: it breaks no streak'}.")


@dlq.command("list")
def list_dead_letters(service: Service = None, as_json: Json = False, data: Data = DATA) -> None:
    """List dead letters, each with the reason why it could not be applied."""
    from rodem.care import dead_letters

    letters = asyncio.run(dead_letters.list_all(some(running(data).databases, service)))
    if as_json:
        show_json(letters)
    elif letters:
        from rodem.care.tables import dead_letters_table

        show(dead_letters_table(letters))
    else:
        show("There are no dead letters.")


@dlq.command("retry")
def retry_dead_letters(
    event_id: Annotated[UUID | None, typer.Argument(metavar="ID", help="Else all.")] = None,
    service: Service = None,
    data: Data = DATA,
) -> None:
    """Ask the services to apply them again, once the reason is gone."""
    from rodem.care import dead_letters

    marked = asyncio.run(dead_letters.retry(some(running(data).databases, service), event_id))
    typer.echo(f"{marked} will be tried again: `rodem dlq list` shows those that fail again.")


@dlq.command("allow")
def allow_dead_letters(
    service: str,
    events: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many.")] = 100,
    data: Data = DATA,
) -> None:
    """Let a service that has stopped set more events aside."""
    from rodem.care import dead_letters

    dsn = some(running(data).databases, service)[service]
    topics = asyncio.run(dead_letters.allow(service, dsn, events))
    typer.echo(
        f"{service} may set {events} more of {' and '.join(topics)} aside: `rodem dlq list` names them."
    )


def main(args: Sequence[str] | None = None) -> None:
    """The entry point. A refusal is one sentence on stderr and exit code 1; a bug stays a traceback."""
    try:
        app(args)
    except Exception as error:
        sentence = in_one_sentence(error)
        if sentence is None:
            raise
        typer.echo(sentence, err=True)
        sys.exit(1)
