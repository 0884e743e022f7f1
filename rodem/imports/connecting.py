"""The connection of a command to a gateway: it waits for one that is away, and says what went wrong."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import typer

from rodem.gateways import Gateway
from rodem.imports.failures import fault_in_words
from rodem.imports.files import ImportRefused
from rodem_client import Problem, Retries, Rodem, Unreachable

PATIENCE_S = 300.0
"""How long a gateway is awaited that has answered before."""
CONNECT_S = 5.0
"""How long the first connection to a gateway may take."""

Progress = Callable[[int, int], None]
"""Is called with how much is done and with all that there is."""


async def check_listens(stopped: str, gateway_url: str) -> None:
    """Raise ImportRefused if no connection to the gateway can be made. Any answer is one of a gateway."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=httpx.Timeout(CONNECT_S)) as http:
            await http.get(f"{gateway_url}/livez")
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as lost:
        why = str(lost) or type(lost).__name__
        raise ImportRefused(
            f"{stopped}: the gateway at {gateway_url} cannot be reached ({why}). Is the address right, and"
            " does the city run?"
        ) from lost
    except httpx.TransportError:  # it is slow, or has broken off: it will be asked again
        pass


def said_once() -> Callable[[Problem | Unreachable], None]:
    """A function that says on stderr why the gateway is awaited, the first time that it is called."""
    said = False

    def say(why: Problem | Unreachable) -> None:
        nonlocal said
        if not said:
            typer.echo(
                f"No answer yet ({why}): waiting for it, at most {PATIENCE_S / 60:g} minutes.", err=True
            )
        said = True

    return say


@asynccontextmanager
async def connection(what: str, gateway: Gateway) -> AsyncIterator[Rodem]:
    """A client that retries for up to PATIENCE_S, and says so once. A last refusal, or no answer, raises
    ImportRefused, which says every fault, and `what` has stopped: "The import of trips.csv". So does a
    gateway to which there is no connection at first."""
    stopped = f"{what} has stopped"
    await check_listens(stopped, gateway.url)
    retries = Retries(patience_s=PATIENCE_S, on_pause=said_once())
    try:
        async with Rodem(gateway.url, gateway.token, retries=retries) as rodem:
            yield rodem
    except Problem as problem:
        faults = "; ".join(fault_in_words(fault.pointer, fault.code, None) for fault in problem.errors)
        faults = f" ({faults})" if faults else ""
        repeat = ". Repeat it to resume it." if problem.may_pass else "."
        if problem.status in (401, 403):
            repeat = ". Name an operator's token of this city's issuer with --gateway and --token-file."
        elif not problem.may_pass and problem.code:
            repeat = f". {gateway.url}/problems/{problem.code} says what to do."
        raise ImportRefused(f"{stopped}: the gateway answered {problem}{faults}{repeat}") from problem
    except Unreachable as lost:
        raise ImportRefused(f"{stopped}: {lost}. Repeat it to resume it.") from lost
