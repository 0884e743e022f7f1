"""Requests to the gateway on behalf of the visitor of a page."""

from fastapi import Request

from rodem_client import Rodem
from shared.http import visitors


def rodem_of(request: Request) -> Rodem:
    """A client whose requests count toward the visitor's quota: it sends on the address that the gateway has
    signed."""
    rodem: Rodem = request.state.rodem
    signed_address = request.headers.get(visitors.HEADER)
    # A header of the gateway is ASCII: anything else was written by somebody who reached pages directly.
    if signed_address is None or not signed_address.isascii():
        return rodem
    return rodem.sending({visitors.HEADER: signed_address})
