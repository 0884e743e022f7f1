"""What commands share: options, and how they print."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="The city's data directory.")]
GatewayUrl = Annotated[
    str | None,
    typer.Option("--gateway", metavar="URL", help="Of any city, with --token-file; else the city in DIR."),
]
TokenFile = Annotated[
    Path | None, typer.Option("--token-file", metavar="FILE", help="Holds an operator's token for --gateway.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

DATA = Path(".data")


def show(what: Any) -> None:
    """Print a text, or a table of rich."""
    from rich.console import Console

    Console(highlight=False).print(what)


def show_json(what: Any) -> None:
    """Print JSON, indented."""
    typer.echo(json.dumps(what, indent=2, default=str, ensure_ascii=False))
