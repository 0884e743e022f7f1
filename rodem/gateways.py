"""The gateway that a command speaks to: of the city that runs from a data directory, or of any other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rodem.local import tokens
from rodem.local.running import Running, running
from rodem.refusals import Refused

NAME_ONE = "Name a file that holds an operator's token"


@dataclass(frozen=True)
class Gateway:
    """A gateway's address, and a function that gives an operator's token for it. `city` is the city behind
    it if that runs here."""

    url: str
    token: Callable[[], str]
    city: Running | None = None


def gateway_of(data: Path, url: str | None, token_file: Path | None) -> Gateway:
    """The gateway at `url` with the token in `token_file`; without both that of the city that runs from
    `data`. Raises Refused if one of them is missing, or none runs there."""
    if url is None and token_file is None:
        city = running(data)
        return Gateway(city.gateway_url, lambda: tokens.mint(data, "operator"), city)
    if url is None or token_file is None:
        raise Refused(
            "--gateway URL and --token-file FILE go together: name both, or none for the city here."
        )
    if not url.startswith(("http://", "https://")):
        raise Refused(f"--gateway {url} is no address: write it as https://rodem.example.org.")
    token_in(token_file)
    return Gateway(url.rstrip("/"), lambda: token_in(token_file))


def token_in(file: Path) -> str:
    """The token in a file. It is read each time, because tokens are replaced as they end. Raises Refused."""
    try:
        token = file.read_text().strip()
    except UnicodeDecodeError:
        raise Refused(f"--token-file {file} holds no text. {NAME_ONE}.") from None
    except OSError as error:
        raise Refused(f"--token-file {file} cannot be read: {error.strerror}. {NAME_ONE}.") from None
    if not token:
        raise Refused(f"--token-file {file} is empty: write an operator's token into it.")
    return token
