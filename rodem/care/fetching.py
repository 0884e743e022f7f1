"""Fetching what stands at an address that somebody has typed."""

import httpx

from rodem.refusals import Refused

ANSWER_S = 60
UNREADABLE = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)
"""What httpx raises besides: an InvalidURL is no HTTPError, and a name of a host that cannot be encoded is a
UnicodeError."""


def fetch(address: str) -> httpx.Response:
    """The answer at this address. Raises Refused if there is none, or none that says 2xx."""
    try:
        return httpx.get(address, timeout=ANSWER_S, follow_redirects=True).raise_for_status()
    except UNREADABLE as error:
        raise Refused(f"{address} cannot be read: {error}.") from None
